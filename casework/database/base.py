"""Every table has predictable names, exact column types, and a commune where rows belong to one."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import BigInteger, Dialect, LargeBinary, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from casework.kernel.clock import from_micros, to_micros
from casework.kernel.ids import Id

Id16 = LargeBinary(16)
"""Column type of an id: 16 bytes."""

Hash32 = LargeBinary(32)
"""Column type of a SHA-256: 32 bytes."""


class Moment(TypeDecorator[datetime]):
    """A column of microseconds since 1970 UTC, an aware UTC datetime in Python.

    An integer, because SQLite knows no time type, and because the same number stands in the
    signed bytes: nothing can be lost between the two. Raises ValueError for naive datetimes.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        """Turn an aware datetime into microseconds."""
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> datetime | None:
        """Turn microseconds into an aware UTC datetime."""
        return None if value is None else from_micros(value)


class Base(DeclarativeBase):
    """The root of all models; the naming convention lets migrations name what they change."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class OfCommune:
    """Rows that belong to one commune.

    Sessions fill `commune_id` before a flush, filter every ORM statement by it, and refuse rows
    of another commune (see `casework.database.session`); PostgreSQL repeats the filter as row
    security. Core statements on the bare table must name the commune themselves.
    """

    commune_id: Mapped[Id] = mapped_column(Id16)


def tables_of_commune() -> Iterator[Table]:
    """Yield the table of every model that is OfCommune, in order of name."""
    tables = {
        mapper.local_table
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, OfCommune)
    }
    yield from sorted((t for t in tables if isinstance(t, Table)), key=lambda table: table.name)
