"""When the log cannot be written, nothing is kept and nothing is shown (SECURITY P3)."""

import pytest
from sqlalchemy import Connection, event, func, select

from casework.audit.actions import Action
from casework.audit.entries import Entry
from casework.audit.errors import ReceiptMissing
from casework.audit.models import EVENTS
from casework.kernel.errors import DatabaseBusy, DiskFull, LogUnavailable
from tests.audit.logs import SOMEBODY, Log, OpenLog, make_tip, some_ids


def size_of(log: Log) -> int:
    with log.database.read() as db:
        return int(db.execute(select(func.count()).select_from(EVENTS)).scalar_one())


def tell_many(entry: Entry) -> None:
    """Make an event that needs more room than is left on a page."""
    for record in some_ids(400):
        entry.tip(make_tip(record))


def fill_the_disk(log: Log) -> None:
    """Let the database refuse to grow: SQLite by its page limit, PostgreSQL by what it raises."""
    if log.database.dialect == "sqlite":

        def limit(connection: Connection) -> None:
            connection.exec_driver_sql("PRAGMA max_page_count=1")  # the least: what there is

        event.listen(log.database._engine, "begin", limit)
    else:

        def refuse(connection: Connection, cursor: object, statement: str, *_rest: object) -> None:
            if statement.startswith("INSERT INTO audit_tips"):
                connection.exec_driver_sql(
                    "DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'; END $$"
                )

        event.listen(log.database._engine, "before_cursor_execute", refuse)


def test_a_full_disk_gives_no_receipt_and_keeps_nothing(log: Log, open_another: OpenLog) -> None:
    log.write(1)
    fill_the_disk(log)
    with (
        pytest.raises(LogUnavailable) as caught,
        log.ledger.entry(SOMEBODY, Action.RECORD_WRITE) as entry,
    ):
        tell_many(entry)
    assert isinstance(caught.value.__cause__, DiskFull)
    with pytest.raises(ReceiptMissing):
        _ = entry.receipt
    assert size_of(log) == 1
    again = open_another()
    again.write(1)
    assert again.ledger.verify().sound


def test_a_commit_that_fails_gives_no_receipt(log: Log) -> None:
    log.write(1)

    def fail(connection: Connection) -> None:
        raise OSError("the disk is gone")

    event.listen(log.database._engine, "commit", fail)
    with (
        pytest.raises(LogUnavailable) as caught,
        log.ledger.entry(SOMEBODY, Action.CASE_VIEW) as entry,
    ):
        pass
    assert isinstance(caught.value.__cause__, OSError)
    with pytest.raises(ReceiptMissing):
        _ = entry.receipt
    event.remove(log.database._engine, "commit", fail)
    assert size_of(log) == 1
    log.write(1)


def test_a_log_whose_table_is_broken_is_unavailable(log: Log) -> None:
    log.write(1)
    with log.tampering() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_head RENAME COLUMN root TO aside")
    with pytest.raises(LogUnavailable):
        log.write(1)


def test_who_waits_too_long_for_the_lock_is_told_so(
    log: Log, open_another: OpenLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.database.engine.LOCK_WAIT_SECONDS", 0.1)
    monkeypatch.setattr(
        "casework.database.engine._CONNECTION_PRAGMAS", ("PRAGMA busy_timeout=100",)
    )
    log.write(1)
    hurried = open_another()
    with log.ledger.entry(SOMEBODY, Action.CASE_VIEW), pytest.raises(DatabaseBusy):
        hurried.write(1)
    hurried.write(1)
    assert size_of(log) == 3
