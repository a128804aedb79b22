"""Who is who, proven: the units and members whose credentials verify up to the commune's root.

Role, unit and public keys come from here and never from a row (SECURITY.md §3).  Rosters are
built by :mod:`casework.vault.chain` and never change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from casework.crypto.encoding import lp
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label
from casework.kernel.ids import ID_BYTES, Id
from casework.kernel.kinds import Role, UnitKind
from casework.vault.errors import BrokenCredentialChain, UnknownAuthor
from casework.vault.models import Founding


@dataclass(frozen=True)
class Member:
    """One verified member credential, with the place in the log from which it counts."""

    user: Id
    number: int
    unit: Id
    unit_kind: UnitKind
    role: Role
    agreement_public: bytes
    signing_public: bytes
    since: int
    username: str = ""
    name: str = ""
    names: int = 0
    """How often the person has been named; each naming is a version of the account."""


@dataclass(frozen=True)
class UnitEpoch:
    """One verified epoch of a unit's keys."""

    epoch: int
    agreement_public: bytes
    recovery_public: bytes
    statement_hash: bytes
    since: int
    """The place in the log from which it counts."""


@dataclass(frozen=True)
class Unit:
    """A founded unit; ``epochs`` is empty until its first manager has activated it."""

    unit: Id
    kind: UnitKind
    name: str
    invitation: Id
    epochs: tuple[UnitEpoch, ...] = ()

    @property
    def current(self) -> UnitEpoch:
        """The newest epoch; raises BrokenCredentialChain for a unit that has none."""
        if not self.epochs:
            raise BrokenCredentialChain
        return self.epochs[-1]


RECOVERY_NUMBER = 0
"""The key number of a unit's recovery key, which no epoch changes."""


def recovery_receiver(unit: Id) -> Id:
    """Return the id under which a unit's recovery key holds a grant: nobody's and no unit's."""
    return sha256(lp(Label.RECOVERY_RECEIVER, unit))[:ID_BYTES]


@dataclass(frozen=True)
class Stamp:
    """Which credentials a roster was built from: how many, and up to which event."""

    count: int
    last_index: int


@dataclass(frozen=True, repr=False)
class Roster:
    """Every unit and member whose credentials verify, as of one place in the log."""

    commune: Id
    name: str
    root_public: bytes
    log_public: bytes
    stamp: Stamp
    units: dict[Id, Unit] = field(default_factory=dict)
    members: dict[Id, tuple[Member, ...]] = field(default_factory=dict)
    """Every credential that a person has held, oldest first."""
    foundings: dict[Id, Founding] = field(default_factory=dict)
    founders: dict[Id, Id] = field(default_factory=dict)
    """Which unit's manager has founded a house, by the house; the root's foundings are not here."""

    def unit(self, unit: Id) -> Unit:
        """Return a founded unit; raises UnknownAuthor when there is none."""
        try:
            return self.units[unit]
        except KeyError:
            raise UnknownAuthor from None

    def founder_of(self, house: Id) -> Id | None:
        """Return the unit whose manager has founded a house, None for what the root founded."""
        return self.founders.get(house)

    def find_member(self, user: Id) -> Member | None:
        """Return the person's live credential, if there is one."""
        held = self.members.get(user)
        return held[-1] if held else None

    def find_username(self, username: str) -> Member | None:
        """Return the live member who signs in under ``username``, if there is one."""
        return next((m for m in self._live() if m.username == username), None)

    def author(self, user: Id, index: int) -> Member:
        """Return whose keys counted at place ``index`` of the log; raises UnknownAuthor."""
        for member in reversed(self.members.get(user, ())):
            if member.since <= index:
                return member
        raise UnknownAuthor

    def _live(self) -> Iterator[Member]:
        return (held[-1] for held in self.members.values())

    def live_members(self, unit: Id) -> list[Member]:
        """Return the members of a unit, in the order in which they joined."""
        return sorted((m for m in self._live() if m.unit == unit), key=lambda m: (m.since, m.user))

    def units_of(self, kind: UnitKind) -> list[Unit]:
        """Return the units of one kind that are in service, by name."""
        return sorted(
            (u for u in self.units.values() if u.kind is kind and u.epochs), key=lambda u: u.name
        )

    def find_first(self, kind: UnitKind) -> Unit | None:
        """Return the unit of a kind that is in service, of several the first founded."""
        return next((u for u in self.units.values() if u.kind is kind and u.epochs), None)

    def holders(self, unit: Id) -> set[Id]:
        """Return everybody who may hold the secret of a unit's newest epoch.

        Its members, and whoever has left it since that epoch began: a secret cannot be unlearnt.
        """
        since = self.unit(unit).current.since
        found = set()
        for user, held in self.members.items():
            ends = [later.since for later in held[1:]]
            for member, end in zip(held, [*ends, None], strict=True):
                if member.unit == unit and (end is None or end > since):
                    found.add(user)
        return found

    @cached_property
    def names(self) -> dict[Id, str]:
        """The names of units and people by id; nobody changes it."""
        names = {unit.unit: unit.name for unit in self.units.values()}
        return names | {member.user: member.name for member in self._live()}

    @cached_property
    def recoveries(self) -> dict[Id, Unit]:
        """The units by the id under which their recovery key holds grants."""
        return {recovery_receiver(unit.unit): unit for unit in self.units.values()}

    def receiver_public(self, receiver: Id, epoch: int) -> bytes:
        """Return the X25519 public key of a unit's epoch, of a recovery key, or of a named user."""
        if receiver in self.recoveries and epoch == RECOVERY_NUMBER:
            return self.recoveries[receiver].current.recovery_public
        if receiver in self.units:
            for known in self.units[receiver].epochs:
                if known.epoch == epoch:
                    return known.agreement_public
        member = self.find_member(receiver)
        if member is not None and member.number == epoch:
            return member.agreement_public
        raise UnknownAuthor

    def current_epoch(self, receiver: Id) -> int:
        """Return the epoch (of a unit) or key number (of a user) that grants go to today."""
        if receiver in self.units:
            return self.units[receiver].current.epoch
        if receiver in self.recoveries:
            return RECOVERY_NUMBER
        member = self.find_member(receiver)
        if member is None:
            raise UnknownAuthor
        return member.number
