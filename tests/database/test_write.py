"""A transaction keeps nothing unless told, holds the lock it needs, and says when it cannot."""

import sqlite3
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from casework.database.engine import Database, make_engine
from casework.database.session import EndingReserved, ReadOnly
from casework.kernel.errors import DatabaseBusy, DiskFull
from tests.database.rows import OURS, Note, Remark


def texts(database: Database) -> list[str]:
    with database.read() as db:
        return list(db.scalars(select(Note.text).order_by(Note.text)))


def test_without_a_commit_nothing_stays(ours: Database) -> None:
    with ours.write() as db:
        db.add(Note(text="forgotten"))
        db.flush()
    assert texts(ours) == []


def test_a_commit_keeps_what_was_written(ours: Database) -> None:
    with ours.write() as db:
        db.add(Note(text="kept"))
        db.commit()
    assert texts(ours) == ["kept"]


def test_an_exception_rolls_back_and_comes_through(ours: Database) -> None:
    def write_and_fail() -> None:
        with ours.write() as db:
            db.add(Note(text="lost"))
            db.flush()
            raise KeyError

    with pytest.raises(KeyError):
        write_and_fail()
    assert texts(ours) == []


def test_a_reading_session_writes_nothing(ours: Database) -> None:
    with ours.read() as db:
        db.add(Note(text="slipped in"))
        with pytest.raises(ReadOnly):
            db.flush()
    with ours.read() as db, pytest.raises(DBAPIError, match=r"readonly|read-only"):
        db.execute(text("DELETE FROM notes"))
    with ours.write() as db:
        db.execute(text("DELETE FROM notes"))
        db.commit()


def test_reading_sees_one_state_while_others_write(ours: Database) -> None:
    with ours.read() as db:
        assert db.scalars(select(Note.text)).all() == []
        with ours.write() as other:
            other.add(Note(text="new"))
            other.commit()
        assert db.scalars(select(Note.text)).all() == []
    assert texts(ours) == ["new"]


def test_moments_come_back_exact_and_in_utc(ours: Database) -> None:
    at = datetime(2026, 2, 5, 14, 5, 1, 123456, tzinfo=timezone(timedelta(hours=7)))
    with ours.write() as db:
        db.add_all([Note(text="a", at=at), Note(text="b")])
        db.commit()
    with ours.read() as db:
        assert db.scalars(select(Note.at).order_by(Note.text)).all() == [at, None]
        stored = db.scalars(select(Note.at).where(Note.at == at)).one()
    assert stored is not None
    assert stored.tzinfo is UTC


def test_a_naive_moment_is_refused(ours: Database) -> None:
    with ours.write() as db:
        db.add(Note(text="a", at=datetime(2026, 2, 5)))  # noqa: DTZ001 - the mistake that is tested
        with pytest.raises(StatementError, match="time zone"):
            db.flush()


def test_foreign_keys_are_enforced(ours: Database) -> None:
    with ours.write() as db:
        db.add(Remark(text="of nothing", note_id=b"?" * 16))
        with pytest.raises(IntegrityError):
            db.flush()


def test_a_reserved_ending_is_nobody_elses(ours: Database) -> None:
    with ours.write() as db:
        with db.reserved_ending():
            db.add(Note(text="kept"))
            for end in (db.commit, db.rollback, db.close):
                with pytest.raises(EndingReserved):
                    end()
        db.commit()
    assert texts(ours) == ["kept"]


def test_an_ending_by_a_back_door_is_noticed(ours: Database) -> None:
    with ours.write() as db:
        db.commit()
        with pytest.raises(EndingReserved), db.reserved_ending():
            pass
    with ours.write() as db:
        transaction = db.get_transaction()
        assert transaction is not None
        with pytest.raises(EndingReserved), db.reserved_ending():
            transaction.rollback()


def test_a_savepoint_inside_is_allowed(ours: Database) -> None:
    with ours.write() as db:
        with db.reserved_ending():
            db.add(Note(text="kept"))
            db.flush()
            savepoint = db.begin_nested()
            db.add(Remark(text="of nothing", note_id=b"?" * 16))
            with pytest.raises(IntegrityError):
                db.flush()
            savepoint.rollback()
        db.commit()
    assert texts(ours) == ["kept"]


