"""What is sealed of a consent: the conversation, whom she does not want, why the law is invoked.

An empty string, an empty tuple or None means "not asked yet".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from casework.cases.codec import SealedRecord, sealed

YES, NO = "YES", "NO"
SPOKEN, SIGNED, MARK = "SPOKEN", "SIGNED", "MARK"
"""How she said it: spoken before a witness, signed, or a mark on paper."""
HOW = (SPOKEN, SIGNED, MARK)


@dataclass(frozen=True, repr=False)
class PurposeAnswer:
    """Her answer to one purpose of ``consent_purposes``: YES or NO, asked one by one."""

    purpose: str
    answer: str


@sealed
@dataclass(frozen=True, repr=False)
class Talk(SealedRecord):
    """How she was asked about one recipient, and what she said; its receiver reads it too."""

    schema: ClassVar[str] = "consent-talk"

    held_at: datetime | None = None
    purposes: tuple[PurposeAnswer, ...] = ()
    how: str | None = None
    witness: str = ""
    signed_on: date | None = None
    """The signature may come later; the paper stays at the desk."""
    alone: str | None = None
    language: str | None = None
    interpreter: str = ""
    interpreter_is_kin: str | None = None
    told_who_can_open: str | None = None
    """Whether she was told, by name, who at that desk could open it."""
    told_limits: str | None = None
    """What cannot be unread, and that police keep their own record."""
    told_help_goes_on: str | None = None
    """Help never depends on yes."""
    survivor_answer: str | None = None
    """Her own yes or no; a child's own where she is one."""
    representative_answer: str | None = None
    representative: str = ""
    representative_relation: str | None = None
    representative_safe: str | None = None
    """NO where the representative causes the violence or may protect who does: never asked."""
    her_words: str = ""


@sealed
@dataclass(frozen=True, repr=False)
class Unwanted(SealedRecord):
    """Whom she does not want to open it; sealed where the recipient never reads."""

    schema: ClassVar[str] = "consent-unwanted"

    recipient: bytes = b""
    users: tuple[bytes, ...] = ()
    who: str = ""
    """Others, by name and desk."""
    why: str = ""


@sealed
@dataclass(frozen=True, repr=False)
class LawReason(SealedRecord):
    """Why something is handed over without her yes; its recipient and who confirms it read it."""

    schema: ClassVar[str] = "law-reason"

    reason: str = ""
    child_view: str = ""
    """What the child says to it, where the ground is one of child protection."""
    why_not_asked: str = ""


@sealed
@dataclass(frozen=True, repr=False)
class ContactCopy(SealedRecord):
    """Who she is and how to reach her, and no more: where a ground opens contact only."""

    schema: ClassVar[str] = "contact-copy"

    called: str = ""
    phone: str = ""
    when: str = ""
    who_may_answer: str = ""
    where: str = ""
    """Where she can be found; never the place of shelter."""
    never: str = ""
