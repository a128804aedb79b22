"""A case as the database sees it: open state bound by tips, sealed sections, grants, records.

Nothing that a user types about a person or an event stands in an open column; the list of what
does stand open is in ``docs/threat-model.md``, and a test compares the two.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.audit.events import ObjectKind
from casework.crypto.encoding import lp, opt
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label
from casework.database.base import Base, Id16, Moment, OfCommune
from casework.kernel.ids import ID_BYTES, Id
from casework.vault.versioned import Bound


class Case(Bound, OfCommune, Base):
    """The open face of a case: a number, who leads it, and its state."""

    __tablename__ = "cases"
    __table_args__ = (UniqueConstraint("commune_id", "number"),)
    tip_kind = ObjectKind.CASE
    kept = False
    id_column = "case_id"
    version_column = "version"

    case_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int]
    number: Mapped[str] = mapped_column(String(20))
    lead_unit: Mapped[Id] = mapped_column(Id16)
    status: Mapped[str] = mapped_column(String(20))
    restricted: Mapped[bool]
    opened_at: Mapped[datetime] = mapped_column(Moment)

    def statement(self) -> bytes:
        return lp(
            Label.CASE,
            self.commune_id,
            self.case_id,
            self.version,
            self.number,
            self.lead_unit,
            self.status,
            int(self.restricted),
            self.opened_at,
        )


class SectionEpoch(Bound, OfCommune, Base):
    """One epoch of a section's key; ``predecessor`` seals the key of the epoch before."""

    __tablename__ = "section_epochs"
    __table_args__ = (Index("ix_section_epochs_owner", "commune_id", "owner_unit", "kind"),)
    tip_kind = ObjectKind.SECTION
    kept = True
    id_column = "section_id"
    version_column = "epoch"

    section_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[Id] = mapped_column(Id16, index=True)
    kind: Mapped[str] = mapped_column(String(20))
    owner_unit: Mapped[Id] = mapped_column(Id16)
    predecessor: Mapped[bytes | None] = mapped_column(LargeBinary)

    def chain_aad(self) -> bytes:
        """What the predecessor's seal is bound to."""
        return lp(Label.SECTION_CHAIN, self.commune_id, self.case_id, self.section_id, self.epoch)

    def statement(self) -> bytes:
        return lp(
            Label.SECTION,
            self.commune_id,
            self.case_id,
            self.section_id,
            self.kind,
            self.owner_unit,
            self.epoch,
            opt(None if self.predecessor is None else sha256(self.predecessor)),
        )


class Grant(Bound, OfCommune, Base):
    """A section's key, handed to one unit (or one named user) on one ground."""

    __tablename__ = "grants"
    __table_args__ = (
        UniqueConstraint("section_id", "receiver_id"),
        Index("ix_grants_receiver", "commune_id", "receiver_id", "case_id"),
    )
    tip_kind = ObjectKind.GRANT
    kept = False
    id_column = "grant_id"
    version_column = "version"

    grant_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int]
    case_id: Mapped[Id] = mapped_column(Id16, index=True)
    section_id: Mapped[Id] = mapped_column(Id16)
    section_epoch: Mapped[int]
    receiver_id: Mapped[Id] = mapped_column(Id16)
    receiver_epoch: Mapped[int]
    ground: Mapped[str] = mapped_column(String(40))
    ground_ref: Mapped[Id | None] = mapped_column(Id16)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    def info(self) -> bytes:
        """HPKE ``info`` as SECURITY.md §4 gives it, to the byte."""
        return lp(
            Label.GRANT,
            self.commune_id,
            self.case_id,
            self.section_id,
            self.section_epoch,
            self.receiver_id,
            self.receiver_epoch,
        )

    def statement(self) -> bytes:
        return lp(
            Label.GRANT_STATEMENT,
            self.grant_id,
            self.version,
            self.info(),
            sha256(self.sealed),
            self.ground,
            opt(self.ground_ref),
        )


