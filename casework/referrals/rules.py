"""How a referral goes on, when it is due, and to whom it rises; pure, by the clock when read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from casework.access.steps import OPEN, REFERRAL_STEPS, UNANSWERED, Hands, ReferralState
from casework.kernel.codes import Code, Codes
from casework.referrals.errors import MovedOn

UNOPENED_AFTER = timedelta(minutes=15)
"""An immediate referral that nobody has opened by then tells its sender whom to phone next."""
IMMEDIATE = "IMMEDIATE"


class Rise(StrEnum):
    """How far an unanswered referral has risen; it never lapses."""

    DESK = "desk"
    MANAGER = "manager"
    COORDINATION = "coordination"


@dataclass(frozen=True)
class Course:
    """Where a referral stands, as far as the clock is concerned."""

    state: ReferralState
    urgency: Code
    sent_at: datetime
    due_at: datetime
    reached_at: datetime | None = None


def due_at(urgency: Code, sent_at: datetime) -> datetime:
    """Return when the receiver is to have answered (DOMAIN §6.14)."""
    return sent_at + timedelta(hours=urgency.number("hours") or 0)


def step(state: ReferralState, to: ReferralState, hands: Hands) -> ReferralState:
    """Return the new state; raises MovedOn for a step that these hands cannot take from here."""
    if REFERRAL_STEPS.get((state, to)) is not hands:
        raise MovedOn
    return to


def is_overdue(course: Course, now: datetime) -> bool:
    """Say whether an answer is owed and its time has passed."""
    return course.state in UNANSWERED and now > course.due_at


def rises_to(course: Course, now: datetime) -> Rise:
    """Return whose eyes an unanswered referral asks for by now."""
    if course.state not in UNANSWERED:
        return Rise.DESK
    if now >= _after_due(course, "coordination_minutes"):
        return Rise.COORDINATION
    if now >= _after_due(course, "manager_minutes"):
        return Rise.MANAGER
    return Rise.DESK


def risen_since(course: Course, now: datetime) -> datetime | None:
    """Return when it rose as far as it has, None while it lies with the desk."""
    level = rises_to(course, now)
    if level is Rise.DESK:
        return None
    manager = level is Rise.MANAGER
    return _after_due(course, "manager_minutes" if manager else "coordination_minutes")


def _after_due(course: Course, attribute: str) -> datetime:
    return course.due_at + timedelta(minutes=course.urgency.number(attribute) or 0)


def phone_next(course: Course, now: datetime) -> bool:
    """Say whether the sender must phone somebody else now: urgent, unopened, nobody reached."""
    unopened = course.state is ReferralState.SENT and course.reached_at is None
    at_once = course.urgency.number("hours") == 0
    return unopened and at_once and now >= course.sent_at + UNOPENED_AFTER


def is_open(state: ReferralState) -> bool:
    """Say whether the referral still asks something of the receiver."""
    return state in OPEN


def steps_from(state: ReferralState, hands: Iterable[Hands]) -> frozenset[ReferralState]:
    """Return the states that these hands may take the referral to; for the page's buttons."""
    mine = frozenset(hands)
    return frozenset(
        to for (at, to), who in REFERRAL_STEPS.items() if at is state and who in mine and to != at
    )


def is_binding(codes: Codes, service: str) -> bool:
    """Say whether the law gives such a task to its receiver, who does not decline it."""
    entry = codes["service_types"].find(service)
    return entry is not None and entry.flag("binding")
