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


@sealed
@dataclass(frozen=True, repr=False)
class OwnMotion(SealedRecord):
    """Why the chair orders without being asked: the act threatens life (Đ25.1.b)."""

    schema: ClassVar[str] = "no-contact-own-motion"

    protected: str = ""
    kept_away: str = ""
    threat: str = ""
    """What threatens her life, and how the chair knows of it."""
    told_rights: str | None = None
    wishes: str = ""
    """What she says of it; whether her no counts here is for a lawyer to say."""


@sealed
@dataclass(frozen=True, repr=False)
class OrderCopy(SealedRecord):
    """What of an order the police need to supervise it, and no word of why it was made."""

    schema: ClassVar[str] = "no-contact-order-copy"

    protected: str = ""
    kept_away: str = ""
    number: str = ""
    signed_at: datetime | None = None
    until_at: datetime | None = None
    text: str = ""
    """Conditions, and when contact is excepted."""


NOBODY = "NOBODY"
"""Nobody asked for the cancellation: the chair no longer holds the order necessary."""


@sealed
@dataclass(frozen=True, repr=False)
class CancelRequest(SealedRecord):
    """That somebody asks the chair to cancel an order (form 10), and why."""

    schema: ClassVar[str] = "no-contact-cancel-request"

    order: str = ""
    """The message by which the order came, as in addresses."""
    asked_by: str | None = None
    asked_at: datetime | None = None
    """When the form was received: the twelve hours run from here."""
    reason: str = ""
    alone: str | None = None
    """Whether she was asked alone if this is her own will."""


CANCELLED, KEPT = "CANCELLED", "KEPT"


@sealed
@dataclass(frozen=True, repr=False)
class Cancellation(SealedRecord):
    """What the chair has signed about ending an order early; the signed paper is the act."""

    schema: ClassVar[str] = "no-contact-cancellation"

    outcome: str = CANCELLED
    number: str = ""
    signed_at: datetime | None = None
    asked_by: str | None = None
    asked_at: datetime | None = None
    text: str = ""
    """Why it is cancelled, or why it is kept."""
    sent_to: tuple[str, ...] = ()
    """Codes of ``order_recipients``."""
    called: str = ""
    """Who was told by telephone, and when."""
