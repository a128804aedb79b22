"""What is sealed of a referral: the note, whom the sender reached, and the receiver's answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from casework.cases.codec import SealedRecord, sealed


@sealed
@dataclass(frozen=True, repr=False)
class ReferralNote(SealedRecord):
    """What the sender asks of the receiver, and what the receiver must know to be safe."""

    schema: ClassVar[str] = "referral-note"

    asks: str = ""
    comes_when: str = ""
    companions: str = ""
    language: str | None = None
    safe_contact: str = ""
    """How the receiver may reach her; never the place of shelter."""
    warning: str = ""


class DraftEnd(StrEnum):
    """What became of a draft."""

    SENT = "SENT"
    DROPPED = "DROPPED"


@sealed
@dataclass(frozen=True, repr=False)
class ReferralDraft(SealedRecord):
    """A referral that is being written, as far as it is; it stands in no open column.

    ``consent`` is her yes, or the ground, that the writer had in mind; sending asks anew.
    """

    schema: ClassVar[str] = "referral-draft"

    service: str | None = None
    consent: bytes | None = None
    urgency: str | None = None
    asks: str = ""
    comes_when: str = ""
    companions: str = ""
    language: str | None = None
    safe_contact: str = ""
    warning: str = ""
    ended: DraftEnd | None = None


@sealed
@dataclass(frozen=True, repr=False)
class Reached(SealedRecord):
    """Whom the sender spoke to by phone, when, and what was agreed; or that nobody answered."""

    schema: ClassVar[str] = "referral-reached"

    reached: bool = False
    who: str = ""
    phone: str = ""
    at: datetime | None = None
    note: str = ""


class AnswerKind(StrEnum):
    """What an answer says."""

    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    MESSAGE = "MESSAGE"
    COMPLETED = "COMPLETED"


@sealed
@dataclass(frozen=True, repr=False)
class Answer(SealedRecord):
    """What the receiver answers; a decline needs its reason."""

    schema: ClassVar[str] = "referral-answer"

    kind: AnswerKind = AnswerKind.MESSAGE
    text: str = ""
    who_helps: str = ""
    """The person at the receiving desk whom she may ask for."""


@sealed
@dataclass(frozen=True, repr=False)
class LinkedFile(SealedRecord):
    """The receiver knew her already: its own file of hers; nothing is merged."""

    schema: ClassVar[str] = "linked-file"

    case_id: bytes = b""
