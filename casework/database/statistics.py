"""SQLite is told how rows spread over its indexes, so that it never walks a whole commune.

Without statistics SQLite takes ten rows for one value of an index's first column; but that column
is the commune, whose rows are all of them: it then reads the whole log instead of one case's tips.
ANALYZE would measure an empty database, and measure again whenever somebody thinks of it; how our
columns spread is known beforehand (https://www.sqlite.org/fileformat2.html#stat1tab).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Table, text

from casework.database.base import tables_of_commune

_ROWS = 1_000_000
"""How many rows a table is said to hold."""

_ALIKE = {
    "commune_id": _ROWS,
    "kind": 100_000,
    "action": 100_000,
    "outcome": 100_000,
    "state": 100_000,
    "unit": 100_000,
    "unit_id": 100_000,
    "from_unit": 100_000,
    "to_unit": 100_000,
    "holder_id": 100_000,
    "receiver_id": 100_000,
    "actor": 10_000,
    "session": 200,
    "case_id": 20,
}
"""How many rows share one value of a column."""

_FEW = 5
"""The same for every other column."""


def tell_spread(connection: Connection) -> None:
    """Write the statistics of every index of the communes' tables; replaces what stood there.

    Connections that are opened later go by it.
    """
    connection.execute(text("ANALYZE sqlite_schema"))  # makes the table, and measures nothing
    connection.execute(text("DELETE FROM sqlite_stat1"))
    insert = text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)")
    for table in tables_of_commune():
        for index, stat in _spread(connection, table):
            connection.execute(insert, {"tbl": table.name, "idx": index, "stat": stat})


def _spread(connection: Connection, table: Table) -> Iterator[tuple[str, str]]:
    indexes = text('SELECT name, "unique", origin FROM pragma_index_list(:name)')
    columns = text("SELECT name FROM pragma_index_info(:name) ORDER BY seqno")
    keyed = not table.dialect_options["sqlite"]["with_rowid"]
    for name, unique, origin in connection.execute(indexes, {"name": table.name}).all():
        alike: list[int] = []
        for column in connection.execute(columns, {"name": name}).scalars():
            alike.append(min([*alike[-1:], _ALIKE.get(column, _FEW)]))
        if unique:
            alike[-1] = 1
        in_key_order = keyed and origin == "pk"  # the index is the table, and is called so
        yield table.name if in_key_order else name, " ".join(map(str, [_ROWS, *alike]))
