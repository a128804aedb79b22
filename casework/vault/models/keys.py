"""Sealed keys of people and units: wraps, slots and bundles."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.audit.events import ObjectKind
from casework.crypto.encoding import lp
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label
from casework.database.base import Base, Id16, OfCommune
from casework.kernel.ids import Id
from casework.vault.versioned import Bound


class UnitWrap(Bound, OfCommune, Base):
    """The unit's secret of one epoch, sealed to one member or to the recovery key."""

    __tablename__ = "unit_wraps"
    __table_args__ = (UniqueConstraint("unit_id", "epoch", "holder_id"),)
    tip_kind = ObjectKind.WRAP
    kept = False
    id_column = "wrap_id"
    version_column = "version"

    wrap_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int]
    unit_id: Mapped[Id] = mapped_column(Id16)
    epoch: Mapped[int]
    holder_id: Mapped[Id] = mapped_column(Id16, index=True)
    """The member's user id; the unit's own id stands for its recovery key."""
    holder_number: Mapped[int]
    """The member's key number; 0 for the recovery key."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    def info(self) -> bytes:
        """HPKE ``info``: what this sealed secret is, and whose."""
        return lp(
            Label.WRAP,
            self.commune_id,
            self.unit_id,
            self.epoch,
            self.holder_id,
            self.holder_number,
        )

    def statement(self) -> bytes:
        return lp(
            Label.WRAP_STATEMENT, self.wrap_id, self.version, self.info(), sha256(self.sealed)
        )


class Slot(Bound, OfCommune, Base):
    """One way to open a user's bundle; today a password (SECURITY.md §4)."""

    __tablename__ = "bundle_slots"
    tip_kind = ObjectKind.SLOT
    kept = False
    id_column = "slot_id"
    version_column = "version"

    slot_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int]
    user_id: Mapped[Id] = mapped_column(Id16, index=True)
    kind: Mapped[str] = mapped_column(String(20))
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    memory_kib: Mapped[int]
    iterations: Mapped[int]
    pepper_id: Mapped[Id] = mapped_column(Id16)
    blob: Mapped[bytes] = mapped_column(LargeBinary)

    def aad(self) -> bytes:
        """What the slot's blob is bound to."""
        return lp(
            Label.SLOT,
            self.commune_id,
            self.user_id,
            self.slot_id,
            self.version,
            self.kind,
            self.salt,
            self.memory_kib,
            self.iterations,
            self.pepper_id,
        )

    def statement(self) -> bytes:
        return lp(Label.SLOT_STATEMENT, self.aad(), sha256(self.blob))


class Bundle(Bound, OfCommune, Base):
    """A user's private keys and pins, sealed under the bundle key."""

    __tablename__ = "bundles"
    tip_kind = ObjectKind.BUNDLE
    kept = False
    id_column = "user_id"
    version_column = "version"

    user_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int]
    blob: Mapped[bytes] = mapped_column(LargeBinary)

    def aad(self) -> bytes:
        """What the bundle's blob is bound to."""
        return lp(Label.BUNDLE, self.commune_id, self.user_id, self.version)

    def statement(self) -> bytes:
        return lp(Label.BUNDLE_STATEMENT, self.aad(), sha256(self.blob))
