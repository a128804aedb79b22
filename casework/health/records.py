"""What a health station seals: one record a visit, and certificates of injuries.

The form of each schema is frozen by a vector in tests/health/vectors; a change is a new version.
An empty string, an empty tuple or None means "not asked yet".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from casework.cases.codec import SealedRecord, sealed
from casework.kernel.dates import PartialDate


@dataclass(frozen=True, repr=False)
class Injury:
    """One injury: where (``body_regions``), which side, what (``harms``), how large."""

    region: str | None = None
    side: str | None = None
    kind: str | None = None
    size: str = ""
    note: str = ""


@sealed
@dataclass(frozen=True, repr=False)
class CareVisit(SealedRecord):
    """One visit, as the clinician writes it; a line is enough."""

    schema: ClassVar[str] = "care-visit"

    seen_at: datetime | None = None
    """When she was seen; a late entry keeps the hour of the paper."""
    alone: str | None = None
    present: str = ""
    complaint: str = ""
    findings: str = ""
    injuries: tuple[Injury, ...] = ()
    mental: str = ""
    suicidal: str | None = None
    treatment: str = ""
    sexual: str | None = None
    """Whether she tells of sexual violence, or it is seen."""
    assault_at: datetime | None = None
    """Asked only where the unit's own incident does not say it."""
    assault_on: PartialDate | None = None
    sexual_care: tuple[str, ...] = ()
    sexual_care_note: str = ""
    next_at: datetime | None = None
    next_how: str = ""
    next_settled: bool = False
    """She came, or nobody waits for her any more."""
    transfer: str | None = None
    transfer_to: str = ""


@dataclass(frozen=True, repr=False)
class CertifiedInjury:
    """One injury as a certificate states it, and when it was seen."""

    region: str | None = None
    side: str | None = None
    kind: str | None = None
    size: str = ""
    note: str = ""
    seen_at: datetime | None = None


@dataclass(frozen=True, repr=False)
class PastEdition:
    """A printed edition that a later one replaces, and why."""

    edition: int
    issued_at: datetime
    corrected_because: str


@sealed
@dataclass(frozen=True, repr=False)
class Certificate(SealedRecord):
    """What was seen on her body, for whoever she lets read it: facts, and no account."""

    schema: ClassVar[str] = "injury-certificate"

    name: str = ""
    birth: str = ""
    address: str = ""
    asked_by: str | None = None
    asked_by_name: str = ""
    request_paper: str = ""
    """Number and day of the written request, if there was one."""
    paper_number: str = ""
    """The station's own number of this paper, if it keeps one."""
    examined_at: datetime | None = None
    injuries: tuple[CertifiedInjury, ...] = ()
    said: str = ""
    """Her own words of how it happened: one sentence at most, and only if it is needed."""
    state: str = ""
    treatment: str = ""
    signed_by: str = ""
    edition: int = 0
    """How often it was made ready for paper; 0 is a draft that never was."""
    issued_at: datetime | None = None
    """When this edition was made ready for paper; None while it is being written."""
    past: tuple[PastEdition, ...] = ()
