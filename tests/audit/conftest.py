"""Each test of the log gets an empty log of its own, on the database that the run is for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.audit.logs import Log, create_log_tables, open_log
from tests.servers import Templates


@pytest.fixture
def log_url(templates: Templates) -> str:
    """The URL of a database with the log's tables and triggers, and nothing in them."""
    return templates.copy_of("log", create_log_tables)


@pytest.fixture
def log(log_url: str, tmp_path: Path) -> Iterator[Log]:
    """An empty log."""
    opened = open_log(log_url, tmp_path / "log-head")
    yield opened
    opened.database.close()
