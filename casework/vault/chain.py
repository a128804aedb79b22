"""Walks every credential in the log's order and refuses the first that does not follow.

What may follow what, and who may sign it, is the table of SECURITY.md §3: the root founds units,
an invitation activates its own unit once, a live manager takes people into their own unit, and a
manager of the women's union founds houses.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.audit.events import ObjectKind
from casework.audit.reading import StoredTip, count_tips, times_of, tips_of_kinds
from casework.crypto.errors import BadSignature
from casework.crypto.hashing import sha256
from casework.crypto.signatures import Verified
from casework.kernel.ids import Id
from casework.kernel.kinds import Role, UnitKind
from casework.vault import house_names
from casework.vault.errors import (
    BrokenCredentialChain,
    ForgedTip,
    HouseNamed,
    InvitationSpent,
    NotEntitled,
    RowAltered,
    RowMissing,
    RowUnknown,
    UnknownAuthor,
)
from casework.vault.models import Account, Commune, Founding, MemberCredential, UnitCredential
from casework.vault.rosters import Member, Roster, Stamp, Unit, UnitEpoch
from casework.vault.versioned import Bound

CREDENTIAL_KINDS = (
    ObjectKind.COMMUNE,
    ObjectKind.FOUNDING,
    ObjectKind.UNIT,
    ObjectKind.MEMBER,
    ObjectKind.ACCOUNT,
)
_MODELS: dict[ObjectKind, type[Bound]] = {
    ObjectKind.COMMUNE: Commune,
    ObjectKind.FOUNDING: Founding,
    ObjectKind.UNIT: UnitCredential,
    ObjectKind.MEMBER: MemberCredential,
    ObjectKind.ACCOUNT: Account,
}


class _Builder:
    """Walks the credentials in the log's order; refuses the first that does not follow."""

    def __init__(self, verified: Verified) -> None:
        self.verified = verified
        self.commune: Commune | None = None
        self.units: dict[Id, Unit] = {}
        self.members: dict[Id, tuple[Member, ...]] = {}
        self.foundings: dict[Id, Founding] = {}
        self.founders: dict[Id, Id] = {}
        self.founded_by: dict[Id, int] = {}

    def take(self, tip: StoredTip, row: Bound, at: datetime) -> None:
        statement = row.statement()
        if sha256(statement) != tip.hash:
            raise RowAltered
        self._check(self._key_of(tip, row, at), statement, tip)
        match row:
            case Commune():
                self.commune = row
            case Founding():
                self._found(row, tip)
            case UnitCredential():
                self._advance(row, tip)
            case MemberCredential():
                self._admit(row, tip)
            case Account():
                self._name(row)

    def _check(self, public: bytes, statement: bytes, tip: StoredTip) -> None:
        try:
            self.verified.check(public, statement, tip.signature)
        except BadSignature:
            raise ForgedTip from None

    def _key_of(self, tip: StoredTip, row: Bound, at: datetime) -> bytes:
        """Return the public key that must have signed ``row``; refuses who may not sign it."""
        if isinstance(row, Commune):
            if self.commune is not None:
                raise BrokenCredentialChain
            return row.root_public
        if self.commune is None:
            raise BrokenCredentialChain
        if tip.author == self.commune.commune_id:
            return self.commune.root_public
        if tip.author in self.foundings:
            return self._invitation_key(tip, row, at)
        return self._member_key(tip, row)

    def _invitation_key(self, tip: StoredTip, row: Bound, at: datetime) -> bytes:
        """An invitation founds its own unit once, with the manager who comes with it."""
        founding = self.foundings[tip.author]
        used_at = self.founded_by.setdefault(founding.invitation_id, tip.index)
        first_epoch = isinstance(row, UnitCredential) and row.epoch == 1
        first_manager = (
            isinstance(row, MemberCredential)
            and row.role == Role.MANAGER
            and not any(held[-1].unit == founding.unit_id for held in self.members.values())
            and row.user_id not in self.members
        )
        own_name = isinstance(row, Account) and self._unit_of(row.user_id) == founding.unit_id
        if (
            used_at != tip.index
            or at > founding.expires_at
            or not (first_epoch or first_manager or own_name)
            or getattr(row, "unit_id", founding.unit_id) != founding.unit_id
        ):
            raise InvitationSpent
        return founding.invitation_public

    def _member_key(self, tip: StoredTip, row: Bound) -> bytes:
        if tip.author not in self.members:
            raise UnknownAuthor
        author = self.members[tip.author][-1]
        unit = self._unit_of(row.user_id) if isinstance(row, Account) else row_unit(row)
        founds_house = (
            isinstance(row, Founding)
            and row.unit_kind == UnitKind.SHELTER
            and author.unit_kind is UnitKind.WOMENS_UNION
        )
        takes_in = unit == author.unit and not isinstance(row, Founding)
        if isinstance(row, MemberCredential):  # a new key for somebody else's member is a theft
            takes_in &= self._unit_of(row.user_id) in (None, author.unit)
        if author.role is not Role.MANAGER or not (takes_in or founds_house):
            raise NotEntitled
        return author.signing_public

    def _found(self, row: Founding, tip: StoredTip) -> None:
        if row.unit_id in self.units:
            raise BrokenCredentialChain
        if row.unit_kind == UnitKind.SHELTER and not house_names.is_neutral(row.unit_name):
            raise HouseNamed
        self.foundings[row.invitation_id] = row
        if tip.author in self.members:
            self.founders[row.unit_id] = self.members[tip.author][-1].unit
        self.units[row.unit_id] = Unit(
            row.unit_id, UnitKind(row.unit_kind), row.unit_name, row.invitation_id
        )

    def _advance(self, row: UnitCredential, tip: StoredTip) -> None:
        unit = self.units.get(row.unit_id)
        if unit is None or unit.kind != row.unit_kind:
            raise BrokenCredentialChain
        previous = unit.epochs[-1].statement_hash if unit.epochs else None
        if row.epoch != len(unit.epochs) + 1 or row.previous_hash != previous:
            raise BrokenCredentialChain
        founding = self.foundings[unit.invitation]
        if row.recovery_public != founding.recovery_public:
            raise BrokenCredentialChain
        epoch = UnitEpoch(row.epoch, row.agreement_public, row.recovery_public, tip.hash, tip.index)
        self.units[row.unit_id] = Unit(
            unit.unit, unit.kind, unit.name, unit.invitation, (*unit.epochs, epoch)
        )

    def _admit(self, row: MemberCredential, tip: StoredTip) -> None:
        unit = self.units.get(row.unit_id)
        held = self.members.get(row.user_id, ())
        if unit is None or not unit.epochs or row.number != len(held) + 1:
            raise BrokenCredentialChain
        member = Member(
            user=row.user_id,
            number=row.number,
            unit=row.unit_id,
            unit_kind=unit.kind,
            role=Role(row.role),
            agreement_public=row.agreement_public,
            signing_public=row.signing_public,
            since=tip.index,
        )
        self.members[row.user_id] = (*held, member)

    def _unit_of(self, user: Id) -> Id | None:
        held = self.members.get(user)
        return held[-1].unit if held else None

    def _name(self, row: Account) -> None:
        held = self.members.get(row.user_id)
        if held is None or row.version != held[-1].names + 1:
            raise BrokenCredentialChain
        if held[-1].unit_kind is UnitKind.SHELTER:
            unit_name = self.units[held[-1].unit].name
            if not house_names.are_neutral(unit_name, row.username, row.name):
                raise HouseNamed
        named = replace(held[-1], username=row.username, name=row.name, names=row.version)
        self.members[row.user_id] = (*held[:-1], named)

    def finish(self, stamp: Stamp) -> Roster:
        if self.commune is None:
            raise RowMissing
        return Roster(
            commune=self.commune.commune_id,
            name=self.commune.name,
            root_public=self.commune.root_public,
            log_public=self.commune.log_public,
            stamp=stamp,
            units=self.units,
            members=self.members,
            foundings=self.foundings,
            founders=self.founders,
        )


