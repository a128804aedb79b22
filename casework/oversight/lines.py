"""One event as a person reads it: names of staff and desks, numbers of files, nothing else.

A house is never told apart from another: its people and its name stand as one word (P7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.audit.events import ANY_HOUSE, Event, Outcome, event_from_bytes
from casework.audit.pages import LoggedEvent
from casework.kernel.ids import Id
from casework.kernel.kinds import UnitKind
from casework.oversight.labels import ACTIONS, GROUNDS, OWN_WORK, SAID_TO_OTHERS
from casework.vault.numbers import numbers_of
from casework.vault.rosters import Roster

A_HOUSE = "Nơi tạm lánh"
SERVER = "Máy chủ"
NOBODY_KNOWN = "Chưa rõ là ai"
NOT_IN_SERVICE = "Người chưa được nhận hoặc đã nghỉ"
UNREADABLE_NUMBER = "số không khớp nhật ký"


@dataclass(frozen=True)
class LogLine:
    """Who, from which desk, did or was refused what, to which files, on what ground, when."""

    index: int
    at: datetime
    who: str
    desk: str
    what: str
    numbers: tuple[str, ...]
    ground: str
    refused: bool


def lines_of(
    db: Session, roster: Roster, events: Sequence[LoggedEvent], desk: Id | None = None
) -> list[LogLine]:
    """Return the events as lines, in their order.

    ``desk`` is the unit whose manager reads, None for the auditor: what another unit did that the
    desk may not know of is said in general words.
    """
    read = [event_from_bytes(logged.event) for logged in events]
    numbers = numbers_of(db, {case for event in read for case in event.cases})
    return [_line(roster, event, numbers, _action_said(event, desk)) for event in read]


def _action_said(event: Event, desk: Id | None) -> Action:
    own = desk is None or event.actor.unit == desk
    return event.action if own else SAID_TO_OTHERS.get(event.action, event.action)


def _line(roster: Roster, event: Event, numbers: dict[Id, str], action: Action) -> LogLine:
    refused = event.outcome is Outcome.REFUSED
    ground = OWN_WORK if event.cases and not refused else ""
    return LogLine(
        index=event.index,
        at=event.at,
        who=_who(roster, event),
        desk=desk_name(roster, event.actor.unit),
        what=ACTIONS[action],
        numbers=tuple(sorted(numbers.get(case, UNREADABLE_NUMBER) for case in event.cases)),
        ground=GROUNDS[event.ground.kind] if event.ground else ground,
        refused=refused,
    )


def _who(roster: Roster, event: Event) -> str:
    actor = event.actor
    if actor.unit == ANY_HOUSE:
        return A_HOUSE
    if actor.user is None:
        return NOBODY_KNOWN if actor.session or actor.address else SERVER
    member = roster.find_member(actor.user)
    if member is None:
        return NOT_IN_SERVICE
    return A_HOUSE if member.unit_kind is UnitKind.SHELTER else member.name


def desk_name(roster: Roster, unit: Id | None) -> str:
    """Return a unit's name, one word for every house, nothing for no unit."""
    if unit == ANY_HOUSE:
        return A_HOUSE
    known = None if unit is None else roster.units.get(unit)
    if known is None:
        return ""
    return A_HOUSE if known.kind is UnitKind.SHELTER else known.name
