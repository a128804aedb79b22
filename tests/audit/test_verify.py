"""Whatever is done to the log's rows, a full verification names the place (SECURITY P5)."""

from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update

from casework.audit import walk
from casework.audit.actions import Action
from casework.audit.events import Actor, event_from_bytes
from casework.audit.merkle import Tree, leaf_hash
from casework.audit.models import EVENT_CASES, EVENTS, HEADS, TIPS
from casework.audit.verification import Fault, LogReport, What
from casework.kernel.errors import LogBroken
from tests.audit.forging import event_at, rehash, replace_event
from tests.audit.logs import (
    COMMUNE,
    OTHER,
    SIZE,
    Log,
    head_of,
    verify,
)


def test_a_log_that_nobody_touched_is_sound(written: Log) -> None:
    report = verify(written)
    anchored = written.anchor.read()
    assert anchored is not None
    assert report == LogReport(SIZE, anchored.root, [])
    assert report.sound


def test_an_empty_log_is_sound(log: Log) -> None:
    assert verify(log).sound


def test_progress_is_told_to_the_end(written: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casework.audit.verification._CHUNK", 8)
    told: list[tuple[int, int]] = []
    assert verify(written, progress=lambda done, size: told.append((done, size))).sound
    assert told == [(8, SIZE), (16, SIZE), (SIZE, SIZE)]


COLUMNS: dict[str, Any] = {
    "at": None,
    "actor": OTHER,
    "unit": OTHER,
    "session": OTHER,
    "session_seq": 900,
    "action": "case:view",
    "outcome": "refused",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_an_open_column_that_was_edited_is_named(written: Log, column: str) -> None:
    with written.tampering() as connection:
        at = event_at(connection, 0).at
        value = at if column == "at" else COLUMNS[column]
        connection.execute(update(EVENTS).where(EVENTS.c.idx == 7).values({column: value}))
    assert verify(written).faults[0] == Fault(7, What.COLUMNS)


def test_an_edited_leaf_is_named(written: Log) -> None:
    with written.tampering() as connection:
        connection.execute(update(EVENTS).where(EVENTS.c.idx == 7).values(leaf=bytes(32)))
    assert verify(written).faults == [Fault(7, What.ALTERED)]


@pytest.mark.parametrize("index", [0, 7, SIZE - 1])
def test_an_edited_event_is_named(written: Log, index: int) -> None:
    with written.tampering() as connection:
        replace_event(connection, index, action=Action.CASE_VIEW, actor=Actor(session=b"s" * 16))
    assert Fault(index, What.ALTERED) in verify(written).faults
    assert verify(written).faults[0].index in (0, index)


@pytest.mark.parametrize("junk", [b"", b"junk", bytes(300)])
def test_bytes_that_are_no_event_are_named(written: Log, junk: bytes) -> None:
    with written.tampering() as connection:
        connection.execute(update(EVENTS).where(EVENTS.c.idx == 7).values(event=junk))
    assert Fault(7, What.MALFORMED) in verify(written).faults


@pytest.mark.parametrize("index", [0, 7, SIZE - 1])
def test_a_missing_event_is_named(written: Log, index: int) -> None:
    with written.tampering() as connection:
        connection.execute(delete(EVENTS).where(EVENTS.c.idx == index))
    assert verify(written).faults[0] == Fault(index, What.MISSING)


def test_a_whole_range_cut_out_is_named_at_its_begin(
    written: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.audit.verification._CHUNK", 4)
    with written.tampering() as connection:
        connection.execute(delete(EVENTS).where(EVENTS.c.idx.between(6, 14)))
    assert verify(written).faults[0] == Fault(6, What.MISSING)


def test_two_events_that_changed_places_are_named(written: Log) -> None:
    with written.tampering() as connection:
        one, two = event_at(connection, 5).event, event_at(connection, 9).event
        for index, event in ((5, two), (9, one)):
            connection.execute(
                update(EVENTS)
                .where(EVENTS.c.idx == index)
                .values(event=event, leaf=leaf_hash(event))
            )
        rehash(connection)
    found = [fault.index for fault in verify(written).faults if fault.what is What.COLUMNS]
    assert found == [5, 9]


def test_a_tail_cut_off_cleanly_is_named_by_the_anchor(written: Log) -> None:
    with written.tampering() as connection:
        for table in (EVENTS, EVENT_CASES, TIPS):
            connection.execute(delete(table).where(table.c.idx >= 15))
        rehash(connection)
    assert verify(written).faults == [Fault(15, What.SHORTER)]


@pytest.mark.parametrize(("index", "named"), [(3, 0), (15, 0), (17, 16), (20, 20)])
def test_a_forger_who_hashes_anew_is_caught_by_the_anchor(
    written: Log, index: int, named: int
) -> None:
    """Which of the events differs nobody can tell any more; its full subtree is named."""
    with written.tampering() as connection:
        replace_event(connection, index, action=Action.CASE_VIEW)
        rehash(connection)
    assert verify(written).faults == [Fault(named, What.ANCHOR)]


def test_a_head_that_was_edited_is_named(written: Log) -> None:
    other = Tree().extended([bytes(32)] * SIZE)
    with written.tampering() as connection:
        connection.execute(update(HEADS).values(**head_of(other)))
    assert verify(written).faults == [Fault(0, What.HEAD)]
    with written.tampering() as connection:
        connection.execute(update(HEADS).values(root=bytes(32)))
    assert verify(written).faults == [Fault(0, What.HEAD)]


def test_a_head_that_the_logs_key_did_not_sign_is_named(written: Log) -> None:
    with written.tampering() as connection:
        connection.execute(update(HEADS).values(signature=bytes(64)))
    assert verify(written).faults == [Fault(SIZE, What.UNSIGNED)]


def test_a_head_that_was_deleted_is_named(written: Log) -> None:
    with written.tampering() as connection:
        connection.execute(delete(HEADS))
    assert verify(written).faults == [Fault(0, What.HEAD)]


@pytest.mark.parametrize("table", [EVENT_CASES, TIPS], ids=lambda table: table.name)
def test_a_row_beside_the_event_that_is_missing_is_named(written: Log, table: Any) -> None:
    with written.tampering() as connection:
        connection.execute(delete(table).where(table.c.idx == 7))
    what = What.CASES if table is EVENT_CASES else What.TIPS
    assert Fault(7, what) in verify(written).faults


def test_a_case_row_that_was_added_or_turned_to_another_case_is_named(written: Log) -> None:
    with written.tampering() as connection:
        row = {"commune_id": COMMUNE, "idx": 7, "case_id": OTHER}
        connection.execute(insert(EVENT_CASES), row)
        connection.execute(update(EVENT_CASES).where(EVENT_CASES.c.idx == 12).values(case_id=OTHER))
    assert verify(written).faults == [Fault(7, What.CASES), Fault(12, What.CASES)]


TIP_COLUMNS: dict[str, Any] = {
    "kind": "grant",
    "object_id": OTHER,
    "case_id": None,
    "version": 900,
    "hash": bytes(32),
    "author": OTHER,
    "signature": bytes(64),
    "position": 5,
}


@pytest.mark.parametrize("column", TIP_COLUMNS)
def test_a_tip_row_that_was_edited_is_named(written: Log, column: str) -> None:
    with written.tampering() as connection:
        connection.execute(
            update(TIPS)
            .where(TIPS.c.idx == 7, TIPS.c.position == 0)
            .values({column: TIP_COLUMNS[column]})
        )
    assert Fault(7, What.TIPS) in verify(written).faults


@pytest.mark.parametrize("table", [EVENTS, EVENT_CASES, TIPS], ids=lambda table: table.name)
def test_rows_beyond_the_end_are_named(written: Log, table: Any) -> None:
    with written.tampering() as connection:
        row = dict(
            connection.execute(table.select().where(table.c.idx == 7).limit(1)).one()._mapping
        )
        row["idx"] = 40
        if table is EVENTS:
            row["session_seq"] = 900
        if table is TIPS:
            row["version"] = 900
        connection.execute(insert(table), row)
    assert Fault(40, What.BEYOND) in verify(written).faults


def test_a_session_whose_numbers_have_a_gap_is_named(log: Log) -> None:
    log.write(6)
    with log.tampering() as connection:
        event = event_from_bytes(event_at(connection, 3).event)
        forged = type(event)(**{**event.__dict__, "session_seq": 9})
        connection.execute(
            update(EVENTS).where(EVENTS.c.idx == 3).values(event=forged.to_bytes(), session_seq=9)
        )
        rehash(connection)
    assert Fault(3, What.SESSION) in verify(log).faults


def test_an_object_whose_versions_have_a_gap_is_named(written: Log) -> None:
    with written.tampering() as connection:
        connection.execute(delete(TIPS).where(TIPS.c.idx == 7, TIPS.c.position == 0))
    assert What.VERSIONS in {fault.what for fault in verify(written).faults}


def test_no_more_faults_are_kept_than_anybody_reads(
    written: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "_MOST_FAULTS", 5)
    with written.tampering() as connection:
        connection.execute(update(EVENTS).values(leaf=bytes(32)))
    assert len(verify(written).faults) == 5


def test_a_verification_that_finds_a_fault_halts_all_writing(written: Log) -> None:
    assert written.ledger.verify().sound
    assert not written.ledger.is_halted
    with written.tampering() as connection:
        connection.execute(delete(EVENT_CASES).where(EVENT_CASES.c.idx == 7))
    assert not written.ledger.verify().sound
    with pytest.raises(LogBroken, match="event 7: the rows of cases"):
        written.write(1)


def test_other_communes_are_none_of_its_business(written: Log) -> None:
    with written.tampering() as connection:
        row = dict(event_at(connection, 7)._mapping)
        connection.execute(insert(EVENTS), {**row, "commune_id": OTHER, "idx": 90})
        assert connection.execute(select(func.count()).select_from(EVENTS)).scalar() == SIZE + 1
    assert verify(written).sound
