"""What nobody has answered is told to the log when it rises: by the clock, once, without a key."""

from __future__ import annotations

from sqlalchemy.orm import Session

from casework.access.steps import UNANSWERED, ReferralState
from casework.audit.actions import Action
from casework.audit.events import Actor
from casework.audit.pages import EventFilter, page_of_events
from casework.kernel.ids import Id
from casework.referrals import rules
from casework.referrals.rules import Course
from casework.vault.agreement_lists import ListedReferral, referrals_of_all
from casework.vault.house import House
from casework.vault.listing import Vouching


def escalate(house: House) -> int:
    """Say of each referral that has risen since the last time that it did; returns how many.

    One event of the server's own, signed with the log's head, names their cases. What is due is
    computed from the clock whenever somebody reads; this only lets the log tell when it rose.
    """
    with house.database.read() as db:
        vouching = Vouching(house.roster(db), house.verified)
        lines = referrals_of_all(db, vouching, [state.value for state in UNANSWERED])
        fresh = [line.case.case_id for line in lines if _is_news(house, db, line)]
    if fresh:
        with house.ledger.entry(Actor(), Action.DEADLINE_ESCALATE) as entry:
            entry.lists(cases=list(dict.fromkeys(fresh)))
    return len(fresh)


def _is_news(house: House, db: Session, line: ListedReferral) -> bool:
    """Say whether it has risen, and no event of the server has named its case since."""
    row = line.referral
    urgency = house.codes["referral_urgencies"][row.urgency]
    course = Course(ReferralState(row.state), urgency, row.sent_at, row.due_at, row.reached_at)
    since = rules.risen_since(course, house.clock.now())
    if since is None:
        return False
    case: Id = line.case.case_id
    told = EventFilter(case=case, action=Action.DEADLINE_ESCALATE, since=since)
    return not page_of_events(db, told, count=1)
