"""Migrations run in one transaction, all or nothing, on SQLite as on PostgreSQL."""

from alembic import context

from casework.database.base import Base
from casework.database.engine import make_engine
from casework.database.migrate import load_models


def run() -> None:
    """Run the wanted migrations against the address that the configuration carries."""
    load_models()
    engine = make_engine(context.config.attributes["url"])
    sqlite = engine.dialect.name == "sqlite"
    try:
        with engine.connect() as connection:
            if sqlite:
                # A batch migration drops and rebuilds a table: enforced foreign keys would
                # delete the rows that point at it. Outside a transaction, or it has no effect.
                connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                render_as_batch=sqlite,
                transactional_ddl=True,
            )
            with context.begin_transaction():
                context.run_migrations()
                if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RuntimeError("the migration leaves rows that point at nothing")
    finally:
        engine.dispose()


run()
