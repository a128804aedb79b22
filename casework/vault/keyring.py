"""The keys that a signed-in member holds, for as long as the session lives and not longer."""

from __future__ import annotations

from dataclasses import dataclass, field

from casework.crypto.derivation import UnitKeys, unit_keys
from casework.crypto.encoding import lp, seq, to_int, to_text, unlp, unseq
from casework.crypto.hpke import Opener
from casework.crypto.labels import Label
from casework.kernel.ids import Id
from casework.kernel.kinds import Role, UnitKind
from casework.vault.errors import NoKey
from casework.vault.versioned import Signer


@dataclass(frozen=True)
class Pins:
    """What a user's bundle has already seen; anything lower is a rollback."""

    root_public: bytes
    unit_epoch: int
    credentials: int


@dataclass(frozen=True, repr=False)
class Keyring:
    """Private keys of one member of one unit.

    ``agreement`` is the member's X25519 private key and ``signing`` the Ed25519 seed, 32 bytes
    each; ``unit_secrets`` holds the unit's secret of each epoch, 32 bytes each.
    """

    user: Id
    number: int
    unit: Id
    unit_kind: UnitKind
    role: Role
    agreement: bytes
    signing: bytes
    unit_secrets: dict[int, bytes]
    pins: Pins
    _derived: dict[int, UnitKeys] = field(default_factory=dict, compare=False)
    _openers: dict[tuple[Id, int], Opener] = field(default_factory=dict, compare=False)
    _granted: dict[tuple[bytes, bytes], bytes] = field(default_factory=dict, compare=False)

    @property
    def signer(self) -> Signer:
        """Who signs what this member writes."""
        return Signer(self.user, self.signing)

    def of_unit(self, epoch: int) -> UnitKeys:
        """Return the unit's keys of one epoch; raises NoKey if this member never got them."""
        if epoch not in self.unit_secrets:
            raise NoKey
        if epoch not in self._derived:
            self._derived[epoch] = unit_keys(self.unit_secrets[epoch])
        return self._derived[epoch]

    def agreement_of(self, receiver: Id, epoch: int) -> bytes:
        """Return the X25519 private key that a grant to ``receiver`` was sealed to."""
        if receiver == self.unit:
            return self.of_unit(epoch).private
        if receiver == self.user and epoch == self.number:
            return self.agreement
        raise NoKey

    def opener_of(self, receiver: Id, epoch: int) -> Opener:
        """Return what opens grants to ``receiver``, made ready once for this keyring's life."""
        if (receiver, epoch) not in self._openers:
            self._openers[receiver, epoch] = Opener(self.agreement_of(receiver, epoch))
        return self._openers[receiver, epoch]

    def open_grant(self, receiver: Id, epoch: int, sealed: bytes, info: bytes) -> bytes:
        """Return the section key that a grant to ``receiver`` holds, opened once a keyring's life.

        Raises NoKey, or as `Opener.open`.
        """
        if (sealed, info) not in self._granted:
            opened = self.opener_of(receiver, epoch).open(sealed, info)
            self._granted[sealed, info] = opened
        return self._granted[sealed, info]

    def to_bytes(self) -> bytes:
        """Return the keyring as bytes, to be sealed into a session and nowhere else."""
        return lp(
            Label.KEYRING,
            self.user,
            self.number,
            self.unit,
            self.unit_kind.value,
            self.role.value,
            self.agreement,
            self.signing,
            seq(seq((epoch, secret)) for epoch, secret in sorted(self.unit_secrets.items())),
            self.pins.root_public,
            self.pins.unit_epoch,
            self.pins.credentials,
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Keyring:
        """Rebuild what :meth:`to_bytes` returned; raises MalformedBytes."""
        fields = unlp(Label.KEYRING, data)
        pairs = (unseq(pair) for pair in unseq(fields[7]))
        return cls(
            user=fields[0],
            number=to_int(fields[1]),
            unit=fields[2],
            unit_kind=UnitKind(to_text(fields[3])),
            role=Role(to_text(fields[4])),
            agreement=fields[5],
            signing=fields[6],
            unit_secrets={to_int(epoch): secret for epoch, secret in pairs},
            pins=Pins(fields[8], to_int(fields[9]), to_int(fields[10])),
        )
