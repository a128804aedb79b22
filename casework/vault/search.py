"""A unit's own cases by what somebody remembers of them: matched in memory, shown after the event.

The words that were searched for reach neither the log nor the database.  Nothing is returned before
the event that lists what was found is committed; what is returned is checked as a list is, and is
held by a grant that is alive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from sqlalchemy import BigInteger, bindparam, select, type_coerce
from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.audit.ledger import Receipt
from casework.database.prepared import Prepared
from casework.kernel.clock import to_micros
from casework.kernel.ids import Id
from casework.vault.desk import Hand
from casework.vault.directory import DirectoryEntry, look_into
from casework.vault.house import House
from casework.vault.keyring import Keyring
from casework.vault.lines import ListedCase
from casework.vault.listing import lines_by_row, require_told
from casework.vault.looking import Finding, Standpoint, look_and_open
from casework.vault.models import DirectoryRow
from casework.vault.rows import Columns
from casework.vault.segments import ROWS, Copied, Segment, Sheet, open_segment, seal_segment

FRESH = 64
"""From so many rows on that no segment holds, the segments are made anew."""
_AT_ONCE = 500
_Lead: TypeAlias = tuple[Copied, str]
"""A row, and what it is matched by."""

_ROWS = Columns(DirectoryRow)
_CURRENT = Prepared(
    select(_ROWS.of.row_id, _ROWS.of.version, type_coerce(_ROWS.of.listed_at, BigInteger)).where(
        _ROWS.of_commune, _ROWS.of.holder_id == bindparam("holder")
    )
)


class Finder(Protocol):
    """Knows what was searched for, and how people write; pure."""

    def key(self, entry: DirectoryEntry, number: str) -> str:
        """Return what an entry is matched by, as one line."""

    def index(self, keys: Sequence[str]) -> str:
        """Return what most of these entries are passed over by."""

    def shortlist(self, index: str) -> Iterable[int]:
        """Return the places of the entries that may match."""

    def rank(self, key: str) -> tuple[int, ...] | None:
        """Return how well an entry matches, lower first; None for not at all."""


@dataclass(frozen=True, repr=False)
class Hit:
    """A case that was found, and what its holder remembers of it."""

    line: ListedCase
    entry: DirectoryEntry


@dataclass(frozen=True, repr=False)
class Hits:
    """The best hits, best first, and whether there are more."""

    best: list[Hit]
    more: bool


def search_directory(house: House, hand: Hand, action: Action, finder: Finder, count: int) -> Hits:
    """Return up to ``count`` cases of the hand's own directory that match; one event lists them.

    Raises a Tampered error for a row that is not the newest the log knows of its object.
    """
    with house.database.read() as db:
        found = _ranked(house, hand.keyring, db, finder)

    def look(here: Standpoint) -> Finding[Hits]:
        keyring = here.keyring
        held = lines_by_row(here.db, here.vouching, keyring, found[:count], here.at)

        def opened(receipt: Receipt) -> Hits:
            hits = [Hit(line, line.open(receipt, keyring)) for line in held.lines]
            return Hits(hits, len(found) > count)

        cases = [line.told.case_id for line in held.lines]
        return Finding(opened, cases, ends_at=held.ends_at)

    return look_and_open(house, hand, action, look)


def _ranked(house: House, keyring: Keyring, db: Session, finder: Finder) -> list[Id]:
    """Return the matching rows, best first, newest first among equals."""
    mine, own = (_current(db, holder) for holder in (keyring.unit, keyring.user))
    sheets = _sheets_of_unit(house, keyring, db, finder, mine)
    ranked = [*_found(sheets, finder, mine), *_found(_read(keyring, db, finder, own), finder, own)]
    return [row_id for *_, row_id in sorted(ranked)]


def _found(
    sheets: Iterable[Sheet], finder: Finder, current: set[Copied]
) -> Iterator[tuple[tuple[int, ...], int, Id]]:
    """Yield of what matches and stands: how well, how long ago, and which."""
    for sheet in sheets:
        for place in finder.shortlist(sheet.words):
            row = row_id, _, listed_at = sheet.rows[place]
            rank = finder.rank(sheet.keys[place]) if row in current else None
            if rank is not None:
                yield rank, -listed_at, row_id


def _current(db: Session, holder: Id) -> set[Copied]:
    """Return which rows a holder has now, in which version."""
    return set(_CURRENT.all(db.connection(), commune=db.info["commune"], holder=holder))


def _sheets_of_unit(
    house: House, keyring: Keyring, db: Session, finder: Finder, current: set[Copied]
) -> list[Sheet]:
    """Return what the unit's rows are found by, from segments as far as they are up to date.

    A sheet may name rows of which the database has a newer version, or none.
    """
    kept = [one for one in house.segments.of(keyring.unit) if one.epoch in keyring.unit_secrets]
    fresh = current.difference(*(segment.rows for segment in kept))
    copies = [_Copy(open_segment(keyring, house.commune, one), one) for one in kept]
    copies += [_Copy(sheet) for sheet in _read(keyring, db, finder, fresh)]
    if len(fresh) >= FRESH or _some_ended(kept, current):
        sealed = _sealed(house, keyring, finder, copies, current)
        house.segments.keep(keyring.unit, tuple(sealed))
    return [copy.sheet for copy in copies]


def _some_ended(kept: Iterable[Segment], current: set[Copied]) -> bool:
    """Say whether a copied row is no more; one of another version is read against its tip."""
    other = [row for one in kept if not current.issuperset(one.rows) for row in one.rows]
    standing = {row_id for row_id, _, _ in current} if other else set()
    return any(row_id not in standing for row_id, _, _ in other)


@dataclass(frozen=True, repr=False)
class _Copy:
    """A sheet, and the segment that it was copied from."""

    sheet: Sheet
    segment: Segment | None = None


def _sealed(
    house: House,
    keyring: Keyring,
    finder: Finder,
    copies: Iterable[_Copy],
    current: set[Copied],
) -> Iterator[Segment]:
    """Yield segments of what stands; those that are full and all of which stands are kept."""
    leads: list[_Lead] = []
    for sheet, segment in ((copy.sheet, copy.segment) for copy in copies):
        if len(sheet.rows) == ROWS and current.issuperset(sheet.rows):
            yield segment or seal_segment(keyring, house.commune, sheet)
        else:
            found = zip(sheet.rows, sheet.keys, strict=True)
            leads += [(row, key) for row, key in found if row in current]
    for sheet in _sheets(finder, leads):
        yield seal_segment(keyring, house.commune, sheet)


def _sheets(finder: Finder, leads: Sequence[_Lead]) -> Iterator[Sheet]:
    for begin in range(0, len(leads), ROWS):
        rows, keys = zip(*leads[begin : begin + ROWS], strict=True)
        yield Sheet(rows, finder.index(keys), list(keys))


def _read(keyring: Keyring, db: Session, finder: Finder, rows: Iterable[Copied]) -> Iterator[Sheet]:
    """Read rows one by one, each held against its tip; who signed it is asked when it is shown."""
    row_ids = [row_id for row_id, _, _ in rows]
    leads: list[_Lead] = []
    for begin in range(0, len(row_ids), _AT_ONCE):
        for row, number in require_told(db, keyring, row_ids[begin : begin + _AT_ONCE]):
            read = (row.row_id, row.version, to_micros(row.listed_at))
            leads.append((read, finder.key(look_into(keyring, row), number)))
    return _sheets(finder, leads)
