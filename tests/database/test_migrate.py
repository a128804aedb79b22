"""Migrations are found beside the package, run whole or not at all, and are never skipped."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from casework.database import migrate
from casework.database.engine import make_engine
from casework.kernel.errors import OldSchema

FIRST = """
from alembic import op
revision, down_revision = "0001", None
def upgrade():
    op.execute("CREATE TABLE owners (id INTEGER PRIMARY KEY)")
    op.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, "
               "owner INTEGER REFERENCES owners (id) ON DELETE CASCADE)")
    op.execute("INSERT INTO owners VALUES (1)")
    op.execute("INSERT INTO things VALUES (1, 1)")
def downgrade():
    op.execute("DROP TABLE things")
    op.execute("DROP TABLE owners")
"""
SECOND = """
from alembic import op
import sqlalchemy as sa
revision, down_revision = "0002", "0001"
def upgrade():
    rebuilt = "always" if op.get_context().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("owners", recreate=rebuilt) as batch:
        batch.add_column(sa.Column("name", sa.String(20), nullable=False, server_default="x"))
def downgrade():
    with op.batch_alter_table("owners") as batch:
        batch.drop_column("name")
"""
FAILING = """
from alembic import op
revision, down_revision = "0003", "0002"
def upgrade():
    op.execute("CREATE TABLE halfway (id INTEGER)")
    op.execute("INSERT INTO nowhere VALUES (1)")
def downgrade():
    pass
"""
ORPHANING = """
from alembic import op
revision, down_revision = "0003", "0002"
def upgrade():
    op.execute("DELETE FROM owners")
def downgrade():
    pass
"""


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of migrations with our environment and two versions, in a path with a "%"."""
    folder = tmp_path / "100% migrations"
    (folder / "versions").mkdir(parents=True)
    shutil.copy(migrate.MIGRATIONS / "env.py", folder)
    shutil.copy(migrate.MIGRATIONS / "script.py.mako", folder)
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)
    (folder / "versions" / "0001_first.py").write_text(FIRST, encoding="utf-8")
    (folder / "versions" / "0002_second.py").write_text(SECOND, encoding="utf-8")
    return folder / "versions"


def tables(url: str) -> set[str]:
    engine = make_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    engine = make_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.exec_driver_sql(query)]
    engine.dispose()
    return found


def test_the_migrations_lie_beside_the_package() -> None:
    assert migrate.MIGRATIONS.name == "migrations"
    assert (migrate.MIGRATIONS / "env.py").is_file()


def test_the_newest_migration_is_the_one_that_alembic_ends_with() -> None:
    heads = ScriptDirectory.from_config(migrate.make_config("sqlite://")).get_heads()
    assert heads == [migrate.newest_migration()]


def test_a_server_holds_nothing_in_memory_that_only_migrating_or_another_database_needs() -> None:
    """Each would stand in every worker: about 15 MB."""
    asked = "import sys, casework.app; print(*{'alembic', 'mako', 'psycopg'} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True)
    assert answer.stdout.split() == []


def test_a_database_is_brought_up_and_down(versions: Path, database_url: str) -> None:
    migrate.upgrade(database_url)
    assert tables(database_url) == {"alembic_version", "owners", "things"}
    migrate.require_current(database_url)
    migrate.downgrade(database_url, "base")
    assert tables(database_url) == {"alembic_version"}


def test_a_rebuilt_table_does_not_take_its_children_with_it(
    versions: Path, database_url: str
) -> None:
    migrate.upgrade(database_url)
    assert rows(database_url, "SELECT id, owner FROM things") == [(1, 1)]
    migrate.downgrade(database_url, "0001")
    assert rows(database_url, "SELECT id, owner FROM things") == [(1, 1)]


@pytest.mark.parametrize("at", [None, "0001"])
def test_an_old_database_is_named_and_refused(
    versions: Path, database_url: str, at: str | None
) -> None:
    if at is not None:
        migrate.upgrade(database_url, at)
    with pytest.raises(OldSchema, match=f"stands at {at or 'no migration'}, .* needs 0002"):
        migrate.require_current(database_url)


def test_a_migration_that_fails_leaves_nothing_behind(versions: Path, database_url: str) -> None:
    migrate.upgrade(database_url)
    (versions / "0003_failing.py").write_text(FAILING, encoding="utf-8")
    with pytest.raises(Exception, match="nowhere"):
        migrate.upgrade(database_url)
    assert "halfway" not in tables(database_url)
    with pytest.raises(OldSchema, match="stands at 0002"):
        migrate.require_current(database_url)


def test_a_migration_that_orphans_rows_does_not_pass_unnoticed(
    versions: Path, database_url: str
) -> None:
    """SQLite's foreign keys are off while it migrates, so they are checked before the end."""
    migrate.upgrade(database_url)
    (versions / "0003_orphaning.py").write_text(ORPHANING, encoding="utf-8")
    if database_url.startswith("sqlite"):
        with pytest.raises(RuntimeError, match="point at nothing"):
            migrate.upgrade(database_url)
        assert rows(database_url, "SELECT id FROM owners") == [(1,)]
    else:
        migrate.upgrade(database_url)
        assert rows(database_url, "SELECT id FROM things") == []
