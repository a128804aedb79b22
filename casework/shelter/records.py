"""What is sealed of shelter: the board of houses and beds, and each step of a stay, place included.

A step of a stay is a record of its own that says everything anew, so that an arrival, a meal and a
departure look alike from outside.  The forms are frozen by vectors in tests/shelter/vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from casework.cases.codec import SealedRecord, sealed


@dataclass(frozen=True, repr=False)
class SafeHouse:
    """One house: where it is, who is there, whom it takes, and when it is closed."""

    house_id: bytes = b""
    edition: int = 1
    """Counts its changes, so that two who change it at once notice each other."""
    name: str = ""
    address: str = ""
    phone: str = ""
    host_name: str = ""
    unit_id: bytes | None = None
    """The house's own unit, where its host has an account; else the union phones."""
    listed: bool = False
    """Stands in a public list: no secret, and she is told before she chooses."""
    beds: int = 1
    takes: tuple[str, ...] = ()
    boys_up_to: int | None = None
    """The oldest age of a boy whom it takes; None where nothing was said."""
    languages: tuple[str, ...] = ()
    note: str = ""
    closed_from: date | None = None
    closed_until: date | None = None
    """The first night on which it is open again; None for not known."""
    retired: bool = False


class BedState(StrEnum):
    """Whether the guest is expected, there, or gone.

    RELEASED is the board's own word: the house said that she is gone, and a colleague who does not
    hold her file freed the bed; the file has yet to say how she left.
    """

    EXPECTED = "EXPECTED"
    PRESENT = "PRESENT"
    RELEASED = "RELEASED"
    ENDED = "ENDED"

    @property
    def is_over(self) -> bool:
        """Whether the bed is free again from the day on which the stay ends."""
        return self in (BedState.RELEASED, BedState.ENDED)


@dataclass(frozen=True, repr=False)
class BedStay:
    """Beds that are taken; of a restricted case nothing but that."""

    stay_id: bytes = b""
    house_id: bytes = b""
    beds: int = 1
    from_on: date = date.min
    until_on: date = date.min
    """The day on which the beds are free again."""
    state: BedState = BedState.EXPECTED
    letter: bytes = b""
    """What the house was told of her, so that its answer finds the way back."""
    case_id: bytes | None = None
    """None for a restricted case: colleagues who are not named see a taken bed and no more."""


@sealed
@dataclass(frozen=True, repr=False)
class HouseBoard(SealedRecord):
    """All houses of a union, and every bed that is taken now, to come, or was lately."""

    schema: ClassVar[str] = "shelter-board"

    houses: tuple[SafeHouse, ...] = ()
    stays: tuple[BedStay, ...] = ()


class Step(StrEnum):
    """What a record of a stay tells."""

    PLACED = "PLACED"
    ARRIVED = "ARRIVED"
    GAVE = "GAVE"
    EXTENDED = "EXTENDED"
    LEFT = "LEFT"


@sealed
@dataclass(frozen=True, repr=False)
class Stay(SealedRecord):
    """A stay as it stands after one step: the house, who came, until when, and how she left."""

    schema: ClassVar[str] = "stay"

    stay_id: bytes = b""
    step: Step = Step.PLACED
    at: datetime | None = None
    """When the step happened; what was done on paper keeps its hour."""
    note: str = ""

    house_id: bytes = b""
    house_name: str = ""
    address: str = ""
    phone: str = ""
    host_name: str = ""
    house_unit: bytes | None = None
    letter: bytes = b""
    """The letter that announced her; one that nobody can open where the house has no account."""
    listed: bool = False
    told: bool = False
    """She was told that the house is publicly listed, before she chose."""

    adults: int = 1
    children: int = 0
    oldest_boy: int | None = None
    guests: tuple[str, ...] = ()
    language: str | None = None
    beds: int = 1
    from_on: date = date.min
    until_on: date = date.min
    hour: str = ""
    word: str = ""
    wants: tuple[str, ...] = ()
    """Codes of ``immediate_needs``, which the house sees as pictures."""
    needs: str = ""

    arrived_at: datetime | None = None
    supplies: tuple[str, ...] = ()
    left_at: datetime | None = None
    departure: str | None = None
    accompanied: str = ""
    follow_up_on: date | None = None
    follow_up: str = ""

    @property
    def state(self) -> BedState:
        """Whether the guest is expected, there, or gone."""
        if self.departure is not None:
            return BedState.ENDED
        return BedState.EXPECTED if self.arrived_at is None else BedState.PRESENT
