"""What the police register tells the first page: the hours of supervision, by number only.

Each record plans for itself, so that two officers who save at once do not undo each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from casework.cases.codec import SealedRecord
from casework.cases.upcoming import ComingUp
from casework.kernel.codes import Codes
from casework.kernel.ids import Id, id_to_text
from casework.police import rules
from casework.police.records import ContactException, Measure
from casework.vault.agenda import Replaces, Upcoming

_ROOM = "no-contact"
ENDS_SOON = timedelta(hours=24)
"""How long before its end an order comes up once more."""
_A_CONTACT = timedelta(hours=4)
"""From when on the end of a contact is shown: it is no longer than this."""


class Step(StrEnum):
    """What is owed; the value stands in sealed rows for ever."""

    SUPERVISE = "supervise"
    MEET = "meet"
    END = "end"
    OVER = "over"
    """The order was ended early: it is registered, and asks for nothing any more."""
    REPORT = "report"
    CONTACT = "contact"


@dataclass(frozen=True)
class _Words:
    text: str
    slug: str
    clock: str | None = None


_WORDS = {
    Step.SUPERVISE: _Words("Cấm tiếp xúc: phân công giám sát", "measure", rules.SUPERVISE_WITHIN),
    Step.MEET: _Words("Cấm tiếp xúc: báo, họp các bên", "measure", rules.MEET_WITHIN),
    Step.END: _Words("Cấm tiếp xúc sắp hết hiệu lực", "measure", "CLK_NC_LIFE"),
    Step.REPORT: _Words("Tiếp xúc ngoại lệ: báo Chủ tịch ngay", "contact", rules.CONTACT_WITHIN),
    Step.CONTACT: _Words("Tiếp xúc ngoại lệ: phải kết thúc", "contact", rules.CONTACT_WITHIN),
}
"""What comes up, as the first page says it: nobody's name."""
_OF_THE_ORDER = (Step.SUPERVISE, Step.MEET)


@dataclass(frozen=True)
class DueStep:
    """One thing that supervision owes now, with its place and its legal basis."""

    number: str
    text: str
    address: str
    at: datetime
    basis: str


def planned(codes: Codes, record_id: Id, content: SealedRecord) -> list[Upcoming]:
    """Return what one record of the register asks for from now on."""
    found: list[tuple[Step, datetime]] = []
    if isinstance(content, Measure) and rules.is_no_contact(codes, content):
        found = list(_of_measure(codes, content))
    elif isinstance(content, ContactException):
        found = list(_of_contact(content))
    return [Upcoming(_kind(step, record_id), at) for step, at in found]


def may_plan(content: SealedRecord) -> bool:
    """Say whether records of this schema ever ask for something by the clock."""
    return isinstance(content, Measure | ContactException)


def _of_contact(contact: ContactException) -> Iterable[tuple[Step, datetime]]:
    if contact.signed_at is None:
        return
    if contact.reported_at is None:
        yield Step.REPORT, contact.signed_at
    if contact.ended_at is None and contact.until_at is not None:
        yield Step.CONTACT, contact.until_at


def _of_measure(codes: Codes, measure: Measure) -> Iterable[tuple[Step, datetime]]:
    ends = rules.ends_at(codes, measure)
    if measure.ended_at is not None:
        if ends is not None:
            yield Step.OVER, ends
        return
    if measure.received_at is not None and measure.assigned_at is None:
        yield Step.SUPERVISE, rules.within(codes, rules.SUPERVISE_WITHIN, measure.received_at)
    elif measure.assigned_at is not None and measure.met_at is None:
        yield Step.MEET, rules.within(codes, rules.MEET_WITHIN, measure.assigned_at)
    if ends is not None:
        yield Step.END, ends


def replaces(record_id: Id) -> Replaces:
    """Return which kinds :func:`planned` answers for: this record's own."""
    own = {_kind(step, record_id) for step in Step}
    return own.__contains__


def due_of(codes: Codes, found: Iterable[ComingUp], now: datetime) -> list[DueStep]:
    """Return what supervision owes now; what an order asked for ends with the order."""
    mine = [(one, *read) for one in found if (read := _read(one.kind)) is not None]
    ends = {record: one.at for one, step, record in mine if step is Step.END}
    return [
        _due(codes, one, step, record)
        for one, step, record in mine
        if _is_due(step, one.at, ends.get(record), now)
    ]


def in_force(found: Iterable[ComingUp], now: datetime) -> frozenset[Id]:
    """Return the cases in which an order that has not run out is in the register."""
    registered = (Step.END, Step.OVER)
    return frozenset(
        one.case_id
        for one in found
        if (read := _read(one.kind)) is not None and read[0] in registered and one.at > now
    )


def running(found: Iterable[ComingUp], now: datetime) -> frozenset[Id]:
    """Return the cases in which the register still supervises an order."""
    return frozenset(
        one.case_id
        for one in found
        if (read := _read(one.kind)) is not None and read[0] is Step.END and one.at > now
    )


def _is_due(step: Step, at: datetime, ends: datetime | None, now: datetime) -> bool:
    if step is Step.END:
        return at - ENDS_SOON <= now < at
    if step in _OF_THE_ORDER:
        return ends is None or now < ends
    if step is Step.CONTACT:
        return at - _A_CONTACT <= now
    return step in _WORDS


def _due(codes: Codes, one: ComingUp, step: Step, record: str) -> DueStep:
    words = _WORDS[step]
    return DueStep(
        one.number,
        words.text,
        f"/cases/{id_to_text(one.case_id)}/police/{words.slug}/{record}",
        one.at,
        rules.basis_of(codes, words.clock) if words.clock else "",
    )


def _kind(step: Step, record_id: Id) -> str:
    return f"{_ROOM}:{step}:{id_to_text(record_id)}"


def _read(kind: str) -> tuple[Step, str] | None:
    room, _, rest = kind.partition(":")
    step, _, record = rest.partition(":")
    return (Step(step), record) if room == _ROOM and step in tuple(Step) else None
