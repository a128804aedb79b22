"""A unit's own cases by what somebody remembers of them: matched in memory, shown after the event.

The words that were searched for reach neither the log nor the database.  Nothing is returned before
the event that lists what was found is committed; what is returned is checked as a list is, and is
held by a grant that is alive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import BigInteger, bindparam, select, type_coerce
from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.audit.ledger import Receipt
from casework.kernel.ids import Id
from casework.vault.desk import Hand
from casework.vault.directory import DirectoryEntry, look_into
from casework.vault.errors import RowReplayed
from casework.vault.house import House
from casework.vault.keyring import Keyring
from casework.vault.lines import ListedCase
from casework.vault.listing import lines_by_row, require_told
from casework.vault.looking import Finding, Standpoint, look_and_open
from casework.vault.models import DirectoryRow
from casework.vault.rows import Columns
from casework.vault.segments import Lead, open_segment, seal_segments

FRESH = 64
"""From so many rows on that no segment holds, the segments are made anew."""
_AT_ONCE = 500

_ROWS = Columns(DirectoryRow)
_CURRENT = (
    select(_ROWS.of.row_id, _ROWS.of.version, type_coerce(_ROWS.of.listed_at, BigInteger))
    .where(_ROWS.of_commune, _ROWS.of.holder_id == bindparam("holder"))
    .order_by(_ROWS.of.listed_at.desc(), _ROWS.of.row_id.desc())
)


class Finder(Protocol):
    """Knows what was searched for, and how people write; pure."""

    def pack(self, entry: DirectoryEntry, number: str) -> tuple[str, str]:
        """Return what an entry is passed over by, and what it is matched by: a line each."""

    def shortlist(self, lines: Sequence[str]) -> Iterable[int]:
        """Return the places of the lines that may match."""

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
    listed = {holder: _current(db, holder) for holder in (keyring.unit, keyring.user)}
    leads = [
        *_leads_of_unit(house, keyring, db, finder, listed[keyring.unit]),
        *_read(keyring, db, finder, list(listed[keyring.user])),
    ]
    known = listed[keyring.unit] | listed[keyring.user]
    ranked = []
    for place in finder.shortlist([lead.line for lead in leads]):
        rank = finder.rank(leads[place].key)
        if rank is not None:
            row_id = leads[place].row_id
            _, listed_at = known[row_id]
            ranked.append((rank, -listed_at, row_id))
    return [row_id for *_, row_id in sorted(ranked)]


def _current(db: Session, holder: Id) -> dict[Id, tuple[int, int]]:
    """Return the version and the time of listing of each row that a holder has now."""
    wanted = {"commune": db.info["commune"], "holder": holder}
    found = db.connection().execute(_CURRENT, wanted).all()
    return {row_id: (version, at) for row_id, version, at in found}


def _leads_of_unit(
    house: House,
    keyring: Keyring,
    db: Session,
    finder: Finder,
    current: dict[Id, tuple[int, int]],
) -> list[Lead]:
    """Return what the unit's rows are found by, from segments as far as they are up to date."""
    copied = [
        lead
        for segment in house.segments.of(keyring.unit)
        if segment.epoch in keyring.unit_secrets
        for lead in open_segment(keyring, house.commune, segment)
    ]
    leads = list(_standing(copied, current))
    known = {lead.row_id for lead in leads}
    fresh = [row_id for row_id in current if row_id not in known]
    leads += _read(keyring, db, finder, fresh)
    if len(fresh) >= FRESH or any(lead.row_id not in current for lead in copied):
        sealed = seal_segments(keyring, house.commune, leads)
        house.segments.keep(keyring.unit, sealed)
    return leads


def _standing(leads: Iterable[Lead], current: dict[Id, tuple[int, int]]) -> Iterator[Lead]:
    """Yield the leads whose row stands as it was copied; raises RowReplayed for an older row."""
    for lead in leads:
        version, _ = current.get(lead.row_id, (None, 0))
        if version == lead.version:
            yield lead
        elif version is not None and version < lead.version:
            raise RowReplayed


def _read(keyring: Keyring, db: Session, finder: Finder, row_ids: Sequence[Id]) -> Iterator[Lead]:
    """Read rows one by one, each held against its tip; who signed it is asked when it is shown."""
    for begin in range(0, len(row_ids), _AT_ONCE):
        for row, number in require_told(db, keyring, row_ids[begin : begin + _AT_ONCE]):
            line, key = finder.pack(look_into(keyring, row), number)
            yield Lead(row.row_id, row.version, line, key)
