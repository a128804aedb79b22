"""Each test of the database room gets the notes of two communes."""

from collections.abc import Iterator

import pytest

from casework.database.engine import Database, make_engine
from tests.database.rows import OURS, THEIRS, Rows


@pytest.fixture
def notes_url(database_url: str) -> str:
    """The URL of a database with the tables of notes."""
    engine = make_engine(database_url)
    Rows.metadata.create_all(engine)
    engine.dispose()
    return database_url


@pytest.fixture
def ours(notes_url: str) -> Iterator[Database]:
    """The database as our commune sees it."""
    database = Database(notes_url, OURS)
    yield database
    database.close()


@pytest.fixture
def theirs(notes_url: str) -> Iterator[Database]:
    """The same database as another commune sees it."""
    database = Database(notes_url, THEIRS)
    yield database
    database.close()
