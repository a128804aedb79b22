"""Every browser is a witness: what of the log it has once seen, the log of today must extend.

The newest signed checkpoint lies in a long-lived cookie that is sent to the sign-in page alone.
A log that was rolled back together with its anchor shows here (SECURITY §8).
"""

from __future__ import annotations

import base64
import binascii
import logging

from casework.accounts.errors import WitnessDiffers
from casework.audit import store
from casework.audit.checkpoints import Checkpoint, open_note
from casework.audit.errors import BadCheckpoint
from casework.audit.merkle import root_of
from casework.kernel.errors import LogForked
from casework.vault.house import House

MOST_RECOMPUTED = 50_000
"""Events that a sign-in hashes anew (about a second); beyond, the hourly verification must do."""

LARGEST_COOKIE = 2048

_LOG = logging.getLogger(__name__)


def present_note(house: House) -> str:
    """Return the log's newest signed checkpoint as a cookie's value, base64url."""
    return base64.urlsafe_b64encode(house.ledger.latest().note.encode()).decode()


def require_continuity(house: House, cookie: str | None) -> None:
    """Raise WitnessDiffers, and halt the log, if it does not extend what this browser saw.

    Called after the event of the sign-in, which has moved the anchor up to the database.  A note
    that this log's key never signed proves nothing (anybody can send one) and is passed over.
    """
    seen = _find_checkpoint(house, cookie)
    if seen is None:
        return
    ours = house.ledger.checkpoint().checkpoint
    if seen.era < ours.era:
        return  # a signed restore has begun a new era since
    if seen.era > ours.era or seen.size > ours.size or not _leads_to(house, seen, ours):
        house.ledger.halt("a browser has seen a checkpoint that this log does not extend")
        raise WitnessDiffers


def _find_checkpoint(house: House, cookie: str | None) -> Checkpoint | None:
    if not cookie or len(cookie) > LARGEST_COOKIE:
        return None
    with house.database.read() as db:
        public = house.roster(db).log_public
    try:
        note = base64.b64decode(cookie, altchars=b"-_", validate=True).decode()
        seen = open_note(note, public)
    except (BadCheckpoint, binascii.Error, ValueError):
        _LOG.warning("a browser presented a checkpoint that is not of this log")
        return None
    return seen if seen.commune == house.commune else None


def _leads_to(house: House, seen: Checkpoint, ours: Checkpoint) -> bool:
    """Say whether the events of today, as far as the note goes, have the note's root."""
    if seen.size == ours.size:
        return seen.root == ours.root
    if seen.size > MOST_RECOMPUTED:
        return True
    try:
        with house.database.read() as db:
            leaves = store.leaves_between(db.connection(), house.commune, 0, seen.size)
    except LogForked:
        return False
    return root_of(leaves) == seen.root
