"""Notes added to a file by its proper verb."""

from __future__ import annotations

from casework.cases.service import Saving, save_part
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.desk import Hand
from casework.vault.house import House
from tests.factories.files import Note


def add_note(house: House, hand: Hand, case: Id, kind: SectionKind, text: str) -> None:
    """Save one more note into the hand's own section of a kind."""
    save_part(house, hand, case, Saving(kind, Note(text), new_id(), 0))
