"""Open, append-only credentials: who founded what, which keys a unit and a person hold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.audit.events import ObjectKind
from casework.crypto.encoding import lp, opt
from casework.crypto.labels import Label
from casework.database.base import Base, Id16, Moment, OfCommune
from casework.kernel.ids import Id
from casework.vault.versioned import Bound


class Commune(Bound, OfCommune, Base):
    """The commune itself, signed by its own root: the first object of every log."""

    __tablename__ = "communes"
    tip_kind = ObjectKind.COMMUNE
    kept = True
    id_column = "commune_id"

    commune_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    root_public: Mapped[bytes] = mapped_column(LargeBinary(32))
    log_public: Mapped[bytes] = mapped_column(LargeBinary(32))
    founded_at: Mapped[datetime] = mapped_column(Moment)

    def statement(self) -> bytes:
        return lp(
            Label.COMMUNE,
            self.commune_id,
            self.name,
            self.root_public,
            self.log_public,
            self.founded_at,
        )


class Founding(Bound, OfCommune, Base):
    """A founding invitation: the root says which unit may be founded with which key."""

    __tablename__ = "foundings"
    tip_kind = ObjectKind.FOUNDING
    kept = True
    id_column = "invitation_id"

    invitation_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    unit_id: Mapped[Id] = mapped_column(Id16, unique=True)
    unit_kind: Mapped[str] = mapped_column(String(20))
    unit_name: Mapped[str] = mapped_column(String(120))
    invitation_public: Mapped[bytes] = mapped_column(LargeBinary(32))
    recovery_public: Mapped[bytes] = mapped_column(LargeBinary(32))
    expires_at: Mapped[datetime] = mapped_column(Moment)

    def statement(self) -> bytes:
        return lp(
            Label.FOUNDING,
            self.commune_id,
            self.invitation_id,
            self.unit_id,
            self.unit_kind,
            self.unit_name,
            self.invitation_public,
            self.recovery_public,
            self.expires_at,
        )


class UnitCredential(Bound, OfCommune, Base):
    """One epoch of a unit's keys, signed by its invitation, a live manager, or the root."""

    __tablename__ = "unit_credentials"
    tip_kind = ObjectKind.UNIT
    kept = True
    id_column = "unit_id"
    version_column = "epoch"

    unit_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit_kind: Mapped[str] = mapped_column(String(20))
    agreement_public: Mapped[bytes] = mapped_column(LargeBinary(32))
    recovery_public: Mapped[bytes] = mapped_column(LargeBinary(32))
    previous_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))

    def statement(self) -> bytes:
        return lp(
            Label.UNIT,
            self.commune_id,
            self.unit_id,
            self.unit_kind,
            self.epoch,
            self.agreement_public,
            self.recovery_public,
            opt(self.previous_hash),
        )


class MemberCredential(Bound, OfCommune, Base):
    """A person's keys and role in one unit; ``number`` counts the person's key pairs."""

    __tablename__ = "member_credentials"
    tip_kind = ObjectKind.MEMBER
    kept = True
    id_column = "user_id"
    version_column = "number"

    user_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit_id: Mapped[Id] = mapped_column(Id16)
    role: Mapped[str] = mapped_column(String(20))
    agreement_public: Mapped[bytes] = mapped_column(LargeBinary(32))
    signing_public: Mapped[bytes] = mapped_column(LargeBinary(32))
    from_at: Mapped[datetime] = mapped_column(Moment)
    until_at: Mapped[datetime | None] = mapped_column(Moment)

    def statement(self) -> bytes:
        return lp(
            Label.MEMBER,
            self.commune_id,
            self.unit_id,
            self.user_id,
            self.agreement_public,
            self.signing_public,
            self.role,
            self.number,
            self.from_at,
            opt(self.until_at),
        )


class Account(Bound, OfCommune, Base):
    """Under which name a person signs in and is known; vouched for by who took them in."""

    __tablename__ = "accounts"
    tip_kind = ObjectKind.ACCOUNT
    kept = True
    id_column = "user_id"
    version_column = "version"

    user_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    username: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))

    def statement(self) -> bytes:
        return lp(
            Label.ACCOUNT, self.commune_id, self.user_id, self.version, self.username, self.name
        )
