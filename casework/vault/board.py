"""The board of a women's union: read after its event, sealed anew whole, one version at a time.

The plaintext is filled with spaces to whole buckets of 64 KiB before it is sealed, so that neither
its size nor a change of its size tells how many houses or guests there are.  Two who change the
board at the same moment are told apart by its version: the log takes each version once.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.audit.ledger import Receipt
from casework.audit.reading import find_latest_tip
from casework.crypto import blob
from casework.crypto.labels import Label
from casework.kernel.ids import Id
from casework.vault.desk import Hand
from casework.vault.errors import RowMissing
from casework.vault.house import House
from casework.vault.keyring import Keyring
from casework.vault.listing import Vouching, require_newest
from casework.vault.looking import Finding, Standpoint, look_and_open
from casework.vault.models import Board
from casework.vault.rosters import Roster
from casework.vault.versioned import Signed, sign

BUCKET_BYTES = 64 * 1024
_LENGTH_BYTES = 4
"""What the blob itself puts before its plaintext, so that a bucket is filled to the byte."""


@dataclass(frozen=True, repr=False)
class BoardToChange:
    """A verified board for whoever is about to write its next version; ``seen`` 0 for none yet."""

    content: bytes | None
    seen: int


def read_board(house: House, hand: Hand, action: Action) -> bytes | None:
    """Return the content of the own unit's board after the event that says so; None for none.

    The event names no case: who looks at the beds opens nobody's file.
    """
    return look_and_open(house, hand, action, look_at_board)


def look_at_board(here: Standpoint) -> Finding[bytes | None]:
    """Find the own unit's board."""
    row = _find_board(here.db, here.vouching, here.keyring.unit)
    keyring = here.keyring
    return Finding(lambda receipt: None if row is None else _open(receipt, keyring, row))


def board_to_change(db: Session, vouching: Vouching, keyring: Keyring) -> BoardToChange:
    """Open the own unit's board for a planner; what it makes of it is written or thrown away."""
    row = _find_board(db, vouching, keyring.unit)
    if row is None:
        return BoardToChange(None, 0)
    return BoardToChange(_plaintext(keyring, row), row.version)


def seal_board(
    keyring: Keyring, roster: Roster, commune: Id, content: bytes, before: BoardToChange
) -> Signed:
    """Seal the next version of the own unit's board under the unit's newest epoch, and sign it."""
    row = Board(
        commune_id=commune,
        unit_id=keyring.unit,
        version=before.seen + 1,
        unit_epoch=roster.unit(keyring.unit).current.epoch,
        blob=b"",
    )
    key = keyring.of_unit(row.unit_epoch).board
    row.blob = blob.seal(key, Label.BOARD, _filled(content), row.aad())
    return sign(row, keyring.signer)


def is_unchanged(db: Session, unit: Id, before: BoardToChange) -> bool:
    """Say whether the board still is what a planner saw; asked inside the lock."""
    tip = find_latest_tip(db, Board.tip_kind, unit)
    return (0 if tip is None else tip.version) == before.seen


def _find_board(db: Session, vouching: Vouching, unit: Id) -> Board | None:
    """Return a unit's board, verified as the newest; raises a Tampered error for any other."""
    row = db.scalar(select(Board).where(Board.unit_id == unit))
    if row is None:
        if find_latest_tip(db, Board.tip_kind, unit) is not None:
            raise RowMissing
        return None
    require_newest(db, vouching, [row])
    db.expunge(row)
    return row


def _open(_receipt: Receipt, keyring: Keyring, row: Board) -> bytes:
    """Decrypt for showing; the receipt proves that the event is committed and anchored."""
    return _plaintext(keyring, row)


def _plaintext(keyring: Keyring, row: Board) -> bytes:
    key = keyring.of_unit(row.unit_epoch).board
    return blob.open_blob(key, Label.BOARD, row.blob, row.aad()).rstrip(b" ")


def _filled(content: bytes) -> bytes:
    """Fill with spaces, which end no content of ours, up to a whole number of buckets."""
    buckets = -(-(len(content) + _LENGTH_BYTES) // BUCKET_BYTES)
    return content.ljust(buckets * BUCKET_BYTES - _LENGTH_BYTES)
