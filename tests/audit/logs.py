"""Logs for tests: a ledger on a database of its own, and ways to tamper with what it wrote."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection

from casework.audit import models
from casework.audit.actions import Action
from casework.audit.anchor import Anchored, FileAnchor
from casework.audit.events import Actor, ObjectKind, Tip
from casework.audit.heads import sign_head
from casework.audit.ledger import Ledger
from casework.audit.merkle import Tree
from casework.audit.triggers import create_triggers, drop_triggers
from casework.audit.verification import LogReport, verify_log
from casework.crypto import signatures
from casework.crypto.hashing import sha256
from casework.database.engine import Database, make_engine
from casework.database.row_security import disable_statements, enable_statements
from casework.kernel.clock import Clock, SystemClock
from casework.kernel.ids import Id, new_id

COMMUNE: Id = bytes(15) + b"\x01"
SEED = bytes(range(32))
KEY = signatures.ReadySeed(SEED)
PUBLIC = signatures.public_of(SEED)
SIZE = 21
CASES = [bytes(15) + bytes([n]) for n in range(3)]
OTHER = b"!" * 16
LOG_TABLES = (models.HEADS, models.EVENTS, models.EVENT_CASES, models.TIPS)


@dataclass
class Log:
    """A ledger and what it stands on."""

    url: str
    database: Database
    anchor: FileAnchor
    ledger: Ledger
    anchor_path: Path

    def write(self, count: int, cases: Sequence[Id] = (), actor: Actor | None = None) -> None:
        for _ in range(count):
            with self.ledger.entry(actor or SOMEBODY, Action.CASE_VIEW) as entry:
                entry.lists(cases)

    @contextmanager
    def tampering(self) -> Iterator[Connection]:
        """A connection of somebody who may do everything with the database."""
        engine = make_engine(self.url)
        try:
            with engine.begin() as connection:
                drop_triggers(connection)
                if engine.dialect.name == "postgresql":
                    run(connection, disable_statements(t.name for t in LOG_TABLES))
                yield connection
                create_triggers(connection)
                if engine.dialect.name == "postgresql":
                    run(connection, enable_statements(t.name for t in LOG_TABLES))
        finally:
            engine.dispose()


class OpenLog(Protocol):
    """What the fixture `open_another` gives."""

    def __call__(self, clock: Clock | None = None, anchor: str = "log-head") -> Log: ...


SOMEBODY = Actor(user=b"u" * 16, unit=b"k" * 16, session=b"s" * 16, address="127.0.0.1")


def create_log_tables(url: str) -> None:
    """Make the log's tables and triggers in an empty database."""
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            models.LogEvent.metadata.create_all(connection, tables=list(LOG_TABLES))
            create_triggers(connection)
            if engine.dialect.name == "postgresql":
                run(connection, enable_statements(t.name for t in LOG_TABLES))
    finally:
        engine.dispose()


def run(connection: Connection, statements: Iterable[str]) -> None:
    """Run plain statements one after the other."""
    for statement in statements:
        connection.exec_driver_sql(statement)


def open_log(url: str, anchor_path: Path, clock: Clock | None = None) -> Log:
    """Open the log of a database whose tables exist."""
    database = Database(url, COMMUNE)
    anchor = FileAnchor(anchor_path)
    ledger = Ledger(database, anchor, SEED, clock or SystemClock(), COMMUNE)
    return Log(url, database, anchor, ledger, anchor_path)


def head_of(tree: Tree, era: int = 1) -> dict[str, Any]:
    """Return a head's columns as only a thief of the log's key could forge them."""
    head = Anchored(era, tree)
    return {
        "size": tree.size,
        "frontier": tree.to_bytes(),
        "root": tree.root(),
        "signature": sign_head(KEY, COMMUNE, head),
    }


def make_tip(object_id: Id, version: int = 1, case_id: Id | None = None) -> Tip:
    """A tip of a record, signed by a key of its own."""
    statement = object_id + bytes([version])
    return Tip(
        kind=ObjectKind.RECORD,
        object_id=object_id,
        version=version,
        case_id=case_id,
        hash=sha256(statement),
        author=b"a" * 16,
        signature=signatures.sign(SEED, statement),
    )


def some_ids(count: int) -> list[Id]:
    """Fresh ids."""
    return [new_id() for _ in range(count)]


def verify(log: Log, **options: Any) -> LogReport:
    """Verify a log against its own anchor."""
    with log.database.read() as db:
        return verify_log(db, COMMUNE, PUBLIC, log.anchor.read(), **options)
