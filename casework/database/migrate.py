"""The schema is the one that the program expects, or the program says so and does not run."""

import importlib
import pkgutil
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import casework
from casework.database.engine import make_engine
from casework.database.statistics import tell_spread
from casework.kernel.errors import OldSchema

MIGRATIONS = Path(casework.__file__).resolve().parent.parent / "migrations"


def make_config(url: str) -> Config:
    """Return Alembic's configuration for the database at `url`; no ini file is read."""
    config = Config()
    # Config interpolates "%", which may stand in a path or a password: so the path is escaped,
    # and the address travels beside the options, never in them.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` up to `revision`, and tell SQLite how its rows will spread."""
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
    command.downgrade(make_config(url), revision)


def require_current(url: str) -> None:
    """Raise OldSchema unless the database at `url` stands at the newest migration."""
    expected = set(ScriptDirectory.from_config(make_config(url)).get_heads())
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            found = set(MigrationContext.configure(connection).get_current_heads())
    finally:
        engine.dispose()
    if found != expected:
        raise OldSchema(
            f"the database stands at {_named(found)}, this program needs {_named(expected)}"
        )


def load_models() -> None:
    """Import every `models` module, so that Base.metadata knows every table."""
    for module in pkgutil.walk_packages(casework.__path__, "casework."):
        if "models" in module.name.split("."):
            importlib.import_module(module.name)


def _named(revisions: set[str]) -> str:
    return ", ".join(sorted(revisions)) or "no migration"
