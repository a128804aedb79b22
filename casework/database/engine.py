"""A write transaction holds the write lock from its first statement and commits only when told."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import sessionmaker

from casework.database.session import ReadSession, WorkSession, only_of
from casework.database.view import View
from casework.kernel.errors import DatabaseBusy, DiskFull
from casework.kernel.ids import Id

LOCK_WAIT_SECONDS = 5
"""How long a transaction waits for the write lock before it answers DatabaseBusy."""

_NAP_SECONDS = 0.0005
"""How long a process leaves SQLite's write lock alone that another process holds."""

_POOL = (8, 24)
"""Connections kept open for one worker's threads, and how many more may be opened for a while."""

_CONNECTION_PRAGMAS = (
    f"PRAGMA busy_timeout={LOCK_WAIT_SECONDS * 1000}",  # first: the next ones may need the lock
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # a committed audit event survives a power cut (P3)
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # a deleted grant leaves no bytes behind (SECURITY §4)
    "PRAGMA recursive_triggers=ON",  # else INSERT OR REPLACE slips past the log's triggers
)

_READS, _COMMUNE = "casework_reads", "casework_commune"


class Database:
    """One database as one commune sees it.

    `commune` None is for the work before a commune exists: models that are OfCommune are then
    refused. Threads may share a Database; a process that forks calls `close()` first, for
    SQLite connections must not be carried across a fork.
    """

    def __init__(self, url: str | URL, commune: Id | None) -> None:
        self._engine = make_engine(url)
        # SQLite: telling a connection whether it may write makes it forget every statement that
        # it has prepared, so readers have connections of their own.
        lite = self._engine.dialect.name == "sqlite"
        self._reading = make_engine(url, read_only=True) if lite else self._engine
        self.commune = commune
        self.dialect = self._engine.dialect.name
        self._turn = Lock()
        self._view = View()
        self._writers = self._sessions(read_only=False)
        self._readers = self._sessions(read_only=True)

    def _sessions(self, *, read_only: bool) -> sessionmaker[WorkSession]:
        options: dict[str, Any] = {_READS: read_only}
        if self.commune is not None:
            options[_COMMUNE] = self.commune.hex()
        engine = self._reading if read_only else self._engine
        return sessionmaker(
            engine.execution_options(**options),
            class_=ReadSession if read_only else WorkSession,
            expire_on_commit=False,
            info={
                "commune": self.commune,
                "only_of_commune": None if self.commune is None else only_of(self.commune),
                "read_only": read_only,
            },
        )

    @contextmanager
    def write(self) -> Iterator[WorkSession]:
        """Open a transaction that will write; without `session.commit()` nothing stays.

        SQLite takes the write lock here; PostgreSQL when a row is locked. Raises DatabaseBusy
        when a lock is not to be had within LOCK_WAIT_SECONDS, DiskFull when a write finds no room.
        """
        self.look_anew()
        try:
            with errors_translated(), self._turn_to_write(), self._writers() as session:
                session.connection()  # BEGIN now: what is read must be read under the lock
                yield session
        finally:
            self.look_anew()

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        # SQLite has one writer at a time and lets the others ask again after ever longer naps;
        # the threads of one process wait for each other here instead, and wake at once.
        if self.dialect != "sqlite":
            yield
        elif self._turn.acquire(timeout=LOCK_WAIT_SECONDS):
            try:
                yield
            finally:
                self._turn.release()
        else:
            raise DatabaseBusy

    @contextmanager
    def read(self) -> Iterator[WorkSession]:
        """Open a transaction that cannot write and sees one unchanging state of the database.

        Inside `one_view` the thread's readers share one, until something is written.
        """
        with errors_translated():
            if self._view.is_wanted:
                with self._view.shared(self._readers) as session:
                    yield session
            else:
                with self._readers() as session:
                    yield session

    @contextmanager
    def one_view(self) -> Iterator[None]:
        """Let what this thread reads inside see one state of the database: a page, for example.

        Beginning and ending a transaction costs more than most of what is read in it.
        """
        if self._view.is_wanted:
            yield
            return
        self._view.is_wanted = True
        try:
            yield
        finally:
            self._view.is_wanted = False
            self._view.end()

    def look_anew(self) -> None:
        """Let the thread's next reader see what was written until then, by whomever."""
        self._view.end()

    def truncate_wal(self) -> None:
        """Empty SQLite's write-ahead log, in which deleted pages live on; no-op elsewhere."""
        if self.dialect == "sqlite":
            raw = self._engine.raw_connection()  # a checkpoint cannot run in a transaction
            try:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                raw.close()

    def close(self) -> None:
        """Close every pooled connection; the next use opens new ones."""
        for engine in {self._engine, self._reading}:
            engine.dispose()


