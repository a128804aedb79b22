"""Inside one view a thread's readers see one state of the database, until something is written."""

from threading import Thread

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from casework.database.engine import Database
from casework.database.session import WorkSession
from tests.database.rows import Note


def add_note(database: Database, name: str) -> None:
    with database.write() as db:
        db.add(Note(note_id=name.ljust(16).encode(), text=name))
        db.commit()


def count(db: WorkSession) -> int:
    return db.scalar(select(func.count()).select_from(Note)) or 0


def counted(database: Database) -> int:
    with database.read() as db:
        return count(db)


def elsewhere(database: Database, name: str) -> None:
    """Write as another thread does."""
    other = Thread(target=add_note, args=(database, name))
    other.start()
    other.join()


def test_what_others_write_meanwhile_is_not_seen_before_one_looks_anew(ours: Database) -> None:
    with ours.one_view():
        assert counted(ours) == 0
        elsewhere(ours, "theirs")
        assert counted(ours) == 0
        ours.look_anew()
        assert counted(ours) == 1


def test_without_a_view_each_reader_sees_what_is_there(ours: Database) -> None:
    assert counted(ours) == 0
    elsewhere(ours, "theirs")
    assert counted(ours) == 1


def test_what_the_thread_writes_itself_is_seen_at_once(ours: Database) -> None:
    with ours.one_view():
        assert counted(ours) == 0
        add_note(ours, "own")
        assert counted(ours) == 1


def test_a_reader_that_began_while_another_wrote_does_not_miss_it(ours: Database) -> None:
    with ours.one_view():
        with ours.write() as db:
            db.add(Note(note_id=bytes(16), text="own"))
            db.flush()
            assert counted(ours) == 0  # not committed yet
            db.commit()
        assert counted(ours) == 1


def test_who_reads_while_the_thread_writes_reads_on_in_one_state(ours: Database) -> None:
    with ours.one_view():
        with ours.read() as outer:
            assert count(outer) == 0
            with ours.read() as inner:
                assert inner is outer
                add_note(ours, "own")
                assert counted(ours) == 1
                assert count(inner) == 0
            assert count(outer) == 0
        assert counted(ours) == 1


def test_a_view_ends_with_its_block_and_leaves_no_transaction_open(ours: Database) -> None:
    with ours.one_view():
        with ours.read() as db:
            assert count(db) == 0
        assert db.in_transaction()
    assert not db.in_transaction()
    add_note(ours, "later")
    assert counted(ours) == 1


def test_what_is_asked_through_the_orm_is_asked_in_the_same_transaction(ours: Database) -> None:
    with ours.read() as db:
        begun = db.connection()
        assert begun.scalar(text("SELECT count(*) FROM notes")) == 0
        elsewhere(ours, "theirs")
        assert count(db) == 0
        assert db.connection() is begun
    assert begun.closed
    assert counted(ours) == 1


def test_a_transaction_in_which_a_reader_failed_is_not_kept(ours: Database) -> None:
    with ours.one_view():
        with pytest.raises(DBAPIError), ours.read() as failed:
            failed.execute(text("SELECT nothing"))
        assert not failed.in_transaction()
        with ours.read() as next_one:
            assert next_one is not failed


def test_a_row_that_a_reader_takes_along_may_be_changed(ours: Database) -> None:
    add_note(ours, "before")
    with ours.one_view():
        with ours.read() as db:
            note = db.scalars(select(Note)).one()
        note.text = "after"
        assert counted(ours) == 1  # nothing of it is flushed into a transaction that only reads


def test_threads_do_not_share_a_view(ours: Database) -> None:
    seen: list[int] = []
    with ours.one_view():
        assert counted(ours) == 0
        elsewhere(ours, "theirs")
        add = Thread(target=lambda: seen.append(counted(ours)))
        add.start()
        add.join()
        assert seen == [1]
        assert counted(ours) == 0