class Record(Bound, OfCommune, Base):
    """One sealed version of one record; older versions stay, for they are history."""

    __tablename__ = "records"
    tip_kind = ObjectKind.RECORD
    kept = True
    id_column = "record_id"
    version_column = "version"

    record_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[Id] = mapped_column(Id16, index=True)
    section_id: Mapped[Id] = mapped_column(Id16)
    section_kind: Mapped[str] = mapped_column(String(20))
    owner_unit: Mapped[Id] = mapped_column(Id16)
    section_epoch: Mapped[int]
    author_id: Mapped[Id] = mapped_column(Id16)
    written_at: Mapped[datetime] = mapped_column(Moment)
    blob: Mapped[bytes] = mapped_column(LargeBinary)

    def aad(self) -> bytes:
        """AAD as SECURITY.md §4 gives it, to the byte."""
        return lp(
            Label.RECORD,
            self.commune_id,
            self.case_id,
            self.section_id,
            self.section_kind,
            self.owner_unit,
            self.section_epoch,
            self.record_id,
            self.version,
            self.author_id,
            self.written_at,
        )

    def statement(self) -> bytes:
        return lp(Label.RECORD_SIG, self.aad(), sha256(self.blob))


def agenda_row_id(case_id: Id, agenda_holder: Id) -> Id:
    """Return the id of the row that tells a holder what comes up in a case."""
    return sha256(lp(Label.AGENDA_ROW, case_id, agenda_holder))[:ID_BYTES]


class DirectoryRow(Bound, OfCommune, Base):
    """What a holder remembers of a case to find it again: names, phones, village, sealed.

    The holder is the unit, or one named user of it where the case is restricted.  A second row
    under an id derived from the holder's tells what comes up in the case (``vault.agenda``).
    """

    __tablename__ = "directory"
    __table_args__ = (
        UniqueConstraint("case_id", "holder_id"),
        Index("ix_directory_holder", "commune_id", "holder_id", "listed_at", "row_id"),
    )
    tip_kind = ObjectKind.DIRECTORY
    kept = False
    id_column = "row_id"
    version_column = "version"

    row_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int]
    unit_id: Mapped[Id] = mapped_column(Id16)
    holder_id: Mapped[Id] = mapped_column(Id16)
    holder_epoch: Mapped[int]
    case_id: Mapped[Id] = mapped_column(Id16, index=True)
    listed_at: Mapped[datetime] = mapped_column(Moment)
    blob: Mapped[bytes] = mapped_column(LargeBinary)

    @property
    def is_agenda(self) -> bool:
        """Whether it tells what comes up in the case, not by what the case is found."""
        return self.row_id == agenda_row_id(self.case_id, self.holder_id)

    def aad(self) -> bytes:
        """What the row's blob is bound to."""
        return lp(
            Label.DIRECTORY,
            self.commune_id,
            self.unit_id,
            self.holder_id,
            self.holder_epoch,
            self.case_id,
            self.row_id,
            self.version,
            self.listed_at,
        )

    def statement(self) -> bytes:
        return lp(Label.DIRECTORY_STATEMENT, self.aad(), sha256(self.blob))


class EmergencySeal(Bound, OfCommune, Base):
    """A safety section's newest key, sealed to leadership and, around that, to coordination."""

    __tablename__ = "emergency_seals"
    tip_kind = ObjectKind.EMERGENCY
    kept = False
    id_column = "section_id"
    version_column = "version"

    section_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int]
    case_id: Mapped[Id] = mapped_column(Id16, index=True)
    section_epoch: Mapped[int]
    inner_unit: Mapped[Id] = mapped_column(Id16)
    inner_epoch: Mapped[int]
    outer_unit: Mapped[Id] = mapped_column(Id16)
    outer_epoch: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    def inner_info(self) -> bytes:
        """HPKE ``info`` of the seal to leadership."""
        return self._info(Label.EMERGENCY_INNER)

    def outer_info(self) -> bytes:
        """HPKE ``info`` of the seal to coordination, around the inner one."""
        return self._info(Label.EMERGENCY_OUTER)

    def _info(self, label: Label) -> bytes:
        return lp(
            label,
            self.commune_id,
            self.case_id,
            self.section_id,
            self.section_epoch,
            self.inner_unit,
            self.inner_epoch,
            self.outer_unit,
            self.outer_epoch,
        )

    def statement(self) -> bytes:
        return lp(Label.EMERGENCY_STATEMENT, self.version, self.outer_info(), sha256(self.sealed))


class RotationMark(Bound, OfCommune, Base):
    """Says that a section's key must change before its next write; needs no key to set."""

    __tablename__ = "rotation_marks"
    tip_kind = ObjectKind.ROTATION
    kept = False
    id_column = "section_id"
    version_column = "version"

    section_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int]
    case_id: Mapped[Id] = mapped_column(Id16, index=True)

    def statement(self) -> bytes:
        return lp(Label.ROTATION, self.commune_id, self.case_id, self.section_id, self.version)
