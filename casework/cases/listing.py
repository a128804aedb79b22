"""A unit's own cases, newest first, by name: one page, one event, no other unit's rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from casework.audit.actions import Action
from casework.audit.ledger import Receipt
from casework.kernel.ids import Id
from casework.vault.desk import Hand
from casework.vault.directory import DirectoryEntry
from casework.vault.house import House
from casework.vault.keyring import Keyring
from casework.vault.lines import ListedCase, Place
from casework.vault.listing import find_own_row, lines_by_row, page_of_cases
from casework.vault.looking import Finding, Look, Standpoint, look_and_open

PAGE = 25


class CaseLine(NamedTuple):
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
    return look_and_open(house, hand, action, look_at_page(after, closed=closed))


def look_at_page(after: Place | None = None, *, closed: bool = False) -> Look[CasePage]:
    """Return the look that finds one page of them."""

    def look(here: Standpoint) -> Finding[CasePage]:
        keyring = here.keyring
        found = page_of_cases(here.db, here.vouching, keyring, after, PAGE, closed=closed)
        return Finding(
            lambda receipt: CasePage(_opened(receipt, keyring, found.lines), found.after),
            [line.told.case_id for line in found.lines],
        )

    return look


def find_lines(house: House, hand: Hand, case_ids: Iterable[Id]) -> list[CaseLine]:
    """Return the lines of those of these cases that the hand has in its directory and may open."""
    wanted = list(case_ids)

    def look(here: Standpoint) -> Finding[list[CaseLine]]:
        keyring = here.keyring
        rows = [find_own_row(here.db, keyring, case_id) for case_id in wanted]
        own = [row_id for row_id in rows if row_id is not None]
        found = lines_by_row(here.db, here.vouching, keyring, own, here.at)
        return Finding(
            lambda receipt: _opened(receipt, keyring, found.lines),
            [line.told.case_id for line in found.lines],
            ends_at=found.ends_at,
        )

    return look_and_open(house, hand, Action.CASE_LIST, look)


def _opened(receipt: Receipt, keyring: Keyring, lines: Iterable[ListedCase]) -> list[CaseLine]:
    return [case_line(line, line.open(receipt, keyring)) for line in lines]


def case_line(line: ListedCase, entry: DirectoryEntry) -> CaseLine:
    """Return one line of a list, opened."""
    return CaseLine(*line.told, entry)
