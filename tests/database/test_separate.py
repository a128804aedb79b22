"""No statement of one commune meets a row of another."""

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import aliased

from casework.database.base import Base, OfCommune, tables_of_commune
from casework.database.engine import Database, make_engine
from casework.database.row_security import disable_statements, enable_statements
from casework.database.session import ForeignCommune
from tests.database.rows import OURS, THEIRS, Note, Remark, Rows

NOTES = Rows.metadata.tables[Note.__tablename__]


@pytest.fixture(autouse=True)
def _notes_of_both(ours: Database, theirs: Database) -> None:
    for database, name in ((ours, "ours"), (theirs, "theirs")):
        with database.write() as db:
            note = Note(note_id=name.ljust(16).encode(), text=name)
            note.remarks.append(Remark(text=name))
            db.add(note)
            db.commit()


def test_a_new_row_is_of_the_sessions_commune(ours: Database) -> None:
    with ours.read() as db:
        assert db.scalars(select(Note)).one().commune_id == OURS


def test_every_way_of_selecting_sees_our_rows_only(ours: Database) -> None:
    other = aliased(Note)
    with ours.read() as db:
        assert db.scalars(select(Note.text)).all() == ["ours"]
        assert db.scalars(select(other.text)).all() == ["ours"]
        assert db.scalar(select(func.count()).select_from(Note)) == 1
        assert db.scalars(select(Remark.text).join(Note)).all() == ["ours"]
        assert db.scalars(select(Note.text).where(Note.note_id.in_(select(other.note_id)))).all()
        assert db.get(Note, b"theirs".ljust(16)) is None
        note = db.get(Note, b"ours".ljust(16))
        assert note is not None
        assert [remark.text for remark in note.remarks] == ["ours"]


def test_a_subquery_sees_our_rows_only(ours: Database) -> None:
    other = aliased(Note)
    with ours.read() as db:
        newest = select(func.max(other.text)).scalar_subquery()
        assert db.scalars(select(newest)).one() == "ours"


def test_a_foreign_row_that_ours_points_at_is_not_loaded(ours: Database, theirs: Database) -> None:
    with theirs.write() as db:
        db.add(Remark(text="planted", note_id=b"ours".ljust(16)))
        db.commit()
    with ours.read() as db:
        note = db.get(Note, b"ours".ljust(16))
        assert note is not None
        assert [remark.text for remark in note.remarks] == ["ours"]


def test_two_databases_in_turn_each_filter_by_their_own(ours: Database, theirs: Database) -> None:
    for _ in range(3):
        for database, name in ((ours, "ours"), (theirs, "theirs")):
            with database.read() as db:
                assert db.scalars(select(Note.text)).all() == [name]


def test_bulk_changes_reach_our_rows_only(ours: Database, theirs: Database) -> None:
    with ours.write() as db:
        db.execute(update(Note).values(text="changed"))
        db.execute(delete(Remark))
        db.commit()
    with theirs.read() as db:
        assert db.scalars(select(Note.text)).all() == ["theirs"]
        assert db.scalars(select(Remark.text)).all() == ["theirs"]
    with ours.read() as db:
        assert db.scalars(select(Note.text)).all() == ["changed"]
        assert db.scalars(select(Remark.text)).all() == []


def test_a_row_of_another_commune_is_not_written(ours: Database) -> None:
    with ours.write() as db:
        db.add(Note(text="smuggled", commune_id=THEIRS))
        with pytest.raises(ForeignCommune):
            db.flush()
    with ours.write() as db:
        db.scalars(select(Note)).one().commune_id = THEIRS
        with pytest.raises(ForeignCommune):
            db.flush()


def test_without_a_commune_no_row_of_one_is_read_or_written(notes_url: str) -> None:
    nobody = Database(notes_url, None)
    with nobody.write() as db:
        with pytest.raises(ForeignCommune):
            db.scalars(select(Note)).all()
        with pytest.raises(ForeignCommune):
            db.get(Note, b"ours".ljust(16))
        db.add(Note(text="of nobody"))
        with pytest.raises(ForeignCommune):
            db.flush()
    nobody.close()


@pytest.fixture
def walled(notes_url: str) -> str:
    """The same database with row security where there is such a thing; names its dialect."""
    engine = make_engine(notes_url)
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            for statement in enable_statements([NOTES.name]):
                connection.exec_driver_sql(statement)
    engine.dispose()
    return engine.dialect.name


def test_on_postgresql_even_plain_statements_see_our_rows_only(ours: Database, walled: str) -> None:
    """SQLite has no second wall: there a plain statement must name the commune itself."""
    with ours.write() as db:
        seen = db.connection().exec_driver_sql("SELECT text FROM notes ORDER BY text").all()
    assert [row.text for row in seen] == (
        ["ours"] if walled == "postgresql" else ["ours", "theirs"]
    )


def test_on_postgresql_even_plain_statements_write_our_rows_only(
    ours: Database, walled: str
) -> None:
    row = {"note_id": b"planted".ljust(16), "text": "planted", "commune_id": THEIRS}
    with ours.write() as db:
        if walled == "postgresql":
            with pytest.raises(DBAPIError, match="row-level security"):
                db.connection().execute(NOTES.insert(), row)
        else:
            db.connection().execute(NOTES.insert(), row)


def test_on_postgresql_a_transaction_without_a_commune_sees_nothing(
    ours: Database, notes_url: str, walled: str
) -> None:
    engine = make_engine(notes_url)
    with ours.read() as db:
        db.connection().exec_driver_sql("SELECT 1")
    if walled == "postgresql":
        with engine.connect() as connection, pytest.raises(DBAPIError, match=r"casework\.commune"):
            connection.exec_driver_sql("SELECT text FROM notes")
    else:
        with engine.connect() as connection:
            assert len(connection.exec_driver_sql("SELECT text FROM notes").all()) == 2
    engine.dispose()


def test_the_commune_ends_with_its_transaction(ours: Database, walled: str) -> None:
    with ours.write() as db:
        db.commit()
    with ours._engine.connect() as connection:  # the same pooled connection, no commune named
        count = len(connection.exec_driver_sql("SELECT text FROM notes").all())
    assert count == (0 if walled == "postgresql" else 2)


def test_the_wall_can_be_taken_down(ours: Database, notes_url: str, walled: str) -> None:
    engine = make_engine(notes_url)
    if walled == "postgresql":
        with engine.begin() as connection:
            for statement in disable_statements([NOTES.name]):
                connection.exec_driver_sql(statement)
    with engine.connect() as connection:
        assert len(connection.exec_driver_sql("SELECT text FROM notes").all()) == 2
    engine.dispose()


def test_every_model_of_a_commune_is_listed_for_the_wall() -> None:
    listed = [table.name for table in tables_of_commune()]
    assert listed == sorted(set(listed))
    with_column = {t.name for t in Base.metadata.tables.values() if "commune_id" in t.columns}
    assert set(listed) == with_column
    assert not {table.name for table in Rows.metadata.sorted_tables} & set(listed)
    assert issubclass(Note, OfCommune)
