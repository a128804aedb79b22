"""A statement that is spelt once for each kind of database and handed to the driver as it stands.

SQLAlchemy's own way to the driver costs several times what our small queries cost, at every page.
Values and errors are turned as it turns them; a transaction must have begun (`Session.connection`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect, LargeBinary, Select, UpdateBase
from sqlalchemy.engine.interfaces import DBAPIModule
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Row: TypeAlias = tuple[Any, ...]
_Turn: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True)
class _Spelt:
    """The driver's text, its parameters in order, and which values have to be turned.

    ``settled`` are values that the statement itself gives, such as a LIMIT.
    """

    text: str
    names: tuple[str, ...]
    by_place: bool
    settled: Mapping[str, Any]
    to_driver: Mapping[str, _Turn]
    from_driver: tuple[tuple[int, _Turn], ...]

    def parameters(self, values: Mapping[str, Any]) -> Any:
        turns = self.to_driver
        if self.settled:
            values = {**self.settled, **values}
        if self.by_place:
            return [turns[n](values[n]) if n in turns else values[n] for n in self.names]
        return {n: turns[n](values[n]) if n in turns else values[n] for n in self.names}

    def turned(self, row: Row) -> Row:
        cells = list(row)
        for place, turn in self.from_driver:
            cells[place] = turn(cells[place])
        return tuple(cells)


class Prepared:
    """One statement whose parameters are named; lists of unknown length are not for it.

    ``columns`` are those that an INSERT or UPDATE sets, all of the table if none are named.
    """

    def __init__(
        self, statement: Select[*tuple[Any, ...]] | UpdateBase, columns: Sequence[str] | None = None
    ) -> None:
        self._statement = statement
        self._columns = columns
        self._spelt: dict[str, _Spelt] = {}

    def all(self, connection: Connection, **values: Any) -> list[Row]:
        """Return every row; raises as SQLAlchemy does."""
        return self.turned(connection.dialect.name, self.raw(connection, **values))

    def raw(self, connection: Connection, **values: Any) -> list[Row]:
        """Return every row as the driver has it, for who compares before reading it."""
        spelt = self._spelt.get(connection.dialect.name) or self._spell(connection.dialect)
        rows: list[Row] = _asked(connection, spelt, values).fetchall()
        return rows

    def turned(self, dialect: str, rows: list[Row]) -> list[Row]:
        """Return what `all` returns, of rows that `raw` returned from this kind of database."""
        spelt = self._spelt[dialect]
        return [spelt.turned(row) for row in rows] if spelt.from_driver else rows

    def first(self, connection: Connection, **values: Any) -> Row | None:
        """Return the first row, None if there is none; raises as SQLAlchemy does."""
        found = self.all(connection, **values)
        return found[0] if found else None

    def run(self, connection: Connection, **values: Any) -> None:
        """Carry it out; raises as SQLAlchemy does."""
        spelt = self._spelt.get(connection.dialect.name) or self._spell(connection.dialect)
        _asked(connection, spelt, values).close()

    def run_each(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Carry it out for each of several sets of values, in one call of the driver."""
        spelt = self._spelt.get(connection.dialect.name) or self._spell(connection.dialect)
        driver: Any = connection.connection.driver_connection
        try:
            with closing(driver.cursor()) as cursor:
                cursor.executemany(spelt.text, [spelt.parameters(values) for values in rows])
        except connection.dialect.loaded_dbapi.Error as error:
            raise _named(connection, spelt, error) from error

    def _spell(self, dialect: Dialect) -> _Spelt:
        options: dict[str, Any] = {"column_keys": self._columns} if self._columns else {}
        compiled = self._statement.compile(dialect=dialect, **options)
        if compiled.post_compile_params:
            raise TypeError("a statement whose text depends on its values cannot be prepared")
        # Names as the text has them: a value that the statement gives itself has none before.
        turns = {
            name: _driver_turn(parameter.type, dialect)
            for parameter, name in compiled.bind_names.items()
        }
        columns = self._statement.selected_columns if isinstance(self._statement, Select) else ()
        back = [_result_turn(column.type, dialect) for column in columns]
        spelt = _Spelt(
            str(compiled),
            tuple(compiled.positiontup or turns),
            compiled.positional,
            {name: value for name, value in compiled.params.items() if value is not None},
            {name: turn for name, turn in turns.items() if turn is not None},
            tuple((place, turn) for place, turn in enumerate(back) if turn is not None),
        )
        self._spelt[dialect.name] = spelt
        return spelt


def _driver_turn(type_: TypeEngine[Any], dialect: Dialect) -> _Turn | None:
    if isinstance(type_, LargeBinary) and dialect.name == "sqlite":
        return _buffer
    return type_.dialect_impl(dialect).bind_processor(dialect)


def _buffer(value: bytes | None) -> bytearray | None:
    # Of every other kind of bytes sqlite3 asks first whether somebody adapts it, for longer than
    # binding takes: a list binds two hundred.
    return None if value is None else bytearray(value)


def _result_turn(type_: TypeEngine[Any], dialect: Dialect) -> _Turn | None:
    return type_.dialect_impl(dialect).result_processor(dialect, None)


def _asked(connection: Connection, spelt: _Spelt, values: Mapping[str, Any]) -> Any:
    driver: Any = connection.connection.driver_connection
    try:
        return driver.execute(spelt.text, spelt.parameters(values))
    except connection.dialect.loaded_dbapi.Error as error:
        raise _named(connection, spelt, error) from error


def _named(connection: Connection, spelt: _Spelt, error: DBAPIModule.Error) -> BaseException:
    """Return the driver's error as SQLAlchemy names it; a connection that is lost is given up."""
    dialect = connection.dialect
    if dialect.is_disconnect(error, connection.connection.driver_connection, None):
        connection.invalidate(error)
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(spelt.text, None, error, base, hide_parameters=True, dialect=dialect)
