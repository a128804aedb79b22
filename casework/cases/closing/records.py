"""What is sealed when a file is closed or opened again; it lies in the lead desk's plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from casework.cases.codec import SealedRecord, sealed


@sealed
@dataclass(frozen=True, repr=False)
class Closing(SealedRecord):
    """Why the lead desk has closed the file, and who was told how."""

    schema: ClassVar[str] = "case-closing"

    at: datetime | None = None
    reason: str | None = None
    """A code of ``closure_reasons``; why somebody was helped no more does not lie open."""
    words: str = ""
    told: str = ""


@sealed
@dataclass(frozen=True, repr=False)
class Reopening(SealedRecord):
    """Why a manager of the lead desk has opened the file again."""

    schema: ClassVar[str] = "case-reopening"

    at: datetime | None = None
    words: str = ""
