"""Who of which house did what, and when: for the union's manager, and for nobody else.

The log names one unit for all houses.  Who it was is sealed to the union in each event
(`casework.vault.veil`) and is opened after the event of this look, a page at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from casework.audit.actions import Action
from casework.audit.events import ANY_HOUSE, Event, Outcome, event_from_bytes
from casework.audit.pages import EventFilter, Place, page_of_events
from casework.kernel.ids import Id
from casework.oversight.labels import ACTIONS
from casework.oversight.service import PAGE
from casework.shelter.records import HouseBoard
from casework.shelter.store import look as look_at_board
from casework.vault.desk import Hand
from casework.vault.errors import NoKey
from casework.vault.house import House
from casework.vault.keyring import Keyring
from casework.vault.looking import Finding, Look, Standpoint, both, look_and_open, then
from casework.vault.rosters import Roster
from casework.vault.veil import reveal

UNREADABLE = "Không mở được"
"""The event is sealed to another union, or is not as it was written."""


@dataclass(frozen=True)
class HouseLine:
    """One event by a house: its number, what the board calls it, and who of it."""

    at: datetime
    number: str
    name: str
    who: str
    what: str
    refused: bool


@dataclass(frozen=True)
class HousePage:
    """One page of lines, newest first, and where the next one begins."""

    lines: list[HouseLine]
    after: Place | None


@dataclass(frozen=True, repr=False)
class _Revealed:
    event: Event
    number: str = UNREADABLE
    unit: Id | None = None
    who: str = ""


def view_houses(house: House, hand: Hand, after: Place | None = None) -> HousePage:
    """Return a page of what the houses did, after the event of the look, which names no case."""
    look = then(both(look_at_board, _look_at_events(after)), _arranged)
    return look_and_open(house, hand, Action.SHELTER_READERS, look)


def _look_at_events(after: Place | None) -> Look[tuple[list[_Revealed], Place | None]]:
    def look(here: Standpoint) -> Finding[tuple[list[_Revealed], Place | None]]:
        found = page_of_events(here.db, EventFilter(unit=ANY_HOUSE), after, PAGE + 1)
        goes_on = found[PAGE - 1].place if len(found) > PAGE else None
        events = [event_from_bytes(logged.event) for logged in found[:PAGE]]
        roster, keyring = here.vouching.roster, here.keyring
        return Finding(
            lambda _receipt: ([_revealed(roster, keyring, event) for event in events], goes_on)
        )

    return look


def _revealed(roster: Roster, keyring: Keyring, event: Event) -> _Revealed:
    try:
        hidden = reveal(keyring, event)
    except NoKey:
        return _Revealed(event)
    member = roster.find_member(hidden.user)
    unit = roster.units.get(hidden.house)
    return _Revealed(
        event,
        UNREADABLE if unit is None else unit.name,
        hidden.house,
        "" if member is None else member.username,
    )


def _arranged(found: tuple[HouseBoard, tuple[list[_Revealed], Place | None]]) -> HousePage:
    board, (events, goes_on) = found
    names = {one.unit_id: one.name for one in board.houses if one.unit_id and not one.retired}
    return HousePage([_line(names, one) for one in events], goes_on)


def _line(names: Mapping[Id, str], one: _Revealed) -> HouseLine:
    return HouseLine(
        at=one.event.at,
        number=one.number,
        name="" if one.unit is None else names.get(one.unit, ""),
        who=one.who,
        what=ACTIONS[one.event.action],
        refused=one.event.outcome is Outcome.REFUSED,
    )
