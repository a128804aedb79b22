"""The log tells when an unanswered referral rose: once for each level, and by nobody's key."""

from __future__ import annotations

from datetime import timedelta

from casework.audit.actions import Action
from casework.audit.events import event_from_bytes
from casework.audit.pages import EventFilter, page_of_events
from casework.referrals.escalation import escalate
from casework.referrals.sending import withdraw
from tests.factories.agreements import referred
from tests.factories.commune import TestCommune
from tests.factories.files import opened_file


def marks(commune: TestCommune) -> list[tuple[bytes, ...]]:
    """Return the cases of each mark, newest first; the server makes them, and no person."""
    wanted = EventFilter(action=Action.DEADLINE_ESCALATE)
    with commune.house.database.read() as db:
        found = [event_from_bytes(one.event) for one in page_of_events(db, wanted)]
    assert all(one.actor.user is None and one.tips == () for one in found)
    return [one.cases for one in found]


def test_it_is_marked_once_for_each_level_that_it_rises_to(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    referred(house, hung, case, commune.hand("mai").keyring.unit, "IMMEDIATE")
    assert escalate(house) == 0

    commune.clock.advance(timedelta(days=30))
    assert escalate(house) == 1
    assert escalate(house) == 0
    assert marks(commune) == [(case,)]


def test_what_rose_to_the_manager_is_marked_again_at_coordination(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    referred(house, hung, case, commune.hand("mai").keyring.unit, "URGENT")
    urgency = house.codes["referral_urgencies"]["URGENT"]
    manager = urgency.number("manager_minutes") or 0
    coordination = urgency.number("coordination_minutes") or 0
    assert manager < coordination
    hours = urgency.number("hours") or 0
    commune.clock.advance(timedelta(hours=hours, minutes=manager))
    assert escalate(house) == 1
    commune.clock.advance(timedelta(minutes=coordination - manager))
    assert escalate(house) == 1
    assert escalate(house) == 0
    assert marks(commune) == [(case,), (case,)]


def test_what_was_taken_back_does_not_rise(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    referral = referred(house, hung, case, commune.hand("mai").keyring.unit, "IMMEDIATE")
    withdraw(house, hung, referral)
    commune.clock.advance(timedelta(days=30))
    assert escalate(house) == 0
