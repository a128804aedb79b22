"""The log's tables only grow: the database itself refuses to change or remove a row.

This guards against our own mistakes; against an attacker stand the tree and its anchor.
"""

from sqlalchemy import Connection

LOG_TABLES = ("audit_events", "audit_event_cases", "audit_tips")

_REFUSAL = "the log only grows"
_FUNCTION = "casework_log_only_grows"


def create_triggers(connection: Connection) -> None:
    """Create the triggers on SQLite or PostgreSQL; a batch migration of a table drops them.

    On SQLite, INSERT OR REPLACE is caught only while `recursive_triggers` is ON (see
    `casework.database.engine`).
    """
    if connection.dialect.name == "sqlite":
        for table in LOG_TABLES:
            for verb in ("UPDATE", "DELETE"):
                connection.exec_driver_sql(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
                )
        return
    connection.exec_driver_sql(
        f"CREATE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    for table in LOG_TABLES:
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {_FUNCTION}()"
        )


def drop_triggers(connection: Connection) -> None:
    """Drop what `create_triggers` made, for a migration that rebuilds one of the tables."""
    if connection.dialect.name == "sqlite":
        for table in LOG_TABLES:
            for verb in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{verb}")
        return
    for table in LOG_TABLES:
        connection.exec_driver_sql(f"DROP TRIGGER {table}_only_grows ON {table}")
    connection.exec_driver_sql(f"DROP FUNCTION {_FUNCTION}()")
