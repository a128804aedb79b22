"""A holder's own cases, newest first, one page at a time: rows checked against the log's tips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.orm import Session

from casework.audit.ledger import Receipt
from casework.audit.reading import latest_tips
from casework.crypto.hashing import sha256
from casework.crypto.signatures import Verified
from casework.database.prepared import Prepared
from casework.kernel.ids import Id
from casework.vault.directory import DirectoryEntry, open_row
from casework.vault.errors import NotEntitled, RowAltered, RowReplayed, RowUnknown
from casework.vault.keyring import Keyring
from casework.vault.models import Case, DirectoryRow
from casework.vault.rosters import Roster
from casework.vault.rows import Columns
from casework.vault.survey import require_vouched
from casework.vault.versioned import Bound

_ROWS, _CASES = Columns(DirectoryRow), Columns(Case)
_FIRST_LINES = (
    select(*_ROWS.of, *_CASES.of)
    .join_from(_ROWS.table, _CASES.table, _CASES.of.case_id == _ROWS.of.case_id)
    .where(_ROWS.of_commune, _CASES.of_commune, _ROWS.of.holder_id == bindparam("holder"))
    .order_by(_ROWS.of.listed_at.desc(), _ROWS.of.row_id.desc())
    .limit(bindparam("count"))
)
_NEXT_LINES = _FIRST_LINES.where(
    tuple_(_ROWS.of.listed_at, _ROWS.of.row_id)
    < tuple_(
        bindparam("listed_at", type_=_ROWS.of.listed_at.type),
        bindparam("row_id", type_=_ROWS.of.row_id.type),
    )
)
_FIRST_PAGE, _NEXT_PAGE = Prepared(_FIRST_LINES), Prepared(_NEXT_LINES)


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
    return lines_of(db, vouching, keyring, (keyring.unit, keyring.user), after, count)


def lines_of(
    db: Session,
    vouching: Vouching,
    keyring: Keyring,
    holders: Sequence[Id],
    after: Place | None,
    count: int,
) -> list[ListedCase]:
    """Return up to ``count`` rows of the keyring's own unit that stand under these holders."""
    lines = [line for holder in holders for line in _newest_lines(db, holder, after, count)]
    lines.sort(key=lambda line: (line.row.listed_at, line.row.row_id), reverse=True)
    lines = lines[:count]
    if any(line.row.unit_id != keyring.unit for line in lines):
        raise NotEntitled  # nobody writes into another unit's directory
    require_newest(db, vouching, [line.row for line in lines])
    require_newest(db, vouching, [line.case for line in lines])
    return lines


def _newest_lines(db: Session, holder: Id, after: Place | None, count: int) -> list[ListedCase]:
    """Walk one holder's part of the index; of two holders at once SQLite sorts every row."""
    wanted: dict[str, object] = {"commune": db.info["commune"], "holder": holder, "count": count}
    if after is not None:
        wanted |= {"listed_at": after.listed_at, "row_id": after.row_id}
    found = (_FIRST_PAGE if after is None else _NEXT_PAGE).all(db.connection(), **wanted)
    split = len(_ROWS.of)
    return [ListedCase(_CASES.make(line[split:]), _ROWS.make(line[:split])) for line in found]


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
        statement = row.statement()
        if tip.hash != sha256(statement):
            raise RowAltered
        require_vouched(vouching.roster, vouching.verified, tip, row, statement)
