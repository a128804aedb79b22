"""Somebody who can write to the database and has nothing else: no key, no password, no secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from casework.audit.triggers import LOG_TABLES, drop_triggers
from casework.database.base import Base
from casework.kernel.ids import Id

Row: TypeAlias = dict[str, Any]
"""One row as the database has it, by column."""

Snapshot: TypeAlias = dict[str, list[Row]]
"""Every row of some tables, by table."""


def all_tables() -> list[str]:
    """Return the name of every table that a commune has rows in."""
    return [table.name for table in Base.metadata.sorted_tables]


class DatabaseWriter:
    """Reads, copies, replaces and deletes any row by plain SQL, past the log's triggers.

    On PostgreSQL it sets `casework.commune` itself: row level security stops a mistake of ours,
    not somebody who holds the role.
    """

    def __init__(self, url: str, commune: Id) -> None:
        # No pool: what is left open would keep the database from being dropped.
        self._engine = create_engine(url, hide_parameters=True, poolclass=NullPool)
        self._commune = commune
        with self.transaction() as connection:
            drop_triggers(connection)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction that is committed at its end."""
        with self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                setting = text("SELECT set_config('casework.commune', :commune, true)")
                connection.execute(setting, {"commune": self._commune.hex()})
            yield connection

    def rows(self, table: str, **where: Any) -> list[Row]:
        """Return the rows in which these columns have these values."""
        with self.transaction() as connection:
            found = connection.execute(
                text(f"SELECT * FROM {table} WHERE {_condition(where)}"),  # noqa: S608 - our names
                _wanted(where),
            )
            return [dict(row) for row in found.mappings()]

    def row(self, table: str, **where: Any) -> Row:
        """Return the one row in which these columns have these values."""
        (found,) = self.rows(table, **where)
        return found

    def insert(self, table: str, *rows: Row) -> None:
        """Put rows into a table."""
        with self.transaction() as connection:
            for row in rows:
                names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
                connection.execute(
                    text(f"INSERT INTO {table} ({names}) VALUES ({values})"),  # noqa: S608 - our names
                    row,
                )

    def delete(self, table: str, **where: Any) -> None:
        """Take out the rows in which these columns have these values; there must be some."""
        with self.transaction() as connection:
            gone = connection.execute(
                text(f"DELETE FROM {table} WHERE {_condition(where)}"),  # noqa: S608 - our names
                _wanted(where),
            )
            assert gone.rowcount, f"nothing to delete in {table}"

    def change(self, table: str, row: Row, **values: Any) -> None:
        """Give this row other values."""
        self.replace(table, row, {**row, **values})

    def replace(self, table: str, row: Row, other: Row) -> None:
        """Put another row in the place of this one."""
        keys = Base.metadata.tables[table].primary_key.columns.keys()
        self.delete(table, **{key: row[key] for key in keys})
        self.insert(table, other)

    def swap(self, table: str, one: Row, other: Row, *columns: str) -> None:
        """Exchange these columns between two rows."""
        keys = Base.metadata.tables[table].primary_key.columns.keys()
        for row in (one, other):
            self.delete(table, **{key: row[key] for key in keys})
        self.insert(
            table,
            {**one, **{name: other[name] for name in columns}},
            {**other, **{name: one[name] for name in columns}},
        )

    def snapshot(self, *tables: str) -> Snapshot:
        """Copy whole tables."""
        return {table: self.rows(table) for table in tables}

    def restore(self, snapshot: Snapshot) -> None:
        """Put whole tables back as they were copied."""
        for table, rows in snapshot.items():
            if self.rows(table):
                self.delete(table)
            self.insert(table, *rows)

    def newest_tip(self, kind: str, object_id: Id) -> Row:
        """Return the newest tip of an object, as it stands."""
        return max(
            self.rows("audit_tips", kind=kind, object_id=object_id), key=lambda row: row["version"]
        )

    def forget_event(self, index: int) -> Snapshot:
        """Take an event out of the log with everything that it told; return what is gone."""
        gone = {table: self.rows(table, idx=index) for table in LOG_TABLES}
        for table, rows in gone.items():
            if rows:
                self.delete(table, idx=index)
        return gone


def _condition(where: Row) -> str:
    parts = [
        f"{name} IS NULL" if value is None else f"{name} = :{name}" for name, value in where.items()
    ]
    return " AND ".join(parts) or "1 = 1"


def _wanted(where: Row) -> Row:
    return {name: value for name, value in where.items() if value is not None}
