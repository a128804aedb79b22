"""A statement that goes to the driver as it stands writes and fails as SQLAlchemy's own."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from casework.database.engine import Database
from casework.database.prepared import Prepared
from casework.kernel.ids import new_id
from tests.database.rows import OURS, Note

_INSERT = Prepared(insert(Note), ("commune_id", "note_id", "text"))
_ALL = Prepared(select(Note.note_id, Note.text).order_by(Note.text))


def test_rows_are_written_in_one_call(ours: Database) -> None:
    ids = [new_id(), new_id()]
    rows = [
        {"commune_id": OURS, "note_id": note_id, "text": text}
        for note_id, text in zip(ids, ("first", "second"), strict=True)
    ]
    with ours.write() as db:
        _INSERT.run_each(db.connection(), rows)
        db.commit()
    with ours.read() as db:
        assert _ALL.all(db.connection()) == [(ids[0], "first"), (ids[1], "second")]


def test_of_rows_of_which_one_fails_none_stays(ours: Database) -> None:
    row = {"commune_id": OURS, "note_id": new_id(), "text": "twice"}
    with pytest.raises(IntegrityError) as raised, ours.write() as db:
        _INSERT.run_each(db.connection(), [row, row])
    assert "twice" not in str(raised.value)
    with ours.read() as db:
        assert _ALL.all(db.connection()) == []


def test_nothing_is_bound_as_nothing(ours: Database) -> None:
    with pytest.raises(IntegrityError), ours.write() as db:
        _INSERT.run(db.connection(), commune_id=OURS, note_id=None, text="of nobody")
