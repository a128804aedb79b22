"""The database itself refuses to change what the log has told."""

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from casework.audit.actions import Action
from casework.audit.triggers import LOG_TABLES, drop_triggers
from tests.audit.logs import SOMEBODY, Log, make_tip


@pytest.fixture
def written(log: Log) -> Log:
    with log.ledger.entry(SOMEBODY, Action.RECORD_WRITE) as entry:
        entry.tip(make_tip(b"o" * 16, 1, b"c" * 16))
    return log


EVERYWHERE = [
    "UPDATE {} SET idx = idx",
    "UPDATE {} SET idx = 5 WHERE idx = 0",
    "DELETE FROM {}",
]
SQLITE = ["INSERT OR REPLACE INTO {0} SELECT * FROM {0}"]
POSTGRESQL = [
    "TRUNCATE {}",
    "INSERT INTO {0} SELECT * FROM {0} ON CONFLICT ON CONSTRAINT pk_{0} DO UPDATE SET idx = 5",
]


def attempts(log: Log, table: str) -> list[str]:
    """Statements that would change or remove rows of the table."""
    own = SQLITE if log.database.dialect == "sqlite" else POSTGRESQL
    return [statement.format(table) for statement in (*EVERYWHERE, *own)]


@pytest.mark.parametrize("table", LOG_TABLES)
def test_changing_or_removing_a_row_is_refused(written: Log, table: str) -> None:
    for statement in attempts(written, table):
        with (
            pytest.raises(DBAPIError, match="the log only grows"),
            written.database.write() as db,
        ):
            db.connection().exec_driver_sql(statement)
    assert written.ledger.verify().sound


@pytest.mark.parametrize("table", LOG_TABLES)
def test_without_the_triggers_the_same_statements_would_pass(written: Log, table: str) -> None:
    with written.database.write() as db:
        drop_triggers(db.connection())
        assert table in inspect(db.connection()).get_table_names()
        for statement in attempts(written, table):
            db.connection().exec_driver_sql(statement)
