"""A report that a village has sent: one row, sealed to the desk it is for, of which two can speak.

The village's member writes its first version and can never open it again; the desk that it was
sent to writes the second, when the report has become a file or was set aside.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.audit.events import ObjectKind
from casework.crypto.encoding import lp
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label
from casework.database.base import Base, Id16, Moment, OfCommune
from casework.kernel.ids import Id
from casework.vault.versioned import Bound


class ReportState(StrEnum):
    """Where a report stands; what was in it is told by no state."""

    WAITING = "waiting"
    FILED = "filed"
    """It became a file: what it said lies there, and no longer here."""
    ASIDE = "aside"
    """Somebody of the desk wrote down why it becomes no file."""


class VillageReport(Bound, OfCommune, Base):
    """Which desk, which village, when and where it stands; what was reported is sealed."""

    __tablename__ = "village_reports"
    __table_args__ = (
        Index("ix_village_reports_unit", "commune_id", "unit_id", "state", "sent_at"),
        Index("ix_village_reports_from", "commune_id", "from_unit", "sent_at"),
        Index("ix_village_reports_state", "commune_id", "state", "sent_at"),
    )
    tip_kind = ObjectKind.REPORT
    kept = False
    id_column = "report_id"
    version_column = "version"

    report_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int]
    from_unit: Mapped[Id] = mapped_column(Id16)
    unit_id: Mapped[Id] = mapped_column(Id16)
    unit_epoch: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    ending_epoch: Mapped[int]
    ending: Mapped[bytes] = mapped_column(LargeBinary)

    def info(self) -> bytes:
        """Return what the report's seal is bound to: this report, from there, to that desk."""
        return lp(
            Label.VILLAGE_REPORT,
            self.commune_id,
            self.report_id,
            self.from_unit,
            self.unit_id,
            self.unit_epoch,
            self.sent_at,
        )

    def ending_info(self) -> bytes:
        """Return what the seal of the desk's own last word is bound to."""
        return lp(
            Label.VILLAGE_ENDING, self.commune_id, self.report_id, self.unit_id, self.ending_epoch
        )

    def statement(self) -> bytes:
        return lp(
            Label.VILLAGE_STATEMENT,
            self.info(),
            self.version,
            self.state,
            sha256(self.sealed),
            self.ending_epoch,
            sha256(self.ending),
        )

    def as_sent(self) -> VillageReport:
        """Return the first version, by which a report that was set aside is still the village's."""
        return VillageReport(
            commune_id=self.commune_id,
            report_id=self.report_id,
            version=1,
            from_unit=self.from_unit,
            unit_id=self.unit_id,
            unit_epoch=self.unit_epoch,
            sent_at=self.sent_at,
            state=ReportState.WAITING.value,
            sealed=self.sealed,
            ending_epoch=0,
            ending=b"",
        )
