"""A report that nobody deals with rises by the clock: told once a level, never lapsing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from casework.access.steps import ReferralState
from casework.audit.actions import Action
from casework.audit.events import Actor
from casework.audit.pages import EventFilter, page_of_events
from casework.kernel.errors import Forbidden
from casework.kernel.ids import ID_BYTES, Id, id_to_text
from casework.kernel.kinds import UnitKind
from casework.referrals import rules
from casework.referrals.rules import Course, Rise
from casework.vault import reports
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.vault.listing import Vouching
from casework.vault.looking import Finding, Look, Standpoint, look_and_open
from casework.vault.reports import VillageReport, Waited
from casework.vault.rosters import Roster

URGENCY = "VILLAGE_REPORT"
"""The code of ``referral_urgencies`` that says by when a report is to be dealt with."""
_AT_A_TIME = 500
_LAST_ID = b"\xff" * ID_BYTES


@dataclass(frozen=True)
class Waiting:
    """One report that waits: its code, from which village, at which desk, since when."""

    report_id: Id
    code: str
    village: str
    desk: str
    sent_at: datetime
    due_at: datetime
    rises_to: Rise


def code_of(report_id: Id) -> str:
    """Return by what a report is called on the telephone; it tells nothing."""
    return f"TB-{id_to_text(report_id)[:6].upper()}"


def waiting_of(house: House, roster: Roster, row: VillageReport, at: datetime) -> Waiting:
    """Return the open side of a report that waits, and what the clock makes of it."""
    course = _course(house, row.sent_at)
    return Waiting(
        report_id=row.report_id,
        code=code_of(row.report_id),
        village=roster.unit(row.from_unit).name,
        desk=roster.unit(row.unit_id).name,
        sent_at=row.sent_at,
        due_at=course.due_at,
        rises_to=rules.rises_to(course, at),
    )


def _course(house: House, sent_at: datetime) -> Course:
    urgency = house.codes["referral_urgencies"][URGENCY]
    return Course(ReferralState.SENT, urgency, sent_at, rules.due_at(urgency, sent_at))


def _after(house: House, level: str) -> timedelta:
    """Return how long after it was sent a report rises to a level."""
    urgency = house.codes["referral_urgencies"][URGENCY]
    hours, minutes = urgency.number("hours") or 0, urgency.number(f"{level}_minutes") or 0
    return timedelta(hours=hours, minutes=minutes)


def risen(house: House, hand: Hand, count: int, after: Waited | None = None) -> list[Waiting]:
    """Return what has risen to coordination, the oldest first: code, units and time, no more.

    Raises Forbidden for every other desk. The event names what is listed.
    """
    if hand.keyring.unit_kind is not UnitKind.COORDINATION:
        house.ledger.refuse(hand.actor, Action.VILLAGE_ESCALATE)
        raise Forbidden
    look = look_at_risen(house, count, after)
    return look_and_open(house, hand, Action.VILLAGE_ESCALATE, look)


def look_at_risen(house: House, count: int, after: Waited | None = None) -> Look[list[Waiting]]:
    """Return the look that finds what has risen, for the first page of coordination."""

    def look(here: Standpoint) -> Finding[list[Waiting]]:
        since = here.at - _after(house, "coordination")
        rows = reports.waiting_since(here.db, here.vouching, since, here.at, count, after)
        shown = [waiting_of(house, here.vouching.roster, row, here.at) for row in rows]
        return Finding(lambda _receipt: shown, sections=[one.report_id for one in shown])

    return look


def mark_risen(house: House) -> int:
    """Say of each report that has risen since the last time that it did; returns how many.

    One event of the server's own names them. It is asked again inside the event, whose time
    bounds what the next one tells: none is told twice, and none falls between two.
    """
    with house.database.read() as db:
        last = _last_told(db)
        if not any(_news(house, db, last, house.clock.now())):
            return 0
    with house.ledger.entry(Actor(), Action.VILLAGE_RISE) as entry:
        fresh = dict.fromkeys(_news(house, entry.db, _last_told(entry.db), entry.at))
        entry.lists(sections=fresh)
    return len(fresh)


def _last_told(db: Session) -> datetime | None:
    found = page_of_events(db, EventFilter(action=Action.VILLAGE_RISE), count=1)
    return found[0].at if found else None


def _news(house: House, db: Session, last: datetime | None, at: datetime) -> Iterator[Id]:
    """Yield what has come to a level since ``last``, page by page."""
    vouching = Vouching(house.roster(db), house.verified)
    for level in ("manager", "coordination"):
        later = _after(house, level)
        after = None if last is None else Waited(last - later, _LAST_ID)
        while True:
            rows = reports.waiting_since(db, vouching, at - later, at, _AT_A_TIME, after)
            yield from (row.report_id for row in rows)
            if len(rows) < _AT_A_TIME:
                break
            after = Waited(rows[-1].sent_at, rows[-1].report_id)
