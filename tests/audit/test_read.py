"""The log is read in pages, newest first, by whatever an auditor asks for."""

from datetime import UTC, datetime, timedelta

import pytest

from casework.audit.actions import Action
from casework.audit.events import Actor, ObjectKind, Outcome, event_from_bytes
from casework.audit.pages import EventFilter, page_of_events
from casework.audit.reading import find_latest_tip, tips_of_case, tips_of_kinds, tips_of_object
from casework.kernel.clock import FixedClock
from tests.audit.logs import SOMEBODY, Log, OpenLog, make_tip

START = datetime(2026, 2, 5, 7, tzinfo=UTC)
MAI, HUNG = Actor(b"m" * 16, b"h" * 16), Actor(b"H" * 16, b"p" * 16)
ONE, TWO = b"1" * 16, b"2" * 16


@pytest.fixture
def told(open_another: OpenLog) -> Log:
    """Twelve events, a minute apart; every third is Hùng's and about case TWO; one refused."""
    clock = FixedClock(START)
    log = open_another(clock)
    for n in range(11):
        actor, case = (HUNG, TWO) if n % 3 == 0 else (MAI, ONE)
        action = Action.CASE_VIEW if n % 2 else Action.CASE_LIST
        with log.ledger.entry(actor, action) as entry:
            entry.lists([case])
        clock.advance(timedelta(minutes=1))
    log.ledger.refuse(MAI, Action.CASE_VIEW, [TWO])
    return log


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (EventFilter(), list(range(11, -1, -1))),
        (EventFilter(actor=HUNG.user), [9, 6, 3, 0]),
        (EventFilter(unit=HUNG.unit), [9, 6, 3, 0]),
        (EventFilter(case=TWO), [11, 9, 6, 3, 0]),
        (EventFilter(action=Action.CASE_LIST), [10, 8, 6, 4, 2, 0]),
        (EventFilter(outcome=Outcome.REFUSED), [11]),
        (EventFilter(outcome=Outcome.ALLOWED, actor=MAI.user), [10, 8, 7, 5, 4, 2, 1]),
        (EventFilter(since=START + timedelta(minutes=9)), [11, 10, 9]),
        (EventFilter(until=START + timedelta(minutes=2)), [1, 0]),
        (EventFilter(case=TWO, actor=HUNG.user, action=Action.CASE_VIEW), [9, 3]),
        (EventFilter(actor=b"?" * 16), []),
    ],
)
def test_what_is_asked_for_comes_newest_first(
    told: Log, wanted: EventFilter, expected: list[int]
) -> None:
    with told.database.read() as db:
        assert [row.index for row in page_of_events(db, wanted)] == expected


@pytest.mark.parametrize("count", [1, 2, 5, 12, 50])
def test_pages_follow_each_other_without_gap_or_repetition(told: Log, count: int) -> None:
    found: list[int] = []
    with told.database.read() as db:
        page = page_of_events(db, count=count)
        while page:
            found += [row.index for row in page]
            page = page_of_events(db, after=page[-1].place, count=count)
    assert found == list(range(11, -1, -1))


def test_events_of_one_moment_are_paged_by_their_place(open_another: OpenLog) -> None:
    log = open_another(FixedClock(START))
    log.write(5)
    with log.database.read() as db:
        first = page_of_events(db, count=2)
        second = page_of_events(db, after=first[-1].place, count=5)
    assert [row.index for row in (*first, *second)] == [4, 3, 2, 1, 0]


def test_a_row_says_what_the_event_says(told: Log) -> None:
    with told.database.read() as db:
        row = page_of_events(db, count=1)[0]
    event = event_from_bytes(row.event)
    assert (row.at, row.actor, row.unit) == (event.at, event.actor.user, event.actor.unit)
    assert (row.action, row.outcome) == (event.action, event.outcome)
    assert (row.session, row.session_seq) == (event.actor.session, event.session_seq)


def test_tips_are_found_by_case_kind_and_object(log: Log) -> None:
    told = [
        make_tip(b"a" * 16, 1, ONE),
        make_tip(b"b" * 16, 1, TWO),
        make_tip(b"a" * 16, 2, ONE),
        make_tip(b"c" * 16, 1),
    ]
    for tip in told[:2]:
        with log.ledger.entry(SOMEBODY, Action.RECORD_WRITE) as entry:
            entry.tip(tip)
    with log.ledger.entry(SOMEBODY, Action.RECORD_WRITE) as entry:
        entry.tip(told[2])
        entry.tip(told[3])
    with log.database.read() as db:
        assert [stored.tip for stored in tips_of_case(db, ONE)] == [told[0], told[2]]
        kinds = tips_of_kinds(db, [ObjectKind.RECORD, ObjectKind.GRANT])
        assert [stored.tip for stored in kinds] == told
        assert [(stored.index, stored.position) for stored in kinds] == [
            (0, 0),
            (1, 0),
            (2, 0),
            (2, 1),
        ]
        assert tips_of_kinds(db, [ObjectKind.GRANT]) == []
        records = tips_of_object(db, ObjectKind.RECORD, b"a" * 16)
        assert [stored.version for stored in records] == [1, 2]
        latest = find_latest_tip(db, ObjectKind.RECORD, b"a" * 16)
        assert latest is not None
        assert latest.tip == told[2]
        assert find_latest_tip(db, ObjectKind.GRANT, b"a" * 16) is None
