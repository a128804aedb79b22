"""A holder's own cases, newest first, one page at a time: rows checked against the log's tips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from casework.audit.reading import StoredTip, latest_tips, newest_of, rows_of_objects
from casework.crypto.hashing import sha256
from casework.crypto.signatures import Verified
from casework.database.prepared import Prepared, Row
from casework.kernel.ids import Id
from casework.vault.cases import CLOSED
from casework.vault.errors import NotEntitled, RowAltered, RowReplayed, RowUnknown
from casework.vault.keyring import Keyring
from casework.vault.line_memory import Evidence, LineMemory
from casework.vault.lines import (
    AS_THEY_LIE,
    CASE_ID_OF,
    CASES,
    PLACE_OF,
    ROW_ID_OF,
    ROWS,
    ListedCase,
    Place,
    read_line,
)
from casework.vault.models import Case, Consent, DirectoryRow, Grant
from casework.vault.rosters import Roster
from casework.vault.survey import require_vouched
from casework.vault.versioned import Bound

_FIRST_LINES = (
    select(*AS_THEY_LIE)
    .join_from(ROWS.table, CASES.table, CASES.of.case_id == ROWS.of.case_id)
    .where(ROWS.of_commune, CASES.of_commune, ROWS.of.holder_id == bindparam("holder"))
    .order_by(ROWS.of.listed_at.desc(), ROWS.of.row_id.desc())
    .limit(bindparam("count"))
)
_NEXT_LINES = _FIRST_LINES.where(
    tuple_(ROWS.of.listed_at, ROWS.of.row_id)
    < tuple_(
        bindparam("listed_at", type_=ROWS.of.listed_at.type),
        bindparam("row_id", type_=ROWS.of.row_id.type),
    )
)
_FIRST_PAGE, _NEXT_PAGE = Prepared(_FIRST_LINES), Prepared(_NEXT_LINES)
_PASSED_OVER = 500
"""A page ends after so many lines of the other state; whoever wants more turns it."""


@dataclass(frozen=True)
class Vouching:
    """What rows are held against: who was who, and what has held before."""

    roster: Roster
    verified: Verified
    lines: LineMemory[ListedCase] | None = None


@dataclass(frozen=True)
class ListedPage:
    """Some lines, and where the next page begins; None where there is no line any more."""

    lines: list[ListedCase]
    after: Place | None


def page_of_cases(
    db: Session,
    vouching: Vouching,
    keyring: Keyring,
    after: Place | None,
    count: int,
    *,
    closed: bool = False,
) -> ListedPage:
    """Return up to ``count`` cases that the keyring's unit or user finds in its directory.

    Those that are worked on, or those that are closed; the others are checked as they are passed
    over, or whoever writes to the database could hide a case by calling it closed.

    Raises a Tampered error for a row that is not the newest the log knows of its object, or
    whose author did not sign it, or might not.
    """
    holders = (keyring.unit, keyring.user)
    found: list[ListedCase] = []
    passed = 0
    while True:
        lines = lines_of(db, vouching, keyring, holders, after, count + 1)
        for place, line in enumerate(lines[:count], 1):
            after = line.place
            if (line.told.status == CLOSED) is closed:
                found.append(line)
            if len(found) == count:
                return ListedPage(found, after if place < len(lines) else None)
        passed += count
        if len(lines) <= count or passed >= _PASSED_OVER:
            return ListedPage(found, after if len(lines) > count else None)


def lines_of(
    db: Session,
    vouching: Vouching,
    keyring: Keyring,
    holders: Sequence[Id],
    after: Place | None,
    count: int,
) -> list[ListedCase]:
    """Return up to ``count`` rows of the keyring's own unit that stand under these holders."""
    rows = [row for holder in holders for row in _newest_rows(db, holder, after, count)]
    rows.sort(key=PLACE_OF, reverse=True)
    evidence = _evidence(db, rows[:count])

    def judge(roster: Roster, evidence: Evidence) -> list[ListedCase]:
        lines = [read_line(row) for row in evidence.rows]
        _require_own(keyring, lines)
        own, cases = map(newest_of, evidence.tips)
        _require_vouched(roster, vouching.verified, own, [line.row for line in lines])
        _require_vouched(roster, vouching.verified, cases, [line.case for line in lines])
        return lines

    if vouching.lines is None:
        return judge(vouching.roster, evidence)
    place = (keyring.unit, *holders, after, count)
    return vouching.lines.recall(place, vouching.roster, evidence, judge)


def _evidence(db: Session, rows: list[Row]) -> Evidence:
    own = rows_of_objects(db, DirectoryRow.tip_kind, list(map(ROW_ID_OF, rows)))
    return Evidence(rows, [own, rows_of_objects(db, Case.tip_kind, list(map(CASE_ID_OF, rows)))])


def _require_own(keyring: Keyring, lines: Sequence[ListedCase]) -> None:
    """Nobody writes into another unit's directory."""
    if any(line.row.unit_id != keyring.unit for line in lines):
        raise NotEntitled