def make_engine(url: str | URL, *, read_only: bool = False) -> Engine:
    """Return an engine for SQLite or PostgreSQL (psycopg) whose transactions we begin ourselves.

    A ``read_only`` one refuses every write on SQLite; on PostgreSQL each transaction says so.

    Values never reach logs or error texts (`hide_parameters`), SQL is never echoed.
    """
    parsed = make_url(url)
    connect_args: dict[str, Any] = {}
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        connect_args["options"] = f"-c lock_timeout={LOCK_WAIT_SECONDS}s"
    engine = create_engine(
        parsed,
        echo=False,
        hide_parameters=True,
        connect_args=connect_args,
        pool_size=_POOL[0],
        max_overflow=_POOL[1],
        pool_timeout=LOCK_WAIT_SECONDS,
        pool_reset_on_return=None,  # what was left open is ended by `_end_transaction`
        pool_use_lifo=True,  # the connection used last still has its pages at hand
    )
    event.listen(engine, "checkin", _end_transaction)
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        if read_only:
            event.listen(engine, "connect", _refuse_writing)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in _CONNECTION_PRAGMAS:
        connection.execute(pragma).close()


def _refuse_writing(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA query_only=ON").close()


def _end_transaction(connection: Any, _record: Any) -> None:
    # A commit that failed has ended the transaction for SQLAlchemy, but not for the driver: the
    # pooled connection would keep the write lock from everybody. Without one this does nothing.
    if connection is not None:
        connection.rollback()


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READS, False)
    driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]  # declared Any-like by SQLAlchemy
    try:
        if reads:
            driver.execute("BEGIN")
        else:
            _take_write_lock(driver)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise DatabaseBusy from error
        raise


def _take_write_lock(driver: sqlite3.Connection) -> None:
    """Ask at short intervals: SQLite's own retry naps ever longer, up to 100 ms at a time."""
    until = monotonic() + LOCK_WAIT_SECONDS
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or monotonic() > until:
                    raise
                sleep(_NAP_SECONDS)
            else:
                return
    finally:
        driver.execute(f"PRAGMA busy_timeout={LOCK_WAIT_SECONDS * 1000:.0f}")


def _begin_postgresql(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(_READS, False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    if _COMMUNE in options:
        connection.exec_driver_sql(
            "SELECT set_config('casework.commune', %s, true)", (options[_COMMUNE],)
        )


class _Translated:
    """Written out as a class: a page passes through it a dozen times."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object
    ) -> None:
        """Raise what the driver means, where it means something else than it says."""
        if error is not None and (meant := meaning_of(error)) is not error:
            raise meant from error


_TRANSLATED = _Translated()


def errors_translated() -> AbstractContextManager[None]:
    """Raise DatabaseBusy or DiskFull where the driver means one of these."""
    return _TRANSLATED


def meaning_of(error: BaseException) -> BaseException:
    """Return DatabaseBusy or DiskFull where the driver means one of these, else the error."""
    if isinstance(error, PoolTimeout):
        return DatabaseBusy()
    if isinstance(error, OperationalError):
        if _is_busy(error.orig):
            return DatabaseBusy()
        if _is_full(error.orig):
            return DiskFull()
    return error


def _is_busy(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.OperationalError):
        return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return _state_of(error) in ("55P03", "40P01")  # lock not available, deadlock detected


def _is_full(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.OperationalError):
        return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL
    return _state_of(error) == "53100"


def _state_of(error: BaseException | None) -> object:
    """Return PostgreSQL's code of an error; its driver is imported only where it is used."""
    return getattr(error, "sqlstate", None)