def test_a_failed_commit_gives_the_lock_back(ours: Database, theirs: Database) -> None:
    def fail(connection: Connection) -> None:
        raise OSError("the disk is gone")

    event.listen(ours._engine, "commit", fail)
    with ours.write() as db:
        db.add(Note(text="lost"))
        with pytest.raises(OSError, match="gone"):
            db.commit()
    event.remove(ours._engine, "commit", fail)
    for database in (theirs, ours):
        with database.write() as db:
            db.add(Note(text="kept"))
            db.commit()
    assert texts(ours) == ["kept"]


def test_who_waits_too_long_for_a_lock_is_told_so(
    notes_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.database.engine.LOCK_WAIT_SECONDS", 1)
    monkeypatch.setattr(
        "casework.database.engine._CONNECTION_PRAGMAS", ("PRAGMA busy_timeout=100",)
    )
    first, second = Database(notes_url, OURS), Database(notes_url, OURS)
    with first.write() as db:
        db.add(Note(text="a"))
        db.commit()
    lock = select(Note).with_for_update()
    with first.write() as db:
        db.scalars(lock).all()
        with pytest.raises(DatabaseBusy), second.write() as other:
            other.scalars(lock).all()
    first.close()
    second.close()


def test_who_waits_too_long_for_a_connection_is_told_so(
    notes_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.database.engine.LOCK_WAIT_SECONDS", 0.1)
    monkeypatch.setattr("casework.database.engine._POOL", (1, 0))
    database = Database(notes_url, OURS)
    with database.read() as db:
        db.scalars(select(Note)).all()
        with pytest.raises(DatabaseBusy), database.read() as other:
            other.scalars(select(Note)).all()
    database.close()


def test_threads_write_one_after_the_other(ours: Database) -> None:
    def write(name: str) -> None:
        for n in range(5):
            with ours.write() as db:
                db.add(Note(text=f"{name}{n}"))
                db.commit()

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts(ours)) == 30


def test_sqlite_is_durable_and_forgets_what_is_deleted(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite3'}", OURS)
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "recursive_triggers": 1,
        "busy_timeout": 5000,
    }
    with database.write() as db:
        found = {
            name: db.connection().exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected
        }
    database.close()
    assert found == expected


def test_sqlite_takes_the_write_lock_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    database = Database(f"sqlite:///{path}", OURS)
    with database.write():
        stranger = sqlite3.connect(path, timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            stranger.execute("BEGIN IMMEDIATE")
        stranger.close()
    database.close()


def test_sqlite_says_when_the_disk_is_full(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite3'}", OURS)
    with pytest.raises(DiskFull), database.write() as db:
        fill(db.connection())
    database.close()


def fill(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA max_page_count=2")
    connection.exec_driver_sql("CREATE TABLE a (b)")
    connection.exec_driver_sql("INSERT INTO a VALUES (zeroblob(100000))")


def test_deleted_bytes_leave_the_write_ahead_log(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    database = Database(f"sqlite:///{path}", OURS)
    with database.write() as db:
        db.execute(text("CREATE TABLE a (b)"))
        db.execute(text("INSERT INTO a VALUES ('a secret long gone')"))
        db.commit()
    with database.write() as db:
        db.execute(text("DELETE FROM a"))
        db.commit()
    database.truncate_wal()
    left = path.read_bytes() + path.with_name("a.sqlite3-wal").read_bytes()
    database.close()
    assert b"a secret long gone" not in left


def test_neither_values_nor_statements_are_echoed(ours: Database) -> None:
    engine = make_engine(ours._engine.url)
    assert (engine.echo, engine.hide_parameters) == (False, True)
    engine.dispose()
    with ours.write() as db:
        note = Note(note_id=b"n" * 16, text="Y Blơi")
        db.add(note)
        db.flush()
        db.expunge(note)
        db.add(Note(note_id=b"n" * 16, text="Y Blơi"))
        with pytest.raises(IntegrityError) as caught:
            db.flush()
    assert "Blơi" not in str(caught.value)
