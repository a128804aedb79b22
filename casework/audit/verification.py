"""Any event edited, cut, reordered or forked is named by its place (SECURITY P5).

Each leaf is recomputed from the event's bytes, and every open column, case row and tip row must
say exactly what these bytes say. A log that is consistent in itself and yet another one shows
against the head, the anchor and the signed checkpoints that others keep.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy.orm import Session

from casework.audit.anchor import Anchored
from casework.audit.checkpoints import Checkpoint, open_note
from casework.audit.errors import BadCheckpoint
from casework.audit.walk import Fault, Walk, What
from casework.kernel.ids import Id

__all__ = ["Fault", "LogReport", "Progress", "What", "verify_log"]

Progress: TypeAlias = Callable[[int, int], None]
"""Called now and then with the number of events verified, and of all."""

_CHUNK = 2000


@dataclass(frozen=True)
class LogReport:
    """The outcome: number of events, their root (32 bytes), and the faults in order of place."""

    size: int
    root: bytes
    faults: list[Fault]

    @property
    def sound(self) -> bool:
        """Whether nothing at all is wrong."""
        return not self.faults


def verify_log(
    db: Session,
    commune: Id,
    log_public: bytes,
    anchored: Anchored | None,
    progress: Progress | None = None,
    notes: Iterable[str] = (),
) -> LogReport:
    """Verify the log of `commune`, from its first event to its head.

    `anchored` must have been read before the transaction of `db` began, or a log in use seems
    shorter than it; None checks the log in itself alone. `notes` are signed checkpoints that
    browsers or the paper book have kept; they must have been signed by `log_public`.
    """
    walk = Walk(db.connection(), commune)
    claims = _checkpoints(notes, commune, log_public, walk)
    head = walk.find_head(log_public)
    size = walk.find_end() if head is None else head.size
    marks = {claim.size for claim in claims} | ({anchored.size} if anchored else set())
    for start in range(0, size, _CHUNK):
        walk.verify_chunk(start, min(start + _CHUNK, size), marks)
        if progress is not None:
            progress(min(start + _CHUNK, size), size)
    walk.verify_edges(size)
    if not walk.is_broken:
        if head is not None:
            walk.compare(head, What.HEAD)
        if anchored is not None:
            walk.compare(anchored, What.ANCHOR)
        walk.compare_roots(claims)
    return LogReport(size, walk.tree.root(), sorted(walk.faults))


def _checkpoints(notes: Iterable[str], commune: Id, public: bytes, walk: Walk) -> list[Checkpoint]:
    claims = []
    for note in notes:
        try:
            claim = open_note(note, public)
        except BadCheckpoint:
            claim = None
        if claim is None or claim.commune != commune:
            walk.blame(0, What.FALSE_NOTE)
        else:
            claims.append(claim)
    return sorted(claims, key=lambda claim: claim.size)
