"""Whether a letter may leave the desk, where it stands, and when somebody asks after it; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from casework.cases.consents.records import NO, Talk
from casework.cases.consents.rules import Problem, end_problems, talk_problems
from casework.cases.rules.people import AgeThen
from casework.kernel.clock import LOCAL, local_day
from casework.kernel.codes import CodeList
from casework.kernel.ids import Id, id_from_text, id_to_text
from casework.referrals.letters.errors import LetterStopped
from casework.referrals.letters.records import Letter, LetterRecall

NOT_YET = "NOT_YET"
_CALLED_ALIKE = {"language", "representative_relation"}
"""Fields of a letter and of a conversation that mean different things."""
_KIND = "letter:"
"""Begins a kind of what comes up (``vault.agenda``); the letter's id follows."""


_LAST_MINUTE = time(23, 59)
"""A day on which to ask is late when it is over, and shown from its morning on."""


class Standing(StrEnum):
    """Where a letter stands."""

    REFUSED = "refused"
    """She said no: nothing leaves."""
    WITHDRAWN = "withdrawn"
    DONE = "done"
    HANDED = "handed"
    OVER = "over"
    """The day that she named has passed before it was handed over."""
    READY = "ready"


def standing(letter: Letter, outcomes: CodeList, now: datetime) -> Standing:
    """Return where a letter stands."""
    if letter.withdrawn_at is not None:
        return Standing.WITHDRAWN
    if not is_given(letter):
        return Standing.REFUSED
    ended = outcomes.find(letter.outcome) if letter.outcome else None
    if ended is not None and ended.flag("ends"):
        return Standing.DONE
    if letter.handed_at is not None:
        return Standing.HANDED
    return Standing.OVER if end_of(letter.until_on) <= now else Standing.READY


def as_recalled(letter: Letter, recalls: Iterable[LetterRecall]) -> Letter:
    """Return the letter as what she said since, at any desk, leaves it.

    A yes that she gave in a later conversation stands.
    """
    hit = [
        one.at
        for one in recalls
        if one.at is not None
        and one.body in (None, letter.body)
        and (letter.held_at is None or letter.held_at <= one.at)
    ]
    if letter.withdrawn_at is not None or not hit or not is_given(letter):
        return letter
    return replace(letter, withdrawn_at=min(hit))


def is_given(letter: Letter) -> bool:
    """Say whether the answer is a yes; one no is enough for a no."""
    return NO not in (letter.survivor_answer, letter.representative_answer)


def end_of(day: date | None) -> datetime:
    """Return when a day is over; of no day, the beginning of time."""
    midnight = datetime.combine(day or date(1, 1, 2), time(), LOCAL)
    return midnight + timedelta(days=1) if day else midnight


def talk_of(letter: Letter) -> Talk:
    """Return how she was asked, as the rules of consent look at it."""
    both = {field.name for field in fields(Talk)} & {field.name for field in fields(Letter)}
    told = {name: getattr(letter, name) for name in both - _CALLED_ALIKE}
    return Talk(**told)


def yes_problems(
    letter: Letter, age: AgeThen | None, now: datetime, *, carer_suspected: bool
) -> list[Problem]:
    """Return what keeps a yes from covering this letter; a no needs nothing more."""
    if not is_given(letter):
        return []
    end = end_of(letter.until_on) if letter.until_on else None
    spoken = talk_problems(talk_of(letter), age, carer_suspected=carer_suspected)
    return [*spoken, *end_problems(end, now)]


def kind_of(record_id: Id) -> str:
    """Return the kind under which one letter comes up."""
    return _KIND + id_to_text(record_id)


def letter_in(kind: str) -> Id | None:
    """Return the letter that a kind of what comes up names, None for another room's."""
    return id_from_text(kind.removeprefix(_KIND)) if kind.startswith(_KIND) else None


def comes_up(letter: Letter, at: Standing) -> datetime | None:
    """Return when somebody has to do something about a letter, None where nothing waits.

    Ask after it on its day; or, where her yes was taken back, phone the body that has it.
    """
    if at is Standing.WITHDRAWN:
        untold = letter.handed_at is not None and not letter.withdrawn_told
        return letter.withdrawn_at if untold else None
    if at in (Standing.READY, Standing.OVER, Standing.HANDED) and letter.ask_on is not None:
        return datetime.combine(letter.ask_on, _LAST_MINUTE, LOCAL)
    return None


def is_due(at: datetime, now: datetime) -> bool:
    """Say whether the first page shows it now."""
    return local_day(at) <= local_day(now)


def hand_over(letter: Letter, at: datetime, by: str, to: str, where: Standing) -> Letter:
    """Return the letter as handed over; raises LetterStopped where nothing may leave.

    What left before her day was over may be written down afterwards.
    """
    late = where is Standing.OVER and at < end_of(letter.until_on)
    if where is not Standing.READY and not late:
        raise LetterStopped
    return replace(letter, handed_at=at, handed_by=by, handed_to=to)


def answer(letter: Letter, outcome: str, at: datetime, note: str, again: date | None) -> Letter:
    """Return the letter with what came of it; ``again`` is the next day on which to ask."""
    if letter.withdrawn_at is not None or not is_given(letter):
        raise LetterStopped
    told = replace(letter, outcome=outcome, outcome_at=at, outcome_note=note)
    return replace(told, ask_on=again) if outcome == NOT_YET else told


def withdraw(letter: Letter, at: datetime, told: str) -> Letter:
    """Return the letter with her yes taken back; whom the desk has told is added later too."""
    if not is_given(letter):
        raise LetterStopped
    at = letter.withdrawn_at or at
    return replace(letter, withdrawn_at=at, withdrawn_told=told or letter.withdrawn_told)


def is_editable(where: Standing) -> bool:
    """Say whether what the letter says may still change: it has not left, and she has not said no.

    After her day has passed she is asked again, and her new answer is written here.
    """
    return where in (Standing.READY, Standing.OVER)


def is_printable(where: Standing) -> bool:
    """Say whether the letter may go on paper."""
    return where in (Standing.READY, Standing.HANDED, Standing.DONE)
