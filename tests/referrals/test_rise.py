"""The clock of a referral and its steps: pure rules."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from casework.access.steps import REFERRAL_STEPS, Hands, ReferralState
from casework.kernel.codes import load_codes
from casework.referrals.errors import MovedOn
from casework.referrals.rules import (
    Course,
    Rise,
    due_at,
    is_overdue,
    phone_next,
    rises_to,
    step,
    steps_from,
)
from tests.architecture.source import ROOT
from tests.factories.commune import MORNING

URGENCIES = load_codes(Path(ROOT) / "config" / "codes")["referral_urgencies"]
S = ReferralState


def course(
    urgency: str, state: ReferralState = S.SENT, reached_at: datetime | None = None
) -> Course:
    """Return a referral sent this morning."""
    code = URGENCIES[urgency]
    return Course(state, code, MORNING, due_at(code, MORNING), reached_at)


@pytest.mark.parametrize(
    ("urgency", "hours"), [("IMMEDIATE", 0), ("URGENT", 12), ("SOON", 48), ("ROUTINE", 168)]
)
def test_each_urgency_has_its_hours(urgency: str, hours: int) -> None:
    assert course(urgency).due_at == MORNING + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("urgency", "minutes", "rise"),
    [
        ("IMMEDIATE", 14, Rise.DESK),
        ("IMMEDIATE", 15, Rise.MANAGER),
        ("IMMEDIATE", 30, Rise.COORDINATION),
        ("URGENT", 12 * 60 - 1, Rise.DESK),
        ("URGENT", 12 * 60, Rise.MANAGER),
        ("URGENT", 14 * 60, Rise.COORDINATION),
        ("SOON", 60 * 60, Rise.COORDINATION),
        ("ROUTINE", 168 * 60, Rise.MANAGER),
    ],
)
def test_unanswered_it_rises_and_never_lapses(urgency: str, minutes: int, rise: Rise) -> None:
    now = MORNING + timedelta(minutes=minutes)
    assert rises_to(course(urgency), now) is rise
    assert rises_to(course(urgency, S.RECEIVED), now) is rise
    assert rises_to(course(urgency, S.ACCEPTED), now) is Rise.DESK
    assert rises_to(course(urgency), MORNING + timedelta(days=900)) is Rise.COORDINATION


def test_only_what_is_unanswered_is_overdue() -> None:
    late = MORNING + timedelta(hours=13)
    assert is_overdue(course("URGENT"), late)
    assert not is_overdue(course("URGENT"), MORNING + timedelta(hours=12))
    assert not is_overdue(course("URGENT", S.DECLINED), late)


def test_unopened_for_a_quarter_of_an_hour_the_sender_phones_the_next() -> None:
    later = MORNING + timedelta(minutes=15)
    assert phone_next(course("IMMEDIATE"), later)
    assert not phone_next(course("IMMEDIATE"), later - timedelta(seconds=1))
    assert not phone_next(course("IMMEDIATE", S.RECEIVED), later)
    assert not phone_next(course("IMMEDIATE", reached_at=MORNING), later)
    assert not phone_next(course("URGENT"), later)


def test_every_step_that_is_not_in_the_table_is_refused() -> None:
    for at in S:
        for to in S:
            for hands in Hands:
                if REFERRAL_STEPS.get((at, to)) is hands:
                    assert step(at, to, hands) is to
                else:
                    with pytest.raises(MovedOn):
                        step(at, to, hands)


def test_what_has_ended_goes_nowhere() -> None:
    for state in (S.DECLINED, S.COMPLETED, S.WITHDRAWN):
        assert steps_from(state, Hands) == frozenset()
    assert steps_from(S.RECEIVED, [Hands.RECEIVER]) == {S.ACCEPTED, S.DECLINED}
