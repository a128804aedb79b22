"""A server that writes files as fast as it can until it is killed; run in a process of its own."""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from casework.audit.events import Actor
from casework.cases.service import Saving, save_part
from casework.kernel.clock import SystemClock
from casework.kernel.ids import new_id
from casework.kernel.kinds import SectionKind
from casework.kernel.settings import load_settings
from casework.vault.desk import Hand
from casework.vault.house import open_house
from casework.vault.keyring import Keyring
from tests.factories.files import Note, opened_file

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
    keyring = Keyring.from_bytes(doomed.keyring)
    hand = Hand(Actor(keyring.user, keyring.unit, new_id(), None), keyring)
    opened_file(house, hand)
    ready.send(None)
    while True:
        case = opened_file(house, hand)
        saving = Saving(SectionKind.SAFETY, Note("phần mẫu thêm vào"), new_id(), 0)
        save_part(house, hand, case, saving)
