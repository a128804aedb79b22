"""How fast a log is verified: events like those of opened files, in a database of their own."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from casework.audit import store
from casework.audit.actions import Action
from casework.audit.anchor import Anchored
from casework.audit.events import Actor, Event
from casework.audit.merkle import Tree
from casework.audit.verification import verify_log
from casework.crypto import signatures
from casework.crypto.signatures import ReadySeed
from casework.database.engine import Database
from casework.database.migrate import upgrade
from casework.kernel.clock import SystemClock
from casework.kernel.ids import Id, new_id


def verifying(folder: Path, count: int) -> float:
    """Return how many events a second are verified, in a log of ``count`` events."""
    url, commune, key = f"sqlite:///{folder / 'log.sqlite3'}", new_id(), signatures.generate()
    upgrade(url)
    database = Database(url, commune)
    anchored = _write(database, commune, ReadySeed(key.private), count)
    with database.read() as db:
        begun = time.perf_counter()
        report = verify_log(db, commune, key.public, anchored)
        seconds = time.perf_counter() - begun
    database.close()
    if not report.sound:
        raise RuntimeError(f"the log is not sound: {report.faults[0]}")
    return count / seconds


def _write(database: Database, commune: Id, key: ReadySeed, count: int) -> Anchored:
    head = Anchored(1, Tree())
    actor = Actor(new_id(), new_id(), new_id(), "127.0.0.1")
    begun = SystemClock().now()
    with database.write() as db:
        connection = db.connection()
        store.insert_head(connection, commune, head, key)
        for index in range(count):
            event = Event(
                commune=commune,
                era=head.era,
                index=index,
                at=begun + timedelta(seconds=index),
                actor=actor,
                session_seq=index + 1,
                action=Action.CASE_VIEW,
                cases=(new_id(),),
                sections=tuple(new_id() for _ in range(6)),
            )
            head = store.append(connection, event, head.tree, key)
        db.commit()
    return head
