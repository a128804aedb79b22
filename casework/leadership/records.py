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


SURVIVOR, REPRESENTATIVE, BODY = "SURVIVOR", "REPRESENTATIVE", "BODY"
"""Who may ask for a no-contact order (Luật 13/2022/QH15 Đ25.1.a)."""


@sealed
@dataclass(frozen=True, repr=False)
class NoContactRequest(SealedRecord):
    """What a no-contact order is asked for; an order names people, so this may."""

    schema: ClassVar[str] = "no-contact-request"

    asked_by: str | None = None
    protected: str = ""
    kept_away: str = ""
    act: str = ""
    """What was done, and how it harms or threatens health or life."""
    told_rights: str | None = None
    """Whether she was told of her rights and duties before (NĐ 76/2023 chương III)."""
    wishes: str = ""
    """What she wants of it: children, work, things to fetch."""
    judged: str = ""
    first_at: datetime | None = None
    """When it was first asked, if it was sent back for facts: the twelve hours run from there."""


ISSUED, REFUSED, RETURNED = "ISSUED", "REFUSED", "RETURNED"


@sealed
@dataclass(frozen=True, repr=False)
class NoContactDecision(SealedRecord):
    """What the chair has signed, as the register keeps it; the signed paper is the act."""

    schema: ClassVar[str] = "no-contact-decision"

    outcome: str = ISSUED
    number: str = ""
    signed_at: datetime | None = None
    until_at: datetime | None = None
    """As the paper says; without a date on it, three days from the signing."""
    text: str = ""
    """Conditions of an order, reasons of a refusal, or the facts that are missing."""
    sent_to: tuple[str, ...] = ()
    """Codes of ``order_recipients``."""
