"""What the police keep beside the incident: follow-ups, protective measures, breaches of them.

An empty string or None means "not said"; times are those of the paper where it came first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from casework.cases.codec import SealedRecord, sealed


@sealed
@dataclass(frozen=True, repr=False)
class FollowUp(SealedRecord):
    """One thing that was done about the incident, when, and by whom on the spot."""

    schema: ClassVar[str] = "police-follow-up"

    done_at: datetime | None = None
    what: str = ""
    on_spot: str = ""
    found: str = ""
    next_step: str = ""
    next_at: datetime | None = None
    entered_late: bool = False
    """Written on paper first; ``done_at`` keeps the hour of the paper."""


@sealed
@dataclass(frozen=True, repr=False)
class Measure(SealedRecord):
    """One protective measure of ``protective_measures``: on which paper, from when, until when."""

    schema: ClassVar[str] = "protective-measure"

    measure: str | None = None
    decided_by: str = ""
    number: str = ""
    decided_at: datetime | None = None
    received_at: datetime | None = None
    """When the police received a no-contact order: the first hour of supervision runs from here."""
    until_at: datetime | None = None
    conditions: str = ""
    supervisor: str = ""
    assigned_at: datetime | None = None
    met_at: datetime | None = None
    """When all sides had been told or brought together."""
    ended_at: datetime | None = None
    ended_why: str = ""
    entered_late: bool = False


@sealed
@dataclass(frozen=True, repr=False)
class Breach(SealedRecord):
    """One breach of a measure, by the measure's record."""

    schema: ClassVar[str] = "measure-breach"

    measure: str | None = None
    """The record id of the measure, as in addresses."""
    happened_at: datetime | None = None
    how: str | None = None
    """NEAR (within 100 m) or MEANS (by telephone or other means): NĐ 76/2023 Đ19."""
    what: str = ""
    done: str = ""


@sealed
@dataclass(frozen=True, repr=False)
class ContactException(SealedRecord):
    """One contact that an order excepts (form 09): why, signed by whom, from when, until when."""

    schema: ClassVar[str] = "contact-exception"

    measure: str | None = None
    """The record id of the measure, as in addresses."""
    cause: str | None = None
    """A code of ``contact_exceptions``."""
    asked_at: datetime | None = None
    """When the form came to the supervisor."""
    supervisor: str = ""
    signed_at: datetime | None = None
    """Before the supervisor has signed, nobody may come near."""
    from_at: datetime | None = None
    until_at: datetime | None = None
    """Four hours after ``from_at`` at the latest (NĐ 76/2023 Đ18)."""
    told_her: str | None = None
    reported_at: datetime | None = None
    """When the chair was told, which is to be at once."""
    reported_to: str = ""
    ended_at: datetime | None = None
    note: str = ""


AGREED, REFUSED, NOT_ASKED = "AGREED", "REFUSED", "NOT_ASKED"
NO_ANSWER = "NO_ANSWER"
"""She was asked and has not answered, or wants to think about it."""


@sealed
@dataclass(frozen=True, repr=False)
class CriticismAnswer(SealedRecord):
    """What she says of criticism before the village (Đ32), asked alone; the newest one counts."""

    schema: ClassVar[str] = "criticism-answer"

    answer: str | None = None
    asked_at: datetime | None = None
    alone: str | None = None
    asked_by: str = ""
    words: str = ""


@sealed
@dataclass(frozen=True, repr=False)
class SupervisorCopy(SealedRecord):
    """What the supervisor of an order is given on paper: no shelter, nothing medical, no account.

    A section of its own holds it, and nothing of it is copied from the register by itself.
    """

    schema: ClassVar[str] = "supervisor-copy"

    supervisor: str = ""
    supervised: str = ""
    protected: str = ""
    number: str = ""
    from_at: datetime | None = None
    until_at: datetime | None = None
    watch: str = ""
    """What must not happen, and what the order lets happen."""
    call: str = ""
    """Whom the supervisor phones at once."""
    handed_at: datetime | None = None
