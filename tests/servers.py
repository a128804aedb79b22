"""Throwaway databases: each test gets its own, made in milliseconds from a template.

`python -m tests.servers` exits 0 where PostgreSQL can be run, 1 where it cannot.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import psycopg
from psycopg import sql

OWNER = "casework_owner"
"""The PostgreSQL role that owns the tests' databases. Like in production it is no superuser and
does not bypass row level security."""

APPLICATION = "casework_app"
"""The PostgreSQL role that owns nothing. What it may do is for the migrations to grant."""


class DatabaseServer(Protocol):
    """A place where databases are made, copied and dropped by name."""

    dialect: str

    def create(self, name: str, template: str | None = None) -> str:
        """Make a database, empty or as a copy of another that nobody is using; return its URL."""

    def drop(self, name: str) -> None:
        """Remove a database and cut off whoever still uses it."""


class SqliteFolder:
    """Databases as files in a folder."""

    dialect = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self, name: str, template: str | None = None) -> str:
        path = self._path(name)
        if template is not None:
            source = self._path(template)
            if source.with_name(f"{source.name}-wal").exists():
                raise RuntimeError(f"{template} is still open: a copy would miss its last pages")
            shutil.copyfile(source, path)
        return f"sqlite:///{path}"

    def drop(self, name: str) -> None:
        for path in self.folder.glob(f"{name}.sqlite3*"):
            path.unlink()

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"


class PostgresCluster:
    """Databases in a cluster that listens on a Unix socket in a private folder, nowhere else."""

    dialect = "postgresql"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self, name: str, template: str | None = None) -> str:
        # Copying files costs half of what writing every page of the template to the log does.
        self._run(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template or "template0")
            )
        )
        return self.url(name)

    def drop(self, name: str) -> None:
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def url(self, name: str, role: str = OWNER) -> str:
        """The address of a database for SQLAlchemy, as one of the cluster's roles."""
        return f"postgresql+psycopg://{role}@/{name}?host={quote(str(self.folder), safe='')}"

    def make_roles(self) -> None:
        """Make the two roles, as a deployment does before the first migration."""
        for role in (OWNER, APPLICATION):
            self._run(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)


class Templates:
    """Databases prepared once a session, and copied for each test that asks."""

    def __init__(self, server: DatabaseServer) -> None:
        self._server = server
        self._numbers = count(1)
        self._prepared: set[str] = set()
        self._copies: list[str] = []

    def empty(self) -> str:
        """Return the URL of a new database with nothing in it."""
        return self._server.create(self._next_name())

    def copy_of(self, name: str, prepare: Callable[[str], None]) -> str:
        """Return the URL of a new copy of the template `name`.

        `prepare(url)` fills the template the first time. It must leave no connection open, for
        a database in use cannot be copied.
        """
        if name not in self._prepared:
            self._server.drop(f"template_{name}")  # half of one, if it failed before
            prepare(self._server.create(f"template_{name}"))
            self._prepared.add(name)
        return self._server.create(self._next_name(), template=f"template_{name}")

    def drop_copies(self) -> None:
        """Remove what tests were given, but no template."""
        while self._copies:
            self._server.drop(self._copies.pop())

    def _next_name(self) -> str:
        self._copies.append(f"test_{next(self._numbers)}")
        return self._copies[-1]


def find_postgres_programs() -> Path | None:
    """Return the folder with initdb and pg_ctl: Debian's newest, or the one on the PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _version(initdb: Path) -> int:
    return int(initdb.parent.parent.name)


@contextmanager
def postgres_cluster() -> Iterator[PostgresCluster]:
    """Run a cluster in a folder of its own until the block ends; then nothing of it is left."""
    programs = find_postgres_programs()
    if programs is None:
        raise FileNotFoundError("PostgreSQL's initdb is not installed")
    # A Unix socket's path holds 107 bytes at most, so pytest's own long folders will not do.
    folder = Path(tempfile.mkdtemp(prefix="cw-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data = folder / "data"
        _as_postgres(
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-N",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            folder=folder,
        )
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' {_HASTE}"
        control = [programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-s"]
        _as_postgres(*control, "-l", folder / "log", "-o", options, "start", folder=folder)
        try:
            cluster = PostgresCluster(folder)
            cluster.make_roles()
            yield cluster
        finally:
            _as_postgres(*control, "-m", "immediate", "stop", folder=folder)
    finally:
        shutil.rmtree(folder)


# A test's database need not survive a power cut.
_HASTE = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
    " -c shared_buffers=64MB -c max_connections=60"
)


def _as_postgres(*command: object, folder: Path) -> None:
    """Run one of PostgreSQL's programs, which refuse to run as root, and show what it said."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    # Output goes to a file: the server inherits it, and a pipe would stay open as long as it runs.
    with (folder / "output").open("w+") as output:
        done = subprocess.run(words, cwd=folder, stdout=output, stderr=output, check=False)
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{words} failed: {output.read()}")


if __name__ == "__main__":
    sys.exit(find_postgres_programs() is None)
