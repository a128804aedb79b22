"""What comes up in a unit's cases, for its first page: by number only, and no case is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.audit.actions import Action
from casework.audit.ledger import Receipt
from casework.kernel.ids import Id
from casework.vault.agenda import open_agenda, upcoming_cases
from casework.vault.cases import is_closed_to
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.vault.looking import Finding, Standpoint, look_and_open

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
    """Return what every room has planned in the unit's cases, each thing once; one event."""
    return look_and_open(house, hand, Action.WORK_LIST, look_at_upcoming)


def look_at_upcoming(here: Standpoint) -> Finding[list[ComingUp]]:
    """Find one small row for each case in which something comes up, and no case.

    A file that the unit has closed waits for nothing any more.
    """
    keyring = here.keyring
    found = upcoming_cases(here.db, here.vouching, keyring, MOST_UPCOMING)

    def opened(receipt: Receipt) -> list[ComingUp]:
        planned = (
            ComingUp(line.case.case_id, line.case.number, item.kind, item.at)
            for line in found
            if not is_closed_to(line.case, keyring.unit)
            for item in open_agenda(receipt, keyring, line.row)
        )
        return list(dict.fromkeys(planned))

    return Finding(opened, [line.told.case_id for line in found])
