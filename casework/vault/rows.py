"""Bound rows read as plain columns, by statements that are built once, to be held against tips.

Every statement names the commune itself, for one on columns passes by the session's own filter.
What comes back are instances that no session knows; whoever changes one merges it first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, Table, bindparam, inspect, select
from sqlalchemy.orm import Session

from casework.database.prepared import Prepared, Row
from casework.kernel.ids import Id
from casework.vault.versioned import Bound

M = TypeVar("M", bound=Bound)


class Columns(Generic[M]):
    """The columns of one model, and the way back from their values to an instance."""

    def __init__(self, model: type[M]) -> None:
        mapper = inspect(model)
        self._manager = mapper.class_manager
        self.table = cast(Table, mapper.local_table)
        self.of = self.table.c
        self._names = tuple(column.name for column in self.of)

    @property
    def of_commune(self) -> ColumnElement[bool]:
        """The condition that every statement carries; its parameter is ``commune``."""
        return self.of.commune_id == bindparam("commune")

    def make(self, values: Sequence[Any]) -> M:
        """Return an instance that holds these values, one for each column, in order."""
        row = self._manager.new_instance()  # as a query does: no constructor, nothing to flush
        vars(row).update(zip(self._names, values, strict=True))
        return cast(M, row)


class CaseRows:
    """Reads every row of a case, of several models."""

    def __init__(self, models: Sequence[type[Bound]]) -> None:
        kinds = [Columns(model) for model in models]
        self._statements = [(kind, _of_case(kind)) for kind in kinds]

    def read(self, db: Session, case_id: Id) -> list[list[Row]]:
        """Return each row as the driver has it, model by model."""
        connection, commune = db.connection(), db.info["commune"]
        return [
            statement.raw(connection, commune=commune, case=case_id)
            for _, statement in self._statements
        ]

    def make(self, dialect: str, found: Iterable[list[Row]]) -> Iterator[Bound]:
        """Yield an instance for each row that `read` returned from this kind of database."""
        for (kind, statement), rows in zip(self._statements, found, strict=True):
            yield from map(kind.make, statement.turned(dialect, rows))


def _of_case(kind: Columns[Bound]) -> Prepared:
    return Prepared(select(*kind.of).where(kind.of_commune, kind.of.case_id == bindparam("case")))
