"""A server that looks after idle files until it is killed; run in a process of its own."""

from __future__ import annotations

from multiprocessing.connection import Connection

from casework.audit.events import Actor
from casework.cases.counting import FACTS
from casework.cases.upkeep import ROTATION
from casework.kernel.clock import SystemClock
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.kernel.settings import load_settings
from casework.vault.desk import Hand
from casework.vault.house import House, open_house
from casework.vault.keyring import Keyring
from casework.vault.upkeep import SEALS, Upkeep
from tests.attacks.consents import give, withdraw
from tests.attacks.crashing import Doomed
from tests.factories.safety import safety_file
from tests.factories.writing import add_note

CHORES = (ROTATION, SEALS, FACTS)


def tend_until_killed(doomed: Doomed, receiver: Id, ready: Connection) -> None:
    """Make files that ask for upkeep, and do it, for ever; says once that it has begun."""
    house = open_house(load_settings(doomed.folder, doomed.env), SystemClock())
    keyring = Keyring.from_bytes(doomed.keyring)
    hand = Hand(Actor(keyring.user, keyring.unit, new_id(), None), keyring)
    leave_idle(house, hand, receiver)
    ready.send(None)
    upkeep = Upkeep(CHORES)
    while True:
        upkeep.catch_up(house, hand, 20)
        leave_idle(house, hand, receiver)


def leave_idle(house: House, hand: Hand, receiver: Id) -> None:
    """Open a file from which somebody was shut out, and whose fact is due."""
    case = safety_file(house, hand)
    add_note(house, hand, case, SectionKind.SAFETY, "phần mẫu thêm vào")
    give(house, hand, case, SectionKind.SAFETY, receiver)
    withdraw(house, hand, case, SectionKind.SAFETY, receiver)
