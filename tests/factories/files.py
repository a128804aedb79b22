"""A file as tests need one: a synthetic survivor, one line of what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from casework.cases.codec import SealedRecord, sealed
from casework.cases.service import NewPart, Opening, open_case
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.desk import Hand
from casework.vault.directory import DirectoryEntry
from casework.vault.house import House

SURVIVOR = "Y Blơi (mẫu)"
LINE = "Chồng say rượu đánh vào mặt lúc nửa đêm (mẫu)"


@sealed
@dataclass(frozen=True)
class Note(SealedRecord):
    """The smallest record: one text."""

    schema: ClassVar[str] = "test-note"
    text: str


def opened_file(
    house: House,
    hand: Hand,
    *,
    name: str = SURVIVOR,
    line: str = LINE,
    holders: tuple[Id, ...] = (),
) -> Id:
    """Open a case with one identity note and one incident note; returns its id."""
    opening = Opening(
        case_id=new_id(),
        parts=(
            NewPart(SectionKind.IDENTITY, Note(name)),
            NewPart(SectionKind.INCIDENT, Note(line)),
        ),
        entry=DirectoryEntry(name=name),
        holders=holders,
    )
    return open_case(house, hand, opening)
