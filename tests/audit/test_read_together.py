"""Readings that wait at the same time share a commit; each has its own event and receipt."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import sleep

import pytest
from sqlalchemy import Connection, event, func, select

from casework.audit.actions import Action
from casework.audit.entries import Entry, Receipt
from casework.audit.errors import EntryMisused, LogHalted
from casework.audit.events import Actor, event_from_bytes
from casework.audit.models import EVENTS
from casework.kernel.errors import LogUnavailable, NotFound
from tests.audit.logs import SOMEBODY, Log, make_tip, some_ids

CASES = some_ids(6)


def size_of(log: Log) -> int:
    with log.database.read() as db:
        return int(db.execute(select(func.count()).select_from(EVENTS)).scalar_one())


def naming(case: bytes) -> Callable[[Entry], None]:
    return lambda entry: entry.lists(cases=[case])


def refusing(_entry: Entry) -> None:
    raise NotFound


def read_while_locked(log: Log, settles: list[Callable[[Entry], None]]) -> list[Future[Receipt]]:
    """Let them all wait for one lock, then let it go; returns what became of each."""
    with ThreadPoolExecutor(len(settles)) as pool, log.ledger.entry(SOMEBODY, Action.CASE_LIST):
        found = [
            pool.submit(log.ledger.reading, SOMEBODY, Action.CASE_VIEW, settle)
            for settle in settles
        ]
        while len(log.ledger._readings._waiting) < len(settles):
            sleep(0.001)
    return found


def test_each_reading_has_its_own_event_and_they_share_a_commit(log: Log) -> None:
    log.write(1)
    commits: list[Connection] = []

    def count(connection: Connection) -> None:
        commits.append(connection)

    event.listen(log.database._engine, "commit", count)
    found = read_while_locked(log, [naming(case) for case in CASES])
    event.remove(log.database._engine, "commit", count)
    receipts = [future.result() for future in found]
    assert [receipt.cases for receipt in receipts] == [frozenset([case]) for case in CASES]
    assert len({receipt.index for receipt in receipts}) == len(CASES)
    assert len(commits) == 2  # the one that held the lock, and theirs
    assert size_of(log) == 2 + len(CASES)
    assert log.ledger.verify().sound


def test_who_is_refused_is_refused_alone(log: Log) -> None:
    log.write(1)
    found = read_while_locked(log, [naming(CASES[0]), refusing, naming(CASES[1])])
    assert isinstance(found[1].exception(), NotFound)
    assert {found[0].result().cases, found[2].result().cases} == {
        frozenset([CASES[0]]),
        frozenset([CASES[1]]),
    }
    assert size_of(log) == 4
    assert log.ledger.verify().sound


def test_a_commit_that_fails_gives_nobody_a_receipt(log: Log) -> None:
    log.write(1)
    failing: list[bool] = []

    def fail(_connection: Connection) -> None:
        if failing:
            raise OSError("the disk is gone")
        failing.append(True)  # the entry that holds the lock still gets through

    event.listen(log.database._engine, "commit", fail)
    found = read_while_locked(log, [naming(case) for case in CASES])
    event.remove(log.database._engine, "commit", fail)
    assert all(isinstance(future.exception(), LogUnavailable) for future in found)
    assert size_of(log) == 2
    log.write(1)
    assert log.ledger.verify().sound


def test_a_reading_that_writes_is_refused_and_its_neighbours_go_on(log: Log) -> None:
    log.write(1)

    def writing(entry: Entry) -> None:
        entry.tip(make_tip(CASES[2]))

    found = read_while_locked(log, [naming(CASES[0]), writing])
    assert isinstance(found[1].exception(), EntryMisused)
    assert found[0].result().cases == {CASES[0]}
    assert size_of(log) == 3


def test_nothing_is_read_while_writing_is_halted(log: Log) -> None:
    log.write(1)
    log.ledger.halt("a test")
    with pytest.raises(LogHalted):
        log.ledger.reading(SOMEBODY, Action.CASE_VIEW, naming(CASES[0]))
    assert size_of(log) == 1


def test_a_reading_names_whom_the_veil_lets_it_name(log: Log) -> None:
    masked = Actor(unit=b"h" * 16, session=SOMEBODY.session)
    log.ledger.set_veil(lambda _db, _actor, _index: masked)
    log.ledger.reading(SOMEBODY, Action.CASE_VIEW, naming(CASES[0]))
    with log.database.read() as db:
        (data,) = db.execute(select(EVENTS.c.event)).scalars()
    assert event_from_bytes(data).actor == masked
