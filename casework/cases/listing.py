"""A unit's own cases, newest first, by name: one page, one event, no other unit's rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.audit.actions import Action
from casework.kernel.ids import Id
from casework.vault.desk import Hand
from casework.vault.directory import DirectoryEntry
from casework.vault.house import House
from casework.vault.listing import Place, Vouching, page_of_cases

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
    house: House, hand: Hand, after: Place | None = None, action: Action = Action.CASE_LIST
) -> CasePage:
    """Return one page of the cases that the keyring's unit has in its directory.

    ``action`` is what the log calls the look: a list that was asked for, or the first page.
    """
    with house.ledger.entry(hand.actor, action) as entry:
        vouching = Vouching(house.roster(entry.db), house.verified)
        found = page_of_cases(entry.db, vouching, hand.keyring, after, PAGE + 1)
        shown = found[:PAGE]
        entry.lists(cases=[line.case.case_id for line in shown])
    lines = [
        CaseLine(
            line.case.case_id,
            line.case.number,
            line.case.status,
            line.case.restricted,
            line.row.listed_at,
            line.open(entry.receipt, hand.keyring),
        )
        for line in shown
    ]
    return CasePage(lines, shown[-1].place if len(found) > PAGE else None)
