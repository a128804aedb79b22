"""Each test of the log gets an empty log of its own, on the database that the run is for."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from casework.kernel.clock import Clock
from tests.audit.logs import Log, OpenLog, create_log_tables, open_log
from tests.servers import Templates


@pytest.fixture
def log_url(templates: Templates) -> str:
    """The URL of a database with the log's tables and triggers, and nothing in them."""
    return templates.copy_of("log", create_log_tables)


@pytest.fixture
def open_another(log_url: str, tmp_path: Path) -> Iterator[OpenLog]:
    """Open the log as another process would, perhaps with another clock or anchor."""
    with ExitStack() as opened:

        def open_it(clock: Clock | None = None, anchor: str = "log-head") -> Log:
            log = open_log(log_url, tmp_path / anchor, clock)
            opened.enter_context(closing(log.database))
            return log

        yield open_it


@pytest.fixture
def log(open_another: OpenLog) -> Log:
    """An empty log."""
    return open_another()
