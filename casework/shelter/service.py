"""The verbs of shelter: keep the houses, place her, and write each step until she has left.

A step of a stay is one event: a record in the case's own stay section, the board sealed anew, and
one letter into the common mailbox.  All three come with every step, whether the house has an
account or not, so that nobody can tell from outside a meal from a departure, or house from house.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases.consents.service import SentTwice
from casework.cases.writing import Writing
from casework.kernel.clock import local_day
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.shelter import rules, store
from casework.shelter.errors import BedTaken, NotJoined, NotTold, StepOutOfOrder
from casework.shelter.host_records import Arrival
from casework.shelter.host_service import letter_of_arrival, letter_of_calling_off
from casework.shelter.records import BedState, BedStay, HouseBoard, SafeHouse, Stay, Step
from casework.shelter.rules import Party, Wish
from casework.shelter.store import OpenBoard
from casework.vault.cases import is_closed_to
from casework.vault.desk import Hand, Plan, write
from casework.vault.duty import duty_at
from casework.vault.errors import SavedMeanwhile
from casework.vault.house import House
from casework.vault.listing import Vouching
from casework.vault.mailbox import letter_to_nobody
from casework.vault.rosters import Roster
from casework.vault.survey import survey_case
from casework.vault.versioned import Signed


def write_house(house: House, hand: Hand, safe_house: SafeHouse) -> None:
    """Add a house, or put its next edition in place; one event that says neither which nor what.

    Raises SavedMeanwhile where somebody has changed it since: ``edition`` is the last one + 1.
    """

    def plan(db: Session, roster: Roster) -> Plan:
        opened = store.to_change(house, hand, db, roster)
        known = rules.find_house(opened.content, safe_house.house_id)
        if known is not None and replace(known, edition=safe_house.edition) == safe_house:
            raise SentTwice
        if safe_house.edition != (1 if known is None else known.edition + 1):
            raise SavedMeanwhile
        board = rules.with_house(opened.content, safe_house)
        return Plan(
            [store.seal(house, hand, roster, board, opened.before)],
            holds=lambda db: opened.is_unchanged(db, hand),
        )

    with suppress(SentTwice):
        write(house, hand, Action.SHELTER_WRITE, plan)


@dataclass(frozen=True, repr=False)
class Placing:
    """Where she goes and who comes along; the ids are made when the form is shown.

    ``stay`` carries what the union wrote; the house's own words are taken from the board.
    ``seen`` is the newest step of the case's stays that the writer saw, None for none.
    """

    stay: Stay
    record_id: Id
    house_id: Id
    seen: Id | None = None


def party_of(stay: Stay) -> Party:
    """Return what a house must be able to do for this stay."""
    return Party(stay.adults, stay.children, stay.beds, stay.guests, stay.oldest_boy, stay.language)


def place(house: House, hand: Hand, case_id: Id, placing: Placing) -> bool:
    """Put her into a house: the case's stay section and the board, in one event.

    Sent twice, she is placed once (False).  Raises BedTaken where the beds are no longer to be had
    or the house no longer fits, NotTold, NotJoined, SavedMeanwhile, Forbidden for a closed case.
    """

    def plan(writing: Writing, opened: OpenBoard) -> Plan:
        writing.require_working()
        _require_own(writing)
        if writing.knows(ObjectKind.RECORD, placing.record_id):
            raise SentTwice
        _require_seen(writing, placing.seen)
        chosen = rules.find_house(opened.content, placing.house_id)
        if chosen is None:
            raise BedTaken
        stay, today = placing.stay, local_day(writing.now)
        wish = Wish(stay.beds, stay.from_on, stay.until_on)
        found = rules.obstacles(opened.content, chosen, party_of(stay), wish, today)
        if any(one.forbids for one in found):
            raise BedTaken
        if chosen.listed and not stay.told:
            raise NotTold
        letter = _announced(writing, stay, chosen.unit_id)
        placed = _in_house(stay, chosen, letter)
        return _carry(writing, opened, placed, placing.record_id, letter)

    return _change(house, hand, Action.SHELTER_PLACE, case_id, plan)


def _announced(
    writing: Writing, stay: Stay, house_unit: Id | None, instead_of: Id | None = None
) -> Signed:
    """Return the letter to the house, or one like it that nobody can open.

    In place of an earlier one it tells until when she stays now, and that she is there.
    """
    keyring = writing.hand.keyring
    with writing.house.database.read() as db:
        on_duty = duty_at(
            db, Vouching(writing.roster, writing.house.verified), keyring.unit, writing.now
        )
    arrival = Arrival(
        adults=stay.adults,
        children=stay.children,
        on=stay.from_on,
        hour=stay.hour,
        word=stay.word,
        needs=stay.wants,
        phone=on_duty[0].phone if on_duty else "",
        instead_of=instead_of,
        until=None if instead_of is None else stay.until_on,
        arrived_at=stay.arrived_at,
    )
    return letter_of_arrival(keyring, writing.roster, house_unit, arrival)


def _in_house(stay: Stay, house: SafeHouse, letter: Signed) -> Stay:
    """Copy the house into the stay: what the union must find again though the house may change."""
    return replace(
        stay,
        step=Step.PLACED,
        house_id=house.house_id,
        house_name=house.name,
        address=house.address,
        phone=house.phone,
        host_name=house.host_name,
        house_unit=house.unit_id,
        letter=letter.tip.object_id,
        listed=house.listed,
    )


@dataclass(frozen=True, repr=False)
class Stepping:
    """One more step of a stay: as it stands afterwards, and the newest step that was seen."""

    stay: Stay
    record_id: Id
    seen: Id


def take_step(house: House, hand: Hand, case_id: Id, stepping: Stepping) -> bool:
    """Write an arrival, what was given, an extension or a departure; sent twice, once (False).

    A closed case keeps no bed: its stay is ended like any other.  Raises BedTaken for nights that
    others have, SavedMeanwhile after somebody else's step, StepOutOfOrder.
    """

    def plan(writing: Writing, opened: OpenBoard) -> Plan:
        if not writing.survey.joined_by(hand.keyring):
            raise NotFound
        if writing.knows(ObjectKind.RECORD, stepping.record_id):
            raise SentTwice
        _require_seen(writing, stepping.seen)
        stay, case = stepping.stay, writing.survey.case
        if is_closed_to(case, hand.keyring.unit) and stay.step is not Step.LEFT:
            raise Forbidden
        known = rules.find_stay(opened.content, stay.stay_id)
        if known is None or known.state is BedState.ENDED:
            raise StepOutOfOrder
        if stay.step is not Step.LEFT:
            wish = rules.added(known, stay.beds, stay.until_on, local_day(writing.now))
            _require_nights(opened.content, known.house_id, wish, local_day(writing.now))
        letter = _letter_of_step(writing, stay, known)
        return _carry(writing, opened, stay, stepping.record_id, letter)

    return _change(house, hand, Action.SHELTER_STEP, case_id, plan)


def _require_nights(board: HouseBoard, house_id: Id, wish: Wish, today: date) -> None:
    """Raise BedTaken unless the house has the beds for the nights that are added."""
    chosen = rules.find_house(board, house_id)
    if chosen is None or rules.shortage(board, chosen, wish, today) is not None:
        raise BedTaken


def _letter_of_step(writing: Writing, stay: Stay, known: BedStay) -> Signed:
    """Return what the house is told: until when she stays now, that she is gone, or nothing."""
    keyring, roster = writing.hand.keyring, writing.roster
    if stay.step is Step.LEFT:
        return letter_of_calling_off(keyring, roster, stay.house_unit, stay.letter)
    if stay.step is Step.EXTENDED or known.state is BedState.RELEASED:
        return _announced(writing, stay, stay.house_unit, stay.letter)
    return letter_to_nobody(keyring, roster)


def _carry(writing: Writing, opened: OpenBoard, stay: Stay, record_id: Id, letter: Signed) -> Plan:
    """Add record, board and letter, one of each at every step; holds while nothing has changed."""
    house, hand, roster = writing.house, writing.hand, writing.roster
    bed = _bed_of(
        stay, restricted=writing.survey.case.restricted, case_id=writing.survey.case.case_id
    )
    board = rules.with_stay(opened.content, bed, local_day(writing.now))
    writing.seal(writing.own(SectionKind.STAY), stay, record_id)
    put = [store.seal(house, hand, roster, board, opened.before), letter]
    writing.put(*put)
    plan = writing.plan()
    return replace(plan, holds=lambda db: plan.holds(db) and opened.is_unchanged(db, hand))


def _bed_of(stay: Stay, *, restricted: bool, case_id: Id) -> BedStay:
    """Return what the board says of a stay; of a restricted case only that beds are taken."""
    until = stay.until_on
    if stay.left_at is not None:
        until = max(stay.from_on, min(until, local_day(stay.left_at)))
    return BedStay(
        stay_id=stay.stay_id,
        house_id=stay.house_id,
        beds=stay.beds,
        from_on=stay.from_on,
        until_on=until,
        state=stay.state,
        letter=stay.letter,
        case_id=None if restricted else case_id,
    )


def _require_own(writing: Writing) -> None:
    """Only where the union registered her itself can it find her again after a withdrawal."""
    if writing.survey.owned_by(writing.hand.keyring.unit, SectionKind.IDENTITY) is None:
        raise NotJoined


def _require_seen(writing: Writing, seen: Id | None) -> None:
    """The writer saw the newest step of the case's stays."""
    rows = writing.survey.owned_by(writing.hand.keyring.unit, SectionKind.STAY)
    newest = rows.records[-1].record_id if rows and rows.records else None
    if newest != seen:
        raise SavedMeanwhile


def _change(
    house: House,
    hand: Hand,
    action: Action,
    case_id: Id,
    plan: Callable[[Writing, OpenBoard], Plan],
) -> bool:
    """Carry out one plan on a case and the board as one event; False where it was sent twice."""

    def planner(db: Session, roster: Roster) -> Plan:
        survey = survey_case(db, roster, house.verified, case_id, house.clock.now())
        writing = Writing(house, hand, roster, survey)
        return plan(writing, store.to_change(house, hand, db, roster))

    with suppress(SentTwice):
        write(house, hand, action, planner)
        return True
    return False
