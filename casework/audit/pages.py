"""Pages of the log's events, newest first: by one walk along an index, whatever is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, bindparam, literal_column, select, tuple_
from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.audit.events import Outcome
from casework.audit.models import EVENT_CASES, EVENTS
from casework.database.base import Moment
from casework.database.prepared import Prepared
from casework.kernel.ids import Id


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the time and index of its last event."""

    at: datetime
    index: int


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """The open columns of an event; `event` are its bytes (see `casework.audit.events`)."""

    index: int
    at: datetime
    actor: Id | None
    unit: Id | None
    session: Id | None
    session_seq: int
    action: str
    outcome: Outcome
    event: bytes

    @property
    def place(self) -> Place:
        """Where a page that ends with this event goes on."""
        return Place(self.at, self.index)


@dataclass(frozen=True)
class EventFilter:
    """Which events are wanted; None is no condition. From `since` on, and before `until`."""

    actor: Id | None = None
    unit: Id | None = None
    case: Id | None = None
    action: Action | None = None
    outcome: Outcome | None = None
    since: datetime | None = None
    until: datetime | None = None


_EVERYTHING = EventFilter()
_EVENT_COLUMNS = (
    EVENTS.c.idx,
    EVENTS.c.at,
    EVENTS.c.actor,
    EVENTS.c.unit,
    EVENTS.c.session,
    EVENTS.c.session_seq,
    EVENTS.c.action,
    EVENTS.c.outcome,
    EVENTS.c.event,
)


# Built once, for it is asked at every first page: building it costs ten times what it does.
_NEWEST_DEEDS = Prepared(
    select(EVENTS.c.event)
    .where(
        EVENTS.c.commune_id == bindparam("commune"),
        EVENTS.c.action == bindparam("action"),
        EVENTS.c.at >= bindparam("since"),
    )
    .order_by(EVENTS.c.at.desc(), EVENTS.c.idx.desc())
    .limit(bindparam("count"))
)


def newest_deeds(db: Session, action: Action, since: datetime, count: int) -> list[bytes]:
    """Return the bytes of at most `count` events of one action from `since` on, newest first."""
    asked = {"action": action.value, "since": since, "count": count}
    found = _NEWEST_DEEDS.all(db.connection(), commune=db.info["commune"], **asked)
    return [event for (event,) in found]


def page_of_events(
    db: Session, wanted: EventFilter = _EVERYTHING, after: Place | None = None, count: int = 50
) -> list[LoggedEvent]:
    """Return at most `count` events, newest first, that come after the place `after`.

    By time and then index, so that every filter and every page is one walk along an index.
    """
    query = (
        select(*_EVENT_COLUMNS)
        .where(EVENTS.c.commune_id == db.info["commune"], *_conditions(wanted))
        .order_by(EVENTS.c.at.desc(), EVENTS.c.idx.desc())
        .limit(count)
    )
    if wanted.case is not None:
        of_case = select(EVENT_CASES.c.idx).where(
            EVENT_CASES.c.commune_id == db.info["commune"], EVENT_CASES.c.case_id == wanted.case
        )
        query = query.where(EVENTS.c.idx.in_(of_case))
    if after is not None:
        place = tuple_(after.at, after.index, types=[Moment, BigInteger])
        query = query.where(tuple_(EVENTS.c.at, EVENTS.c.idx) < place)
    return [LoggedEvent(*row[:7], Outcome(row[7]), row[8]) for row in db.execute(query)]


def _conditions(wanted: EventFilter) -> Iterable[ColumnElement[bool]]:
    if wanted.actor is not None:
        yield EVENTS.c.actor == wanted.actor
    if wanted.unit is not None:
        yield EVENTS.c.unit == wanted.unit
    if wanted.action is not None:
        yield EVENTS.c.action == wanted.action.value
    if wanted.outcome is not None:
        # Spelled out, not bound: only so does the index of the refused answer.
        yield EVENTS.c.outcome == literal_column(f"'{wanted.outcome.value}'")
    if wanted.since is not None:
        yield EVENTS.c.at >= wanted.since
    if wanted.until is not None:
        yield EVENTS.c.at < wanted.until
