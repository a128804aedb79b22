"""What is sealed of a letter to a body outside: what it says, her yes to it, what came of it.

The form is frozen by a vector in tests/referrals/vectors; a change is a new version.  An empty
string or None means "not asked yet", or that the letter does not say it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from casework.cases.codec import SealedRecord, sealed


@sealed
@dataclass(frozen=True, repr=False)
class Letter(SealedRecord):
    """One letter; who she is stands in it only as far as the desk has ticked it."""

    schema: ClassVar[str] = "outside-letter"

    body: str | None = None
    """A code of ``outside_bodies``."""
    body_name: str = ""
    service: str | None = None
    paper_number: str = ""
    """The desk's own number of the paper, if it keeps one."""
    name: str = ""
    called: str = ""
    birth: str = ""
    village: str = ""
    language: str = ""
    asks: str = ""
    reach: str = ""
    """How she may be reached safely; never the place of shelter."""
    answer_to: str = ""
    signed_by: str = ""

    held_at: datetime | None = None
    alone: str | None = None
    interpreter: str = ""
    interpreter_is_kin: str | None = None
    told_who_can_open: str | None = None
    """Whether she was told which body it is, and that whoever works there may read it."""
    told_limits: str | None = None
    """That paper which was handed over is not called back."""
    told_help_goes_on: str | None = None
    survivor_answer: str | None = None
    representative: str = ""
    representative_relation: str = ""
    representative_safe: str | None = None
    representative_answer: str | None = None
    how: str | None = None
    witness: str = ""
    until_on: date | None = None
    """The last day on which the letter may leave the desk."""

    ask_on: date | None = None
    """The day by which somebody asks what came of it."""
    handed_at: datetime | None = None
    handed_by: str = ""
    handed_to: str = ""
    outcome: str | None = None
    """A code of ``letter_outcomes``."""
    outcome_at: datetime | None = None
    outcome_note: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_told: str = ""
    """Who at the body was told by phone that she has taken her yes back, and when."""


@sealed
@dataclass(frozen=True, repr=False)
class LetterRecall(SealedRecord):
    """She takes back her yes to letters to a body outside; every desk of the case is told.

    It stands whether or not there is a letter, and says nothing of why.
    """

    schema: ClassVar[str] = "outside-recall"

    body: str | None = None
    """A code of ``outside_bodies``, None for all of them."""
    at: datetime | None = None


@sealed
@dataclass(frozen=True, repr=False)
class AuthorityLetter(SealedRecord):
    """What a court, procuracy or investigating body is given because it has asked in writing.

    ``consent_id`` names the ground, which a second person confirms before the paper leaves.
    """

    schema: ClassVar[str] = "authority-letter"

    consent_id: bytes = b""
    body: str | None = None
    """A code of ``outside_bodies`` that may ask so."""
    body_name: str = ""
    request_number: str = ""
    request_on: date | None = None
    request_asks: str = ""
    """What the request names; nothing else is given."""
    kinds: tuple[str, ...] = ()
    """Codes of ``section_kinds`` from which it is answered."""
    name: str = ""
    called: str = ""
    birth: str = ""
    village: str = ""
    language: str = ""
    says: str = ""
    paper_number: str = ""
    signed_by: str = ""
    told_her: str = ""
    """How she was told that it goes, or why she was not."""
    handed_at: datetime | None = None
    handed_by: str = ""
    handed_to: str = ""
