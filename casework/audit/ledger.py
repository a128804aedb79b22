"""Nothing is shown or kept without its event: the receipt exists only after commit and anchor."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from casework.audit import anchoring, store
from casework.audit.actions import Action
from casework.audit.anchor import Anchor, Anchored
from casework.audit.checkpoints import Checkpoint, SignedCheckpoint, sign_checkpoint
from casework.audit.entries import LEDGER_ONLY, Entry, Receipt
from casework.audit.errors import EntryMisused, LogHalted
from casework.audit.events import Actor, Outcome, Tip
from casework.audit.failures import NamingFailures
from casework.audit.together import Queue, Reading
from casework.audit.verification import LogReport, Progress, verify_log
from casework.crypto.signatures import ReadySeed
from casework.database.engine import Database
from casework.database.session import WorkSession
from casework.kernel.clock import Clock
from casework.kernel.errors import (
    AnchorMissing,
    Conflict,
    LogBroken,
    Tampered,
)
from casework.kernel.ids import Id

__all__ = ["Entry", "Ledger", "Receipt"]

Veil: TypeAlias = Callable[[Session, Actor, int], Actor]
"""Makes of who acts, at this place of the log, whom the event names."""


class Ledger:
    """The log of one commune. Threads share a Ledger; each process has its own."""

    def __init__(
        self, database: Database, anchor: Anchor, log_key_seed: bytes, clock: Clock, commune: Id
    ) -> None:
        self._database = database
        self._anchor = anchor
        self._key = ReadySeed(log_key_seed)
        self._clock = clock
        self._commune = commune
        self._thread = threading.local()
        self._readings = Queue(self._log_readings)
        self._naming_failures = NamingFailures(self.halt)
        self._veil: Veil | None = None
        self._reached: Anchored | None = None

    def set_veil(self, veil: Veil) -> None:
        """Let this say whom each event names; the vault knows who is of a house."""
        self._veil = veil

    @contextmanager
    def entry(self, actor: Actor, action: Action) -> Iterator[Entry]:
        """Run the body under the write lock, then log it, commit, anchor and hand the receipt.

        An exception of the body rolls back and is raised again; nothing is logged. The body does
        not end the transaction (EndingReserved) nor open another entry (EntryMisused). Raises
        DatabaseBusy when the lock is not to be had, LogBroken when the log does not extend its
        anchor or writing is halted, LogUnavailable when event, commit or anchor fail, Conflict
        when a tip's version is told already.
        """
        with self._entry(actor, action, Outcome.ALLOWED) as entry:
            yield entry

    def reading(self, actor: Actor, action: Action, settle: Callable[[Entry], None]) -> Receipt:
        """Log that something is read, and hand the receipt; may share a commit with others.

        ``settle`` says, under the write lock and perhaps in another thread, what is opened; it
        writes nothing (EntryMisused). What it raises is raised here, and nothing is logged.
        Raises as `entry`.
        """
        with self._alone():
            self._database.look_anew()  # another thread may carry it out
            return self._readings.wait_for(Reading(actor, action, settle))

    def refuse(self, actor: Actor, action: Action, cases: Iterable[Id] = ()) -> None:
        """Log that the action was refused, in a transaction of its own; raises as `entry`.

        Called after the entry in which the refusal was decided has been left by its exception.
        """
        with self._entry(actor, action, Outcome.REFUSED) as entry:
            entry.lists(cases)

    def require_sound(self) -> None:
        """Raise what `entry` would raise now, and log nothing; for the start of a server."""
        with self._alone(), self._naming_failures:
            self._refuse_if_halted()
            with self._database.write() as db:
                anchoring.trusted_states(db.connection(), self._anchor, self._commune, self._key)

    def halt(self, reason: str) -> None:
        """Stop all writing until `resume`; the reason is for operators and names no person."""
        self._anchor.halt(reason)

    def resume(self) -> None:
        """Let writing go on, for an operator who has looked into it."""
        self._anchor.resume()

    @property
    def is_halted(self) -> bool:
        """Whether writing is stopped."""
        return self._anchor.halted() is not None

    def checkpoint(self) -> SignedCheckpoint:
        """Sign the state that the anchor holds; raises AnchorMissing before the first entry."""
        with self._naming_failures:
            state = self._anchor.read()
        if state is None:
            raise AnchorMissing
        return self._signed(state)

    def latest(self) -> SignedCheckpoint:
        """Sign the state to which this process has moved the anchor last, without asking it.

        For every page's browser: the event of the page is in it. Raises as `checkpoint`.
        """
        return self.checkpoint() if self._reached is None else self._signed(self._reached)

    def _signed(self, state: Anchored) -> SignedCheckpoint:
        checkpoint = Checkpoint(self._commune, state.era, state.size, state.root)
        return sign_checkpoint(checkpoint, self._key)

    def vouch(self, statement: bytes) -> bytes:
        """Sign with the log's key what the server itself has done; never a record or a key.

        ``statement`` is an `lp` under a label of its own (docs/formats.md says which).
        """
        return self._key.sign(statement)

    def verify(self, notes: Iterable[str] = (), progress: Progress | None = None) -> LogReport:
        """Verify the whole log against the anchor and these notes; halt if it is not sound."""
        with self._naming_failures:
            anchored = self._anchor.read()  # first: what is read after it may only be longer
        with self._database.read() as db:
            report = verify_log(db, self._commune, self._key.public, anchored, progress, notes)
        if not report.sound:
            self.halt(f"verification: {report.faults[0]}")
        return report

    def restore(self, actor: Actor) -> SignedCheckpoint:
        """Accept a log that an operator has put back, shorter than its anchor: begin a new era.

        The log must be sound in itself (LogBroken); that it was restored is its next event, and
        the checkpoint returned is signed in the new era. Lifts a halt.
        """
        with self._database.read() as db:
            if not verify_log(db, self._commune, self._key.public, None).sound:
                raise LogBroken
        with self._alone(), self._naming_failures:
            anchored = self._anchor.read()
            with self._database.write() as db:
                found = store.find_head(db.connection(), self._commune)
                if found is None:
                    raise LogBroken
                head, _ = found  # signed by our key: verified just now
                era = 1 + max(head.era, head.era if anchored is None else anchored.era)
                entry = Entry(db, head.size, self._clock.now(), actor, Action.LOG_RESTORE)
                after = self._commit(db, entry, Anchored(era, head.tree))
            if anchored is None:
                self._anchor.advance(None, after)
            else:
                self._anchor.begin_era(after)
            self._anchor.resume()
        self._reached = after
        return self._signed(after)

    @contextmanager
    def _entry(self, actor: Actor, action: Action, outcome: Outcome) -> Iterator[Entry]:
        with self._alone():
            self._refuse_if_halted()
            with self._database.write() as db:
                with self._naming_failures:
                    anchored, head = anchoring.trusted_states(
                        db.connection(), self._anchor, self._commune, self._key
                    )
                entry = self._begun(db, head, actor, action, outcome)
                with db.reserved_ending():
                    yield entry
                    db.flush()  # what is wrong with the body's rows is not the log's failure
                _require_next_versions(db.connection(), self._commune, entry.tips)
                with self._naming_failures:
                    after = self._commit(db, entry, head)
            self._advance(anchored, after)
        entry.confirm(LEDGER_ONLY)

    def _begun(
        self,
        db: Session,
        head: Anchored,
        actor: Actor,
        action: Action,
        outcome: Outcome = Outcome.ALLOWED,
    ) -> Entry:
        named = actor if self._veil is None else self._veil(db, actor, head.size)
        return Entry(db, head.size, self._clock.now(), named, action, outcome)

    def _log_readings(self, take: Callable[[], list[Reading]]) -> None:
        """Log every reading that waits, in one transaction and one step of the anchor."""
        self._refuse_if_halted()
        settled: list[tuple[Reading, Entry]] = []
        with self._database.write() as db:
            with self._naming_failures:
                anchored, head = anchoring.trusted_states(
                    db.connection(), self._anchor, self._commune, self._key
                )
            for reading in take():
                try:
                    entry = self._begun(db, head, reading.actor, reading.action)
                    _settle(db, reading, entry)
                except Exception as error:  # noqa: BLE001 - raised where it is waited for
                    reading.failure = error
                else:
                    with self._naming_failures:
                        head = self._append(db, entry, head)
                    settled.append((reading, entry))
            with self._naming_failures:
                db.commit()
        if settled:
            self._advance(anchored, head)
        for reading, entry in settled:
            entry.confirm(LEDGER_ONLY)
            reading.receipt = entry.receipt

    def _commit(self, db: Session, entry: Entry, before: Anchored) -> Anchored:
        after = self._append(db, entry, before)
        db.commit()
        return after

    def _append(self, db: Session, entry: Entry, before: Anchored) -> Anchored:
        connection = db.connection()
        number = store.next_session_seq(connection, self._commune, entry.actor.session)
        event = entry.end(self._commune, before.era, number)
        return store.append(connection, event, before.tree, self._key)

    def _advance(self, anchored: Anchored, after: Anchored) -> None:
        with self._naming_failures:
            anchoring.advance(self._database, self._anchor, self._commune, anchored, after)
        self._reached = after  # of threads that finish at one moment, whichever: all are anchored

    def _refuse_if_halted(self) -> None:
        with self._naming_failures:
            reason = self._anchor.halted()
        if reason is not None:
            raise LogHalted(reason)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        # Within one thread a second entry would wait for the first one's lock for ever.
        if getattr(self._thread, "inside", False):
            raise EntryMisused("entries do not nest")
        self._thread.inside = True
        try:
            yield
        finally:
            self._thread.inside = False


def _settle(db: WorkSession, reading: Reading, entry: Entry) -> None:
    with db.reserved_ending(), db.no_autoflush:  # what it adds by mistake, must not be written
        reading.settle(entry)
    if entry.tips or db.new or db.dirty or db.deleted:
        db.expunge_all()  # nothing of it may be carried along by others
        raise EntryMisused("a reading writes nothing")


def _require_next_versions(connection: Connection, commune: Id, tips: Sequence[Tip]) -> None:
    """Raise Conflict for a version that is told already, Tampered for one that skips some."""
    if not tips:
        return
    newest = store.newest_versions(connection, commune, [tip.object_id for tip in tips])
    for tip in tips:
        known = newest.get((tip.kind, tip.object_id), 0)
        if tip.version <= known:
            raise Conflict
        if tip.version > known + 1:
            raise Tampered(f"{tip.kind}: version {tip.version} after {known}")
        newest[tip.kind, tip.object_id] = tip.version
