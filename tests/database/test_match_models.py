"""The migrations make exactly the tables that the models describe, and can take them away again."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from casework.audit.triggers import LOG_TABLES
from casework.database.base import Base, tables_of_commune
from casework.database.engine import make_engine
from casework.database.migrate import downgrade, load_models, upgrade


def test_the_migrated_schema_is_what_the_models_describe(database_url: str) -> None:
    upgrade(database_url)
    load_models()
    engine = make_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_the_logs_triggers_stand_after_the_migrations(database_url: str) -> None:
    upgrade(database_url)
    engine = make_engine(database_url)
    with engine.connect() as connection:
        guarded = _tables_with_triggers(connection)
    engine.dispose()
    assert guarded >= set(LOG_TABLES)


def test_every_table_of_a_commune_is_walled_off_on_postgresql(database_url: str) -> None:
    upgrade(database_url)
    load_models()
    engine = make_engine(database_url)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            walled = set(
                connection.scalars(text("SELECT relname FROM pg_class WHERE relforcerowsecurity"))
            )
            assert walled == {table.name for table in tables_of_commune()}
    engine.dispose()


def test_the_way_down_leaves_nothing_and_the_way_up_works_again(database_url: str) -> None:
    upgrade(database_url)
    downgrade(database_url, "base")
    engine = make_engine(database_url)
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    engine.dispose()
    upgrade(database_url)


def _tables_with_triggers(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal"
        )
    return set(connection.scalars(text(query)))
