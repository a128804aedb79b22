"""Reading a file or a list costs the same in a small commune and in one with a million rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from casework.cases.listing import list_cases
from casework.cases.service import view_case
from casework.demo.cast import CAST
from casework.demo.founding import found_demo
from casework.kernel.clock import FixedClock
from casework.kernel.kinds import UnitKind
from casework.vault.house import House
from casework.workspace.items import work_of
from tests.factories.commune import MORNING
from tests.factories.files import opened_file

POLICE = [player for player in CAST if player.kind is UnitKind.POLICE]


@contextmanager
def listening(house: House) -> Iterator[list[str]]:
    """Collect every SELECT, with its values in it, as SQLite itself meets it."""
    asked: list[str] = []

    def note(statement: str) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    def listen(connection: Any, _record: Any) -> None:
        connection.set_trace_callback(note)

    house.database.close()  # what connects from now on, is listened to
    engines = (house.database._engine, house.database._reading)
    for engine in engines:
        event.listen(engine, "connect", listen)
    try:
        yield asked
    finally:
        for engine in engines:
            event.remove(engine, "connect", listen)


def test_no_statement_walks_through_all_that_a_commune_has(tmp_path: Path) -> None:
    demo = found_demo(tmp_path / "instance", {}, FixedClock(MORNING), POLICE)
    case = opened_file(demo.house, demo.hands["hung"])
    with listening(demo.house) as asked:
        view_case(demo.house, demo.hands["hung"], case)
        list_cases(demo.house, demo.hands["hung"])
        work_of(demo.house, demo.hands["hung"])
    demo.house.database.close()
    assert len(asked) > 10
    with closing(sqlite3.connect(demo.house.settings.database_file)) as database:
        for statement in asked:
            for *_, step in database.execute(f"EXPLAIN QUERY PLAN {statement}"):
                if "audit_head" not in step:  # it has one row a commune
                    assert not step.endswith("(commune_id=?)"), (step, statement)
                assert not step.startswith("SCAN"), (step, statement)
                if "TEMP B-TREE" in step:
                    assert "FROM directory" not in statement, (step, statement)
