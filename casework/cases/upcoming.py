"""What comes up in a unit's cases, for its first page: by number only, and no case is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.audit.actions import Action
from casework.kernel.ids import Id
from casework.vault.agenda import open_agenda, upcoming_cases
from casework.vault.cases import is_closed_to
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.vault.listing import Vouching

MOST_UPCOMING = 300
"""How many cases in which something comes up are looked through for the first page."""


@dataclass(frozen=True)
class ComingUp:
    """One thing that comes up: in which file, by its number only, of what kind, and when."""

    case_id: Id
    number: str
    kind: str
    at: datetime


def list_upcoming(house: House, hand: Hand) -> list[ComingUp]:
    """Return what every room has planned in the unit's cases, each thing once; one event.

    Opens one small row for each case in which something comes up, and no case; where there is
    none, nothing is opened and the log has nothing to tell.  A file that the unit has closed waits
    for nothing any more.
    """
    with house.database.read() as db:
        vouching = Vouching(house.roster(db), house.verified)
        if not upcoming_cases(db, vouching, hand.keyring, 1):
            return []
    with house.ledger.entry(hand.actor, Action.WORK_LIST) as entry:
        vouching = Vouching(house.roster(entry.db), house.verified)
        found = upcoming_cases(entry.db, vouching, hand.keyring, MOST_UPCOMING)
        entry.lists(cases=[line.case.case_id for line in found])
    planned = (
        ComingUp(line.case.case_id, line.case.number, item.kind, item.at)
        for line in found
        if not is_closed_to(line.case, hand.keyring.unit)
        for item in open_agenda(entry.receipt, hand.keyring, line.row)
    )
    return list(dict.fromkeys(planned))
