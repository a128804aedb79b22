"""The schema is the one that the program expects, or the program says so and does not run.

Alembic is imported by what migrates: a server only asks, and would keep 7 MB of it in each worker.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

import casework
from casework.database.engine import make_engine
from casework.database.statistics import tell_spread
from casework.kernel.errors import OldSchema

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(casework.__file__).resolve().parent.parent / "migrations"


def make_config(url: str) -> Config:
    """Return Alembic's configuration for the database at `url`; no ini file is read."""
    from alembic.config import Config

    config = Config()
    # Config interpolates "%", which may stand in a path or a password: so the path is escaped,
    # and the address travels beside the options, never in them.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` up to `revision`, and tell SQLite how its rows will spread."""
    from alembic import command

    command.upgrade(make_config(url), revision)
    load_models()
    engine = make_engine(url)
    try:
        if engine.dialect.name == "sqlite":
            with engine.begin() as connection:
                tell_spread(connection)
    finally:
        engine.dispose()


def downgrade(url: str, revision: str) -> None:
    """Take the database at `url` back to `revision` ("base" for an empty one)."""
    from alembic import command

    command.downgrade(make_config(url), revision)


def require_current(url: str) -> None:
    """Raise OldSchema unless the database at `url` stands at the newest migration."""
    expected = {newest_migration()}
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            found = _standing(connection)
    finally:
        engine.dispose()
    if found != expected:
        raise OldSchema(
            f"the database stands at {_named(found)}, this program needs {_named(expected)}"
        )


def newest_migration() -> str:
    """Return the number of the newest migration; each file is named by its own, in their order."""
    return max(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py"))


def load_models() -> None:
    """Import every `models` module, so that Base.metadata knows every table."""
    for module in pkgutil.walk_packages(casework.__path__, "casework."):
        if "models" in module.name.split("."):
            importlib.import_module(module.name)


def _standing(connection: Connection) -> set[str]:
    if not inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.scalars(text("SELECT version_num FROM alembic_version")))


def _named(revisions: set[str]) -> str:
    return ", ".join(sorted(revisions)) or "no migration"
