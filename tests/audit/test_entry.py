"""Nothing stays without its event, nothing leaves without its receipt (SECURITY P3)."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from casework.audit.actions import Action
from casework.audit.entries import Receipt
from casework.audit.errors import EntryMisused, LogHalted, ReceiptMissing
from casework.audit.events import Actor, Event, Ground, GroundKind, Outcome, event_from_bytes
from casework.audit.models import EVENTS, HEADS, TIPS
from casework.database.session import EndingReserved
from casework.kernel.clock import FixedClock
from casework.kernel.errors import Conflict, Tampered
from tests.audit.logs import COMMUNE, SOMEBODY, Log, OpenLog, make_tip, some_ids

DEED = (SOMEBODY, Action.CASE_VIEW)


def logged(log: Log) -> list[Event]:
    with log.database.read() as db:
        rows = db.execute(select(EVENTS.c.event).order_by(EVENTS.c.idx))
        return [event_from_bytes(row.event) for row in rows]


def test_an_entry_says_who_did_what_to_which_when_and_why(open_another: OpenLog) -> None:
    at = datetime(2026, 2, 5, 7, 5, tzinfo=UTC)
    log = open_another(FixedClock(at))
    one, two, section, record = some_ids(4)
    tip = make_tip(record, case_id=two)
    ground = Ground(GroundKind.CONSENT, b"g" * 16)
    with log.ledger.entry(SOMEBODY, Action.SECTION_READ) as entry:
        entry.lists(cases=[one, one], sections=[section])
        entry.tip(tip)
        entry.on_ground(ground)
        assert (entry.index, entry.at) == (0, at)
    assert logged(log) == [
        Event(
            commune=COMMUNE,
            era=1,
            index=0,
            at=at,
            actor=SOMEBODY,
            session_seq=1,
            action=Action.SECTION_READ,
            outcome=Outcome.ALLOWED,
            ground=ground,
            cases=(one, two),
            sections=(section,),
            tips=(tip,),
        )
    ]


def test_the_receipt_names_the_event_and_what_may_be_opened(log: Log) -> None:
    case, section = some_ids(2)
    log.write(3)
    with log.ledger.entry(SOMEBODY, Action.SECTION_READ) as entry:
        entry.lists([case], [section])
    assert entry.receipt.index == 3
    assert entry.receipt.cases == {case}
    assert entry.receipt.sections == {section}


def test_there_is_no_receipt_before_the_commit(log: Log) -> None:
    with log.ledger.entry(SOMEBODY, Action.CASE_VIEW) as entry, pytest.raises(ReceiptMissing):
        _ = entry.receipt


def test_nobody_else_makes_a_receipt() -> None:
    with pytest.raises(EntryMisused):
        Receipt(1, frozenset(), frozenset(), object())


def test_the_anchor_stands_where_the_log_stands(log: Log) -> None:
    log.write(5)
    anchored = log.anchor.read()
    with log.database.read() as db:
        head = db.execute(select(HEADS)).one()
    assert anchored is not None
    assert (head.era, head.size, head.root) == (anchored.era, 5, anchored.root)


def test_a_failing_body_leaves_nothing_and_its_error_comes_through(log: Log) -> None:
    log.write(1)
    with pytest.raises(ValueError, match="wanted"), log.ledger.entry(*DEED) as entry:
        entry.tip(make_tip(b"too short"))
    with pytest.raises(ReceiptMissing):
        _ = entry.receipt
    log.write(1)
    assert [event.index for event in logged(log)] == [0, 1]
    assert log.ledger.verify().sound


@pytest.mark.parametrize("ending", ["commit", "rollback", "close"])
def test_the_body_cannot_end_the_transaction(log: Log, ending: str) -> None:
    with (
        pytest.raises(EndingReserved),
        log.ledger.entry(SOMEBODY, Action.CASE_VIEW) as entry,
    ):
        getattr(entry.db, ending)()
    assert logged(log) == []


def test_entries_do_not_nest(log: Log) -> None:
    with log.ledger.entry(SOMEBODY, Action.CASE_VIEW):
        with pytest.raises(EntryMisused):
            log.write(1)
        with pytest.raises(EntryMisused):
            log.ledger.refuse(SOMEBODY, Action.CASE_VIEW)
    assert len(logged(log)) == 1


def test_an_ended_entry_takes_nothing_more(log: Log) -> None:
    with log.ledger.entry(SOMEBODY, Action.CASE_VIEW) as entry:
        pass
    with pytest.raises(EntryMisused):
        entry.lists([b"c" * 16])
    with pytest.raises(EntryMisused):
        entry.tip(make_tip(b"o" * 16))
    with pytest.raises(EntryMisused):
        entry.on_ground(Ground(GroundKind.LAW))


def test_an_entry_has_one_ground(log: Log) -> None:
    with log.ledger.entry(SOMEBODY, Action.CASE_VIEW) as entry:
        entry.on_ground(Ground(GroundKind.LAW))
        with pytest.raises(EntryMisused):
            entry.on_ground(Ground(GroundKind.CONSENT))


def test_a_refusal_is_an_event_of_its_own(log: Log) -> None:
    case = b"c" * 16
    log.ledger.refuse(SOMEBODY, Action.CASE_VIEW, [case])
    (event,) = logged(log)
    assert (event.outcome, event.cases) == (Outcome.REFUSED, (case,))


def test_each_session_is_numbered_on_its_own(log: Log) -> None:
    one, two = Actor(session=b"1" * 16), Actor(session=b"2" * 16)
    for actor in (one, two, one, Actor(), one, two):
        log.write(1, actor=actor)
    assert [event.session_seq for event in logged(log)] == [1, 1, 2, 0, 3, 2]


def test_a_version_told_twice_is_a_conflict_and_leaves_nothing(log: Log) -> None:
    record = b"o" * 16
    for version in (1, 2):
        with log.ledger.entry(SOMEBODY, Action.RECORD_WRITE) as entry:
            entry.tip(make_tip(record, version))
    with pytest.raises(Conflict), log.ledger.entry(SOMEBODY, Action.RECORD_WRITE) as entry:
        entry.tip(make_tip(record, 2))
    assert len(logged(log)) == 2


def test_a_version_that_skips_one_is_not_from_this_log(log: Log) -> None:
    with pytest.raises(Tampered), log.ledger.entry(SOMEBODY, Action.RECORD_WRITE) as entry:
        entry.tip(make_tip(b"o" * 16, 2))
    assert logged(log) == []


def test_one_entry_may_tell_many_objects_and_several_versions(log: Log) -> None:
    records = some_ids(700)
    with log.ledger.entry(SOMEBODY, Action.SECTION_ROTATE) as entry:
        for record in records:
            entry.tip(make_tip(record, 1))
            entry.tip(make_tip(record, 2))
    with log.ledger.entry(SOMEBODY, Action.SECTION_ROTATE) as entry:
        for record in records:
            entry.tip(make_tip(record, 3))
    with log.database.read() as db:
        assert len(db.execute(select(TIPS.c.idx)).all()) == 2100
    assert log.ledger.verify().sound


def test_the_time_is_the_clocks_even_when_it_goes_back(open_another: OpenLog) -> None:
    clock = FixedClock(datetime(2026, 2, 5, tzinfo=UTC))
    log = open_another(clock)
    log.write(1)
    clock.advance(timedelta(hours=-1))
    log.write(1)
    first, second = logged(log)
    assert second.at < first.at
    assert log.ledger.verify().sound


def test_a_halted_log_takes_no_entry_until_it_is_resumed(log: Log) -> None:
    log.write(1)
    log.ledger.halt("found broken")
    assert log.ledger.is_halted
    with pytest.raises(LogHalted, match="found broken"):
        log.write(1)
    with pytest.raises(LogHalted):
        log.ledger.refuse(SOMEBODY, Action.CASE_VIEW)
    with pytest.raises(LogHalted):
        log.ledger.require_sound()
    log.ledger.resume()
    log.ledger.require_sound()
    log.write(1)
    assert len(logged(log)) == 2


def test_threads_take_turns(log: Log) -> None:
    log.write(1)
    failures: list[BaseException] = []

    def write() -> None:
        try:
            log.write(10)
        except BaseException as error:  # noqa: BLE001 - told to the test below
            failures.append(error)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    report = log.ledger.verify()
    assert (report.size, report.sound) == (41, True)


def test_a_checkpoint_is_what_the_anchor_holds(log: Log) -> None:
    log.write(7)
    anchored = log.anchor.read()
    signed = log.ledger.checkpoint().checkpoint
    assert anchored is not None
    assert (signed.commune, signed.era, signed.size, signed.root) == (
        COMMUNE,
        1,
        7,
        anchored.root,
    )
