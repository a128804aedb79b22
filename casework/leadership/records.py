"""What is sealed between a desk and the chair: the notice, the request for an order, the decision.

An empty string, an empty tuple or None means "not said"; a notice has no field for a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from casework.cases.codec import SealedRecord, sealed

YES, NO = "YES", "NO"


@sealed
@dataclass(frozen=True, repr=False)
class Notice(SealedRecord):
    """That a report of domestic violence came in, and the least that the chair needs to act."""

    schema: ClassVar[str] = "chair-notice"

    received_at: datetime | None = None
    """When the report came in: the law's clock runs from here."""
    village: str = ""
    """Only where the chair must know it."""
    priority: tuple[str, ...] = ()
    """Flags of ``vulnerability_flags`` that oblige the chair to assign at once (Đ20, Đ24)."""
    danger: str | None = None
    danger_why: str = ""
    """What shows the danger; whoever sends at once must be able to prove it."""
    done: str = ""
    asks: tuple[str, ...] = ()
    """Codes of ``notice_asks``."""
    asks_note: str = ""
    judged: str = ""
    """Why the law covers this, where the relation alone leaves it open."""
