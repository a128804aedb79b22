"""Each test of the log gets an empty log of its own, on the database that the run is for."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from casework.audit.actions import Action
from casework.kernel.clock import Clock
from tests.audit.logs import (
    CASES,
    SIZE,
    SOMEBODY,
    Log,
    OpenLog,
    create_log_tables,
    make_tip,
    open_log,
    some_ids,
)
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


@pytest.fixture
def written(log: Log) -> Log:
    """A log of SIZE events with cases and tips in each."""
    for n in range(SIZE):
        with log.ledger.entry(SOMEBODY, Action.RECORD_WRITE) as entry:
            entry.lists(CASES[: n % 3 + 1])
            entry.tip(make_tip(b"o" * 16, n + 1, CASES[0]))
            entry.tip(make_tip(some_ids(1)[0]))
    return log