def _newest_rows(db: Session, holder: Id, after: Place | None, count: int) -> list[Row]:
    """Walk one holder's part of the index; of two holders at once SQLite sorts every row."""
    wanted: dict[str, object] = {"commune": db.info["commune"], "holder": holder, "count": count}
    if after is not None:
        wanted |= {"listed_at": after.listed_at, "row_id": after.row_id}
    return (_FIRST_PAGE if after is None else _NEXT_PAGE).all(db.connection(), **wanted)


_BY_ROW = (
    select(*AS_THEY_LIE)
    .join_from(ROWS.table, CASES.table, CASES.of.case_id == ROWS.of.case_id)
    .where(
        ROWS.of_commune,
        CASES.of_commune,
        ROWS.of.holder_id.in_(bindparam("holders", expanding=True)),
        ROWS.of.row_id.in_(bindparam("rows", expanding=True)),
    )
)


@dataclass(frozen=True)
class HeldLines:
    """Lines of which a key is held, and when the next consent comes to its end by itself."""

    lines: list[ListedCase]
    ends_at: datetime | None


def lines_by_row(
    db: Session, vouching: Vouching, keyring: Keyring, row_ids: Sequence[Id], at: datetime
) -> HeldLines:
    """Return the keyring's own lines of these rows, in their order, checked as a page of them.

    Left out is what has gone meanwhile, and a case of which no key is held any more.
    """
    lines = {line.row.row_id: line for line in _lines(db, keyring, row_ids)}
    require_newest(db, vouching, [line.row for line in lines.values()])
    require_newest(db, vouching, [line.case for line in lines.values()])
    held, ends_at = _held_cases(db, keyring, [line.case.case_id for line in lines.values()], at)
    found = (lines[row_id] for row_id in row_ids if row_id in lines)
    return HeldLines([line for line in found if line.case.case_id in held], ends_at)


def find_own_row(db: Session, keyring: Keyring, case_id: Id) -> Id | None:
    """Return the row by which the keyring's unit, or user, finds a case; None if it has none."""
    query = select(DirectoryRow.row_id).where(
        DirectoryRow.case_id == case_id, DirectoryRow.holder_id.in_((keyring.unit, keyring.user))
    )
    return db.scalar(query.limit(1))


def require_told(
    db: Session, keyring: Keyring, row_ids: Sequence[Id]
) -> list[tuple[DirectoryRow, str]]:
    """Return the keyring's own rows, each exactly as its newest tip tells, with the file's number.

    Whoever shows one asks for its author's signature too.
    """
    lines = _lines(db, keyring, row_ids)
    tips = latest_tips(db, DirectoryRow.tip_kind, [line.row.row_id for line in lines])
    for line in lines:
        _require_told(tips, line.row, line.row.statement())
    return [(line.row, line.case.number) for line in lines]


def _lines(db: Session, keyring: Keyring, row_ids: Sequence[Id]) -> list[ListedCase]:
    if not row_ids:
        return []
    wanted = {
        "commune": db.info["commune"],
        "holders": [keyring.unit, keyring.user],
        "rows": list(row_ids),
    }
    found = db.connection().execute(_BY_ROW, wanted)
    lines = [read_line(tuple(row)) for row in found]
    _require_own(keyring, lines)
    return lines


def _held_cases(
    db: Session, keyring: Keyring, case_ids: Sequence[Id], at: datetime
) -> tuple[set[Id], datetime | None]:
    """Return the cases of which the keyring's unit or user holds a key whose time is not over.

    And when the time of the next one is.
    """
    if not case_ids:
        return set(), None
    until = (
        select(func.min(Consent.until_at))
        .where(Consent.consent_id == Grant.ground_ref)
        .scalar_subquery()
    )
    query = select(Grant.case_id, until).where(
        Grant.case_id.in_(case_ids), Grant.receiver_id.in_((keyring.unit, keyring.user))
    )
    alive = [(case_id, end) for case_id, end in db.execute(query) if end is None or end > at]
    ends_at = min((end for _, end in alive if end is not None), default=None)
    return {case_id for case_id, _ in alive}, ends_at


def require_newest(db: Session, vouching: Vouching, rows: Sequence[Bound]) -> None:
    """Refuse rows of one kind that are not what the newest tips of their objects say.

    A tip is a row like any other until its signature is looked at, so that is done here too.
    """
    if not rows:
        return
    tips = latest_tips(db, rows[0].tip_kind, [row.tip_id for row in rows])
    _require_vouched(vouching.roster, vouching.verified, tips, rows)


def _require_vouched(
    roster: Roster, verified: Verified, tips: dict[Id, StoredTip], rows: Sequence[Bound]
) -> None:
    for row in rows:
        statement = row.statement()
        tip = _require_told(tips, row, statement)
        require_vouched(roster, verified, tip, row, statement)


def _require_told(tips: dict[Id, StoredTip], row: Bound, statement: bytes) -> StoredTip:
    tip = tips.get(row.tip_id)
    if tip is None:
        raise RowUnknown
    if tip.version > row.tip_version:
        raise RowReplayed
    if tip.hash != sha256(statement):
        raise RowAltered
    return tip
