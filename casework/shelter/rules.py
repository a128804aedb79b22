"""Which house fits whom, and which beds are free on which night; pure, by the day it is told.

A guest whose planned nights are over keeps the bed until somebody writes that she has left: a bed
that is free on paper only would send the next woman to a closed door.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from casework.shelter.records import BedState, BedStay, HouseBoard, SafeHouse

LONGEST_NIGHTS = 60
KEPT_DAYS = 30
"""How long a stay that has ended remains on the board; its file keeps it for good."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Party:
    """Who needs beds: how many, and what a house must be able to do for them."""

    adults: int
    children: int
    beds: int
    needs: tuple[str, ...] = ()
    """Codes of ``shelter_guests`` beyond women and children."""
    oldest_boy: int | None = None
    language: str | None = None

    @property
    def required(self) -> tuple[str, ...]:
        """Return every code that a house must take."""
        women = ("WOMEN",) if self.adults else ()
        children = ("CHILDREN",) if self.children else ()
        return (*women, *children, *self.needs)


class Why(StrEnum):
    """Why a house does not fit."""

    RETIRED = "retired"
    CLOSED = "closed"
    FULL = "full"
    NOT_TAKEN = "not taken"
    BOY_TOO_OLD = "boy too old"
    LANGUAGE = "language"


@dataclass(frozen=True)
class Obstacle:
    """One reason, with the code, age or night that it is about."""

    why: Why
    code: str = ""
    age: int = 0
    night: date | None = None

    @property
    def forbids(self) -> bool:
        """A language that nobody there speaks makes it hard, not impossible: somebody can help."""
        return self.why is not Why.LANGUAGE


def nights(from_on: date, until_on: date) -> Iterator[date]:
    """Yield every night from the first to the last before ``until_on``."""
    for number in range((until_on - from_on).days):
        yield from_on + number * _DAY


def is_overdue(stay: BedStay, today: date) -> bool:
    """Say whether the planned nights are over and nobody has written that she left."""
    return not stay.state.is_over and stay.until_on <= today


def occupies(stay: BedStay, night: date, today: date) -> bool:
    """Say whether the stay takes its beds on this night."""
    if stay.from_on <= night < stay.until_on:
        return True
    return is_overdue(stay, today) and stay.from_on <= night <= today


def free_beds(
    board: HouseBoard, house: SafeHouse, night: date, today: date, ignoring: bytes | None = None
) -> int:
    """Return how many beds are free; ``ignoring`` is a stay that is about to change."""
    if is_closed(house, night):
        return 0
    taken = sum(
        stay.beds
        for stay in board.stays
        if stay.house_id == house.house_id
        and stay.stay_id != ignoring
        and occupies(stay, night, today)
    )
    return max(house.beds - taken, 0)


def is_closed(house: SafeHouse, night: date) -> bool:
    """Say whether the house takes nobody on this night."""
    if house.closed_from is None or night < house.closed_from:
        return False
    return house.closed_until is None or night < house.closed_until


@dataclass(frozen=True)
class Wish:
    """Beds that somebody asks for: how many, from which night, until which morning."""

    beds: int
    from_on: date
    until_on: date
    ignoring: bytes | None = None


def shortage(board: HouseBoard, house: SafeHouse, wish: Wish, today: date) -> Obstacle | None:
    """Return the first night on which the beds are not to be had, None if they all are."""
    for night in nights(wish.from_on, wish.until_on):
        if is_closed(house, night):
            return Obstacle(Why.CLOSED, night=night)
        if free_beds(board, house, night, today, wish.ignoring) < wish.beds:
            return Obstacle(Why.FULL, night=night)
    return None


def added(known: BedStay, beds: int, until_on: date, today: date) -> Wish:
    """Return what a stay asks for beyond what it has; where the bed was freed, tonight too."""
    if known.state is BedState.RELEASED:
        until_on = max(until_on, today + _DAY)
    return Wish(beds, max(known.until_on, today), until_on, ignoring=known.stay_id)


def obstacles(
    board: HouseBoard, house: SafeHouse, party: Party, wish: Wish, today: date
) -> list[Obstacle]:
    """Return every reason why a house does not fit; empty where it does."""
    if house.retired:
        return [Obstacle(Why.RETIRED)]
    found = [Obstacle(Why.NOT_TAKEN, code) for code in party.required if code not in house.takes]
    limit = house.boys_up_to
    if party.oldest_boy is not None and limit is not None and party.oldest_boy > limit:
        found.append(Obstacle(Why.BOY_TOO_OLD, age=limit))
    if party.language and house.languages and party.language not in house.languages:
        found.append(Obstacle(Why.LANGUAGE, party.language))
    short = shortage(board, house, wish, today)
    return found if short is None else [short, *found]


def with_house(board: HouseBoard, house: SafeHouse) -> HouseBoard:
    """Return the board with a house added, or in the place of its earlier edition."""
    others = [one for one in board.houses if one.house_id != house.house_id]
    known = {one.house_id: place for place, one in enumerate(board.houses)}
    place = known.get(house.house_id, len(others))
    return replace(board, houses=(*others[:place], house, *others[place:]))


def with_stay(board: HouseBoard, stay: BedStay, today: date) -> HouseBoard:
    """Return the board with a stay added or changed; what ended long ago is left out."""
    oldest = today - KEPT_DAYS * _DAY
    others = [
        one
        for one in board.stays
        if one.stay_id != stay.stay_id
        and (one.state is not BedState.ENDED or one.until_on >= oldest)
    ]
    return replace(board, stays=(*others, stay))


def released(stay: BedStay, on: date) -> BedStay:
    """Return a stay whose beds are free from the day ``on``, its file being silent so far."""
    until = max(stay.from_on, min(stay.until_on, on))
    return replace(stay, state=BedState.RELEASED, until_on=until)


def find_stay(board: HouseBoard, stay_id: bytes) -> BedStay | None:
    """Return a stay of the board, None if there is none of this id."""
    return next((one for one in board.stays if one.stay_id == stay_id), None)


def find_house(board: HouseBoard, house_id: bytes) -> SafeHouse | None:
    """Return a house of the board, None if there is none of this id."""
    return next((one for one in board.houses if one.house_id == house_id), None)
