"""A unit's own cases, newest first, by name: one page, one event, no other unit's rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from casework.audit.actions import Action
from casework.kernel.ids import Id
from casework.vault.desk import Hand
from casework.vault.directory import DirectoryEntry
from casework.vault.house import House
from casework.vault.listing import (
    ListedCase,
    Place,
    Vouching,
    find_own_row,
    lines_by_row,
    page_of_cases,
)

PAGE = 25


@dataclass(frozen=True)
class CaseLine:
    """One line of a list."""

    case_id: Id
    number: str
    status: str
    restricted: bool
    listed_at: datetime
    entry: DirectoryEntry


@dataclass(frozen=True)
class CasePage:
    """Up to 25 lines, and where the next page begins."""

    lines: list[CaseLine]
    after: Place | None


def list_cases(
    house: House,
    hand: Hand,
    after: Place | None = None,
    action: Action = Action.CASE_LIST,
    *,
    closed: bool = False,
) -> CasePage:
    """Return one page of the cases that the keyring's unit has in its directory.

    Those that are worked on, or those that are closed.

    ``action`` is what the log calls the look: a list that was asked for, or the first page.
    """
    with house.ledger.entry(hand.actor, action) as entry:
        vouching = Vouching(house.roster(entry.db), house.verified)
        found = page_of_cases(entry.db, vouching, hand.keyring, after, PAGE, closed=closed)
        entry.lists(cases=[line.case.case_id for line in found.lines])
    lines = [case_line(line, line.open(entry.receipt, hand.keyring)) for line in found.lines]
    return CasePage(lines, found.after)


def find_lines(house: House, hand: Hand, case_ids: Iterable[Id]) -> list[CaseLine]:
    """Return the lines of those of these cases that the hand has in its directory and may open."""
    with house.ledger.entry(hand.actor, Action.CASE_LIST) as entry:
        vouching = Vouching(house.roster(entry.db), house.verified)
        rows = [find_own_row(entry.db, hand.keyring, case_id) for case_id in case_ids]
        own = [row_id for row_id in rows if row_id is not None]
        found = lines_by_row(entry.db, vouching, hand.keyring, own, entry.at)
        entry.lists(cases=[line.case.case_id for line in found])
    return [case_line(line, line.open(entry.receipt, hand.keyring)) for line in found]


def case_line(line: ListedCase, entry: DirectoryEntry) -> CaseLine:
    """Return one line of a list, opened."""
    return CaseLine(
        line.case.case_id,
        line.case.number,
        line.case.status,
        line.case.restricted,
        line.row.listed_at,
        entry,
    )
