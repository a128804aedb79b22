"""Between the log and its anchor: the log extends what is anchored, or nothing goes on."""

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from casework.audit import store
from casework.audit.anchor import Anchor, Anchored
from casework.audit.heads import require_signed
from casework.audit.merkle import Tree
from casework.crypto.signatures import ReadySeed
from casework.database.engine import Database
from casework.kernel.errors import AnchorMissing, DatabaseBusy, LogBehindAnchor, LogForked
from casework.kernel.ids import Id

_FIRST_ERA = 1


def trusted_states(
    connection: Connection, anchor: Anchor, commune: Id, key: ReadySeed
) -> tuple[Anchored, Anchored]:
    """Return what is anchored and, equal to it or some leaves longer, where the log stands.

    Locks the head first. Raises LogBehindAnchor for a log that is shorter than its anchor,
    LogForked for one that does not extend it, or whose surplus the log's key (``key``) has not
    signed, AnchorMissing for one that has lost it. A log without events begins here, and so does
    its anchor.
    """
    head, signature = store.find_head(connection, commune) or (None, b"")
    anchored = anchor.read()
    if anchored is None:
        if head is not None and head.size > 0:
            raise AnchorMissing
        # Made before the first event: a crash after that event must not look like a lost anchor.
        anchored = anchor.advance(None, Anchored(_FIRST_ERA, Tree()))
    if head is None and anchored.size == 0:
        head = anchored
        try:
            store.insert_head(connection, commune, head, key)
        except IntegrityError as error:  # on PostgreSQL two may begin a log at one moment
            raise DatabaseBusy from error
    if head is None or (head.era, head.size) < (anchored.era, anchored.size):
        raise LogBehindAnchor
    if not _extends(connection, commune, anchored, head):
        raise LogForked
    if head.size > anchored.size:
        require_signed(key.public, commune, head, signature)
    return anchored, head


def advance(
    database: Database, anchor: Anchor, commune: Id, anchored: Anchored, after: Anchored
) -> None:
    """Move the anchor from `anchored` to `after`; return once it vouches for `after`.

    Another process may have moved it meanwhile, for the write lock is given back before. Where
    it stands short of `after`, we check that `after` extends it and try again. Where it stands
    beyond, the other process has appended to our event and checked as much; we check it too,
    for one statement, since a receipt must not rest on what another process believes. Raises
    LogForked if the two do not extend each other.
    """
    standing = anchor.advance(anchored, after)
    while standing != after:
        shorter, longer = sorted((standing, after), key=lambda state: state.size)
        database.look_anew()  # what moved the anchor was written after the last look
        with database.read() as db:
            if not _extends(db.connection(), commune, shorter, longer):
                raise LogForked
        if longer is standing:
            return
        standing = anchor.advance(standing, after)


def _extends(connection: Connection, commune: Id, shorter: Anchored, longer: Anchored) -> bool:
    """Say whether the stored events lead from `shorter` to exactly `longer`."""
    if shorter.era != longer.era:
        return False
    leaves = store.leaves_between(connection, commune, shorter.size, longer.size)
    return shorter.tree.extended(leaves) == longer.tree
