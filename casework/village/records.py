"""What is sealed of a village's report: as it was sent, as it lies in a file, and why it ended.

The form of each schema is frozen by a vector in tests/village/vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from casework.cases.codec import SealedRecord, sealed

DUPLICATE, NOT_OURS, NO_CASE = "DUPLICATE", "NOT_OURS", "NO_CASE"
"""Why a report becomes no file."""


@sealed
@dataclass(frozen=True, repr=False)
class VillageMessage(SealedRecord):
    """A report as the village typed it; one line in ``what`` is enough."""

    schema: ClassVar[str] = "village-message"

    what: str = ""
    seen_when: str = ""
    """In the village's own words: "tối qua, lúc ăn cơm"."""
    where: str = ""
    danger: str = ""
    """Who is in danger now; a description is enough."""
    reporter: str = ""
    phone: str = ""
    reach: str = ""
    """When and how the reporter may be called without harm."""
    unnamed: str | None = None
    """Whether the reporter wants to stay unnamed."""


@sealed
@dataclass(frozen=True, repr=False)
class FiledReport(SealedRecord):
    """The report in the file it has become, without who reported: that has a section of its own."""

    schema: ClassVar[str] = "village-report"

    village: str = ""
    sent_at: datetime | None = None
    what: str = ""
    seen_when: str = ""
    where: str = ""
    danger: str = ""


@sealed
@dataclass(frozen=True, repr=False)
class ReportEnding(SealedRecord):
    """The desk's last word on a report: the file that it became, or why it became none."""

    schema: ClassVar[str] = "village-report-ending"

    case_id: bytes | None = None
    reason: str | None = None
    told: str = ""
    """Who was told by telephone, or where the thing stands already."""
    ended_at: datetime | None = None