def row_unit(row: Bound) -> Id | None:
    """Return the unit that a credential speaks of, if it speaks of one."""
    unit: Id | None = getattr(row, "unit_id", None)
    return unit


def _rows(db: Session) -> dict[tuple[ObjectKind, Id, int], Bound]:
    return {
        (kind, row.tip_id, row.tip_version): row
        for kind, model in _MODELS.items()
        for row in db.scalars(select(model))
    }


def stamp_of(db: Session) -> Stamp:
    """Return which credentials the log holds now; cheap enough for every request."""
    return Stamp(*count_tips(db, CREDENTIAL_KINDS))


def build_roster(db: Session, verified: Verified) -> Roster:
    """Verify every credential in the log's order; raises a Tampered error at the first wrong."""
    stamp = stamp_of(db)
    tips = tips_of_kinds(db, CREDENTIAL_KINDS)
    rows = _rows(db)
    times = times_of(db, (tip.index for tip in tips))
    builder = _Builder(verified)
    for tip in tips:
        row = rows.pop((tip.kind, tip.object_id, tip.version), None)
        if row is None:
            raise RowMissing
        builder.take(tip, row, times[tip.index])
    if rows:
        raise RowUnknown
    return builder.finish(stamp)


class RosterBook:
    """The newest verified roster of this process; rebuilt when the log holds newer credentials."""

    def __init__(self, verified: Verified) -> None:
        self._verified = verified
        self._lock = threading.Lock()
        self._newest: Roster | None = None

    def find_unit(self, unit: Id) -> Unit | None:
        """Return a unit if the newest roster of this process has it; asks no database.

        What kind of unit it is never changes, so an older roster answers that as well.
        """
        return None if self._newest is None else self._newest.units.get(unit)

    def read(self, db: Session) -> Roster:
        """Return the roster as the log has it now, verified; a reader's stays what it is."""
        known: Roster | None = db.info.get(self)
        if known is not None:
            return known
        found = self._newest_for(db)
        if db.info["read_only"]:
            db.info[self] = found
        return found

    def _newest_for(self, db: Session) -> Roster:
        newest = self._newest
        if newest is not None and newest.stamp == stamp_of(db):
            return newest
        with self._lock:
            self._newest = build_roster(db, self._verified)
            return self._newest
