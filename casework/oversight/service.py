"""The verbs of oversight; each look is itself an event before anything is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.audit.actions import Action
from casework.audit.events import Actor, GroundKind, Outcome, event_from_bytes
from casework.audit.export import export_lines
from casework.audit.pages import EventFilter, LoggedEvent, Place, page_of_events
from casework.cases.service import held_parts
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import UnitKind
from casework.kernel.text import name_key
from casework.oversight.lines import LogLine, lines_of
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.vault.numbers import find_by_number
from casework.vault.rosters import Member
from casework.vault.survey import Survey, survey_case

PAGE = 25
MOST_UNUSUAL = 10
WITHOUT_CONSENT = (
    Action.GROUND_INVOKE,
    Action.GROUND_REFUSE,
    Action.EMERGENCY_REQUEST,
    Action.EMERGENCY_OPEN,
)
"""What is done without her consent, by law or where life is in danger; looked at first."""

LOOKED_BACK = 500
"""How many of the newest events are asked on what ground they rest.

That stands in an event's bytes and in no column: rows of the log are never written anew, so no
index can be laid over those that stand.  The steps above are found by theirs, however old.
"""


@dataclass(frozen=True)
class Wanted:
    """What the auditor asks for; ``number`` is a case number, and the unusual may come first."""

    events: EventFilter
    number: str = ""
    unusual_first: bool = False


@dataclass(frozen=True)
class LogPage:
    """One page of lines, newest first, and where the next one begins."""

    lines: list[LogLine]
    after: Place | None
    refused: list[LogLine]
    """The newest of what was refused, on the first page."""
    by_ground: list[LogLine]
    """The newest of what was done by law or in an emergency, on the first page."""
    unknown_number: bool = False


def view_log(house: House, hand: Hand, wanted: Wanted, after: Place | None = None) -> LogPage:
    """Return a page of the log; a look at one file's events names that file in the log too."""
    with house.ledger.entry(hand.actor, Action.AUDIT_VIEW) as entry:
        events = wanted.events
        if wanted.number:
            case = find_by_number(entry.db, wanted.number)
            if case is None:
                return LogPage([], None, [], [], unknown_number=True)
            events = replace(events, case=case)
            entry.lists(cases=[case])
        roster = house.roster(entry.db)
        found = page_of_events(entry.db, events, after, PAGE + 1)
        unusual = wanted.unusual_first and after is None
        refused, by_ground = _unusual(entry.db, events) if unusual else ([], [])
        return LogPage(
            lines_of(entry.db, roster, found[:PAGE]),
            found[PAGE - 1].place if len(found) > PAGE else None,
            lines_of(entry.db, roster, refused),
            lines_of(entry.db, roster, by_ground),
        )


def _unusual(db: Session, events: EventFilter) -> tuple[list[LoggedEvent], list[LoggedEvent]]:
    """Return the newest refusals, and the newest steps without her consent, of what is asked."""
    refused: list[LoggedEvent] = []
    by_ground: list[LoggedEvent] = []
    if events.outcome is None:
        only = replace(events, outcome=Outcome.REFUSED)
        refused = page_of_events(db, only, None, MOST_UNUSUAL)
    if events.action is None:
        for action in WITHOUT_CONSENT:
            by_ground += page_of_events(db, replace(events, action=action), None, MOST_UNUSUAL)
    newest = page_of_events(db, events, None, LOOKED_BACK)
    found = {event.index: event for event in (*by_ground, *filter(_rests_on_law, newest))}
    return refused, [found[index] for index in sorted(found, reverse=True)[:MOST_UNUSUAL]]


def _rests_on_law(logged: LoggedEvent) -> bool:
    ground = event_from_bytes(logged.event).ground
    return ground is not None and ground.kind is not GroundKind.CONSENT


def people_of(house: House) -> list[Member]:
    """Return everybody by whom the log can be filtered, by given name; hosts are left out."""
    with house.database.read() as db:
        roster = house.roster(db)
    members = (held[-1] for held in roster.members.values())
    shown = [member for member in members if member.unit_kind is not UnitKind.SHELTER]
    return sorted(shown, key=lambda member: name_key(member.name))


@dataclass(frozen=True)
class Readers:
    """Who touched one case: its number, one page of lines, and whether all of it is shown."""

    number: str
    lines: list[LogLine]
    after: Place | None
    whole: bool


def view_readers(
    house: House, hand: Hand, case_id: Id, after: Place | None = None, *, lists: bool = False
) -> Readers:
    """Return who opened a case: to its lead unit everything, to another what touched its sections.

    Every look at a unit's list names all files on it; these are left out unless ``lists``.

    Raises NotFound where the reader's unit does not work on the case, Forbidden for a colleague
    who is not its manager; both are logged as refused.
    """
    try:
        with house.ledger.entry(hand.actor, Action.CASE_READERS) as entry:
            roster = house.roster(entry.db)
            survey = survey_case(entry.db, roster, house.verified, case_id, entry.at)
            _require_may_ask(hand, survey)
            entry.lists(cases=[case_id])
            whole = survey.case.lead_unit == hand.keyring.unit
            concerns = _everything if whole else _touching(survey, hand.keyring.unit)
            found = _matching(
                entry.db, case_id, after, lambda event: concerns(event) and (lists or _opens(event))
            )
            readers = Readers(
                survey.case.number,
                lines_of(entry.db, roster, found[:PAGE], hand.keyring.unit),
                found[PAGE - 1].place if len(found) > PAGE else None,
                whole,
            )
    except (NotFound, Forbidden):
        house.ledger.refuse(hand.actor, Action.CASE_READERS, cases=[case_id])
        raise
    return readers


def _require_may_ask(hand: Hand, survey: Survey) -> None:
    """The file first, the role then: who may not know the file is not told that one would do."""
    if not held_parts(hand, survey):
        raise NotFound
    if not allows(hand.keyring.unit_kind, hand.keyring.role, Permission.CASE_READERS):
        raise Forbidden


def _everything(_event: LoggedEvent) -> bool:
    return True


def _opens(event: LoggedEvent) -> bool:
    return event.action not in (Action.CASE_LIST, Action.CASE_SEARCH, Action.WORK_LIST)


def _touching(survey: Survey, unit: Id) -> Callable[[LoggedEvent], bool]:
    own = {section for section, rows in survey.sections.items() if rows.current.owner_unit == unit}
    return lambda logged: not own.isdisjoint(event_from_bytes(logged.event).sections)


def _matching(
    db: Session, case_id: Id, after: Place | None, concerns: Callable[[LoggedEvent], bool]
) -> list[LoggedEvent]:
    """Walk back along the case's events until a page is full, and one more."""
    found: list[LoggedEvent] = []
    while len(found) <= PAGE:
        events = page_of_events(db, EventFilter(case=case_id), after, 4 * PAGE)
        found += [event for event in events if concerns(event)]
        if len(events) < 4 * PAGE:
            break
        after = events[-1].place
    return found[: PAGE + 1]


def export_log(house: House, actor: Actor) -> Iterator[str]:
    """Return the lines of an export, which ends with the event of the export itself."""
    with house.ledger.entry(actor, Action.AUDIT_EXPORT) as entry:
        log_public = house.roster(entry.db).log_public
    return export_lines(house.database, house.ledger.checkpoint(), log_public)
