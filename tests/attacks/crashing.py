"""Servers that write as fast as they can until they are killed; each in a process of its own."""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from casework.audit.events import Actor
from casework.cases.service import Saving, save_part
from casework.kernel.clock import FixedClock, SystemClock
from casework.kernel.ids import new_id
from casework.kernel.kinds import SectionKind
from casework.kernel.settings import load_settings
from casework.shelter.records import SafeHouse, Step
from casework.vault.desk import Hand
from casework.vault.house import House, open_house
from casework.vault.keyring import Keyring
from tests.factories.commune import MORNING
from tests.factories.files import Note, opened_file
from tests.shelter.scenes import added_house, left, placed, stepped, union_case

NOTES = 2
"""How many notes a whole file has before anything is added to it."""


@dataclass(frozen=True)
class Doomed:
    """Where the server stands, and with whose keys it writes."""

    folder: Path
    env: dict[str, str]
    keyring: bytes


def write_until_killed(doomed: Doomed, ready: Connection) -> None:
    """Open files and add to them for ever; says once that it has begun."""
    house = open_house(load_settings(doomed.folder, doomed.env), SystemClock())
    hand = _hand(doomed)
    opened_file(house, hand)
    ready.send(None)
    while True:
        case = opened_file(house, hand)
        saving = Saving(SectionKind.SAFETY, Note("phần mẫu thêm vào"), new_id(), 0)
        save_part(house, hand, case, saving)


def place_until_killed(doomed: Doomed, ready: Connection) -> None:
    """Place one survivor after the other into the same house, and let each of them leave."""
    house = open_house(load_settings(doomed.folder, doomed.env), FixedClock(MORNING))
    hand = _hand(doomed)
    at = added_house(house, hand)
    _stay_once(house, hand, at)
    ready.send(None)
    while True:
        _stay_once(house, hand, at)


def _stay_once(house: House, hand: Hand, at: SafeHouse) -> None:
    case = union_case(house, hand)
    placed(house, hand, case, at)
    stepped(house, hand, case, Step.ARRIVED, arrived_at=house.clock.now())
    left(house, hand, case)


def _hand(doomed: Doomed) -> Hand:
    keyring = Keyring.from_bytes(doomed.keyring)
    return Hand(Actor(keyring.user, keyring.unit, new_id(), None), keyring)
