"""A holder's own cases, newest first, one page at a time: rows checked against the log's tips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select, tuple_
from sqlalchemy.orm import Session

from casework.audit.ledger import Receipt
from casework.audit.reading import latest_tips
from casework.crypto.hashing import sha256
from casework.crypto.signatures import Verified
from casework.database.base import Id16, Moment
from casework.kernel.ids import Id
from casework.vault.directory import DirectoryEntry, open_row
from casework.vault.errors import NotEntitled, RowAltered, RowReplayed, RowUnknown
from casework.vault.keyring import Keyring
from casework.vault.models import Case, DirectoryRow
from casework.vault.rosters import Roster
from casework.vault.survey import require_vouched
from casework.vault.versioned import Bound


@dataclass(frozen=True)
class Place:
    """Where a page begins: after this row, in the order newest first."""

    listed_at: datetime
    row_id: Id


@dataclass(frozen=True)
class ListedCase:
    """One line, still sealed: the open state of a case and the holder's directory row of it."""

    case: Case
    row: DirectoryRow

    @property
    def place(self) -> Place:
        """Where a page that ends with this line goes on."""
        return Place(self.row.listed_at, self.row.row_id)

    def open(self, receipt: Receipt, keyring: Keyring) -> DirectoryEntry:
        """Return what the holder remembers of the case; raises NoKey without a receipt for it."""
        return open_row(receipt, keyring, self.row)


@dataclass(frozen=True)
class Vouching:
    """What rows are held against: who was who, and which signatures have held before."""

    roster: Roster
    verified: Verified


def page_of_cases(
    db: Session, vouching: Vouching, keyring: Keyring, after: Place | None, count: int
) -> list[ListedCase]:
    """Return up to ``count`` cases that the keyring's unit or user finds in its directory.

    Raises a Tampered error for a row that is not the newest the log knows of its object, or
    whose author did not sign it, or might not.
    """
    query = (
        select(DirectoryRow, Case)
        .join(Case, Case.case_id == DirectoryRow.case_id)
        .where(DirectoryRow.holder_id.in_((keyring.unit, keyring.user)))
        .order_by(DirectoryRow.listed_at.desc(), DirectoryRow.row_id.desc())
        .limit(count)
    )
    if after is not None:
        query = query.where(
            tuple_(DirectoryRow.listed_at, DirectoryRow.row_id)
            < tuple_(literal(after.listed_at, Moment), literal(after.row_id, Id16))
        )
    lines = [ListedCase(case, row) for row, case in db.execute(query)]
    if any(line.row.unit_id != keyring.unit for line in lines):
        raise NotEntitled  # nobody writes into another unit's directory
    require_newest(db, vouching, [line.row for line in lines])
    require_newest(db, vouching, [line.case for line in lines])
    db.expunge_all()
    return lines


def require_newest(db: Session, vouching: Vouching, rows: Sequence[Bound]) -> None:
    """Refuse rows of one kind that are not what the newest tips of their objects say.

    A tip is a row like any other until its signature is looked at, so that is done here too.
    """
    if not rows:
        return
    tips = latest_tips(db, rows[0].tip_kind, [row.tip_id for row in rows])
    for row in rows:
        tip = tips.get(row.tip_id)
        if tip is None:
            raise RowUnknown
        if tip.version > row.tip_version:
            raise RowReplayed
        if tip.hash != sha256(row.statement()):
            raise RowAltered
        require_vouched(vouching.roster, vouching.verified, tip, row)
