"""The two ways to touch a case: read it with a receipt, or write it as one signed event.

Reading: survey → event committed and anchored, if the case still stands as surveyed → keys opened.
Writing: everything is sealed and signed before the lock; inside it the writer only checks that
the case and the credentials are still what it sealed for, and starts over if they are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.audit.events import Actor, Ground
from casework.audit.ledger import Entry, Receipt
from casework.audit.reading import find_last_index
from casework.database.base import Base
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id
from casework.vault.errors import NoKey
from casework.vault.grounds import ground_of_reading
from casework.vault.house import House
from casework.vault.keyring import Keyring
from casework.vault.models import Record
from casework.vault.rosters import Roster
from casework.vault.sections import look_into
from casework.vault.survey import SectionRows, Survey
from casework.vault.versioned import Bound, Signed, remove


@dataclass(frozen=True)
class Hand:
    """Who acts: the actor that the log names, and the keys that they hold."""

    actor: Actor
    keyring: Keyring


@dataclass(frozen=True, repr=False)
class OpenedRecord:
    """One record's newest version in plaintext, with the row that vouches for it."""

    row: Record
    plaintext: bytes


@dataclass(frozen=True, repr=False)
class OpenedCase:
    """A surveyed case with the sections that were opened, newest versions only."""

    survey: Survey
    roster: Roster
    records: dict[Id, list[OpenedRecord]]
    """Opened records by section id, in order of first writing."""


@dataclass(frozen=True)
class Plan:
    """What one write does: rows to put in place, rows to end, and what the event lists."""

    put: Sequence[Signed]
    end: Sequence[Bound] = ()
    cases: Sequence[Id] = ()
    sections: Sequence[Id] = ()
    ground: Ground | None = None
    """On what it rests, where that is a consent or the law."""
    beside: Sequence[Base] = ()
    """Rows that no tip names, so that the event does not tie them to its case (``vault.facts``)."""
    holds: Callable[[Session], bool] = field(default=lambda _db: True)
    """Asked inside the lock: is what the plan was made from still true?"""


Planner = Callable[[Session, Roster], Plan]
"""Reads what it needs, seals and signs; called again inside the lock if its plan is stale."""


def unchanged(survey: Survey) -> Callable[[Session], bool]:
    """Return the condition that nothing was written to the case since ``survey``."""
    return lambda db: find_last_index(db, survey.case.case_id) == survey.seen


def read_case(
    house: House,
    hand: Hand,
    action: Action,
    case_id: Id,
    choose: Callable[[Survey], Iterable[SectionRows]],
    *,
    asked: Action | None = None,
) -> OpenedCase:
    """Open the chosen sections of a case after the event that says so is committed.

    ``choose`` sees the verified survey and may raise Forbidden.  A case of which this keyring
    holds nothing is NotFound, and the attempt is logged as refused: as ``asked``, where the
    reading is only the way to something else.
    """

    def look(db: Session, at: datetime) -> _Look:
        roster = house.roster(db)
        survey = house.memory.survey(db, roster, case_id, at)
        if not survey.held_by(hand.keyring):
            raise NotFound
        return _Look(survey, roster, list(choose(survey)))

    try:
        with house.database.read() as db:
            seen = look(db, house.clock.now())

        def settle(entry: Entry) -> None:
            nonlocal seen
            if not seen.still_holds(house, entry):
                seen = look(entry.db, entry.at)
            entry.lists(cases=[case_id], sections=[r.current.section_id for r in seen.chosen])
            ground = ground_of_reading(hand.keyring, seen.survey, seen.chosen)
            if ground is not None:
                entry.on_ground(ground)

        receipt = house.ledger.reading(hand.actor, action, settle)
    except (NotFound, Forbidden):
        house.ledger.refuse(hand.actor, asked or action, cases=[case_id])
        raise
    records = {
        rows.current.section_id: open_section(receipt, hand.keyring, rows) for rows in seen.chosen
    }
    return OpenedCase(seen.survey, seen.roster, records)


@dataclass(frozen=True, repr=False)
class _Look:
    """A case as it was surveyed before the lock, which others want meanwhile."""

    survey: Survey
    roster: Roster
    chosen: list[SectionRows]

    def still_holds(self, house: House, entry: Entry) -> bool:
        """Say, inside the lock, whether a new survey would find the same."""
        ends_at = self.survey.ends_at
        return (
            unchanged(self.survey)(entry.db)
            and house.roster(entry.db).stamp == self.roster.stamp
            and (ends_at is None or entry.at < ends_at)
        )


def open_section(receipt: Receipt, keyring: Keyring, rows: SectionRows) -> list[OpenedRecord]:
    """Decrypt a section's newest records; raises NoKey for what the receipt does not list."""
    if rows.current.section_id not in receipt.sections:
        raise NoKey
    return [OpenedRecord(row, plaintext) for row, plaintext in look_into(keyring, rows)]


def write(house: House, hand: Hand, action: Action, planner: Planner) -> Receipt:
    """Carry out a plan as one event; plans again inside the lock if the world has moved.

    Refusals raised by the planner (NotFound, Forbidden) are logged in a transaction of their own.
    """
    try:
        with house.database.read() as db:
            roster = house.roster(db)
            plan = planner(db, roster)
        with house.ledger.entry(hand.actor, action) as entry:
            newest = house.roster(entry.db)
            if newest.stamp != roster.stamp or not plan.holds(entry.db):
                plan = planner(entry.db, newest)
            _carry_out(entry, hand, plan)
    except (NotFound, Forbidden):
        house.ledger.refuse(hand.actor, action)
        raise
    return entry.receipt


def _carry_out(entry: Entry, hand: Hand, plan: Plan) -> None:
    for signed in plan.put:
        signed.write(entry)
    for loose in plan.beside:
        entry.db.merge(loose)
    for row in plan.end:
        remove(entry, entry.db.merge(row), hand.keyring.signer)
    entry.lists(cases=plan.cases, sections=plan.sections)
    if plan.ground is not None:
        entry.on_ground(plan.ground)
