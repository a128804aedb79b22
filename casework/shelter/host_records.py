"""What the union tells a house and a house answers: digits and codes, no name and no file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from casework.cases.codec import SealedRecord, sealed


@sealed
@dataclass(frozen=True, repr=False)
class Arrival(SealedRecord):
    """Who is expected: how many, which evening, by which word they know each other."""

    schema: ClassVar[str] = "arrival"

    adults: int = 1
    children: int = 0
    on: date | None = None
    hour: str = ""
    word: str = ""
    needs: tuple[str, ...] = ()
    """Codes of `immediate_needs`; shown as icons."""
    phone: str = ""
    """The union's telephone for this guest."""
    instead_of: bytes | None = None
    """The letter that announced her first, where something has changed since."""
    until: date | None = None
    """The morning on which she leaves; told with a change, for the first word was by telephone."""
    arrived_at: datetime | None = None
    """When she came, as the union wrote it down; None while she is expected."""


@sealed
@dataclass(frozen=True, repr=False)
class CalledOff(SealedRecord):
    """A guest who was expected does not come, or is no longer to be seen here."""

    schema: ClassVar[str] = "arrival-off"

    letter: bytes = b""


class AnswerKind(StrEnum):
    """The two things that a house can say."""

    ARRIVED = "ARRIVED"
    CALL_ME = "CALL_ME"


@sealed
@dataclass(frozen=True, repr=False)
class HostAnswer(SealedRecord):
    """A house's answer to one letter."""

    schema: ClassVar[str] = "host-answer"

    letter: bytes = b""
    kind: AnswerKind = AnswerKind.ARRIVED


HOST_RECORDS: tuple[type[SealedRecord], ...] = (Arrival, CalledOff, HostAnswer)
