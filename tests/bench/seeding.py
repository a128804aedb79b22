"""Thousands of real, verifiable files, sealed and signed as any other, many to an event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from casework.audit.actions import Action
from casework.cases.codec import SealedRecord, encode
from casework.cases.records import FirstMinutes, Incident, KinAnswer, Needs, Reporter, Survivor
from casework.kernel.dates import PartialDate
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault import cases, directory, sections
from casework.vault.desk import Hand
from casework.vault.directory import CaseListing, DirectoryEntry
from casework.vault.house import House
from casework.vault.rosters import Roster
from casework.vault.sections import Draft, Receiver
from casework.vault.versioned import Signed

AT_ONCE = 100
"""Files to an event: SQLite's lock and the log's event stay of a size that occurs."""

CONTENTS: dict[SectionKind, SealedRecord] = {
    SectionKind.SAFETY: FirstMinutes(("BLEEDING", "STRANGLED"), dangers_asked=True),
    SectionKind.IDENTITY: Survivor(
        name="Y Blơi (mẫu)",
        birth=PartialDate(1990, 2),
        sex="FEMALE",
        ethnic_group="BA_NA",
        language="bdq",
        village="Thôn Mẫu 3",
        permanent_address="Thôn Mẫu 3, xã Mẫu",
    ),
    SectionKind.INCIDENT: Incident(
        account="Người kia về muộn, nói lớn tiếng rồi kéo ra hiên; hàng xóm gọi (mẫu). " * 5,
        place_kind="HER_HOME",
        told=("HIT", "CHOKED"),
    ),
    SectionKind.REPORTER: Reporter(is_survivor="NO", name="Chị hàng xóm (mẫu)"),
    SectionKind.EXCLUSIONS: KinAnswer(answer="NO"),
    SectionKind.PLAN: Needs(needs=("SAFE_NIGHT", "DOCTOR"), companions="hai con nhỏ"),
}


@dataclass(frozen=True)
class Shape:
    """How many sections a file has, and how many records each of them."""

    sections: int
    records: int


SLIM, USUAL, THICK = Shape(1, 1), Shape(6, 1), Shape(6, 5)


FAMILIES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Phan",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Siu",
    "Ksor",
)
MIDDLES = ("Thị", "Ngọc", "Thu", "Minh", "Thanh", "Kim", "Xuân")
GIVEN = ("Hoa", "Lan", "Huệ", "Hòa", "Hương", "Thảo", "Linh", "Trang", "Phượng", "Yến", "Nga")
HEADS = ("Bl", "Br", "Kr", "Ng", "M", "Nh", "Pl", "Th", "D", "H'", "Kl", "X", "Tr")
TAILS = ("ơi", "ưm", "ăk", "ai", "ơm", "ung", "oan", "iêng", "ui", "êk", "ep", "unh", "âu")
VILLAGES = ("Kon Mẫu", "Plei Mẫu", "Đăk Mẫu", "Thôn Mẫu 3")


def synthetic_entry(number: int) -> DirectoryEntry:
    """Return what a unit remembers of one file: names as they occur here, none of a person."""
    if number % 5 < 2:
        place, head = divmod(number, len(HEADS))
        name = f"Y {HEADS[head]}{TAILS[place % len(TAILS)]}"
    else:
        given, middle = divmod(number, len(MIDDLES))
        family = FAMILIES[number // 97 % len(FAMILIES)]
        name = f"{family} {MIDDLES[middle]} {GIVEN[given % len(GIVEN)]}"
    phone = f"09{number * 7919 % 10**8:08d}"
    village = VILLAGES[number % len(VILLAGES)]
    return DirectoryEntry(
        name=name, phones=(phone,), birth_year=1950 + number % 60, village=village
    )


class Registry:
    """Opens files at one desk, and knows the next number."""

    def __init__(self, house: House, hand: Hand) -> None:
        self._house = house
        self._hand = hand
        self._number = 0

    def open_files(self, count: int, shape: Shape) -> list[Id]:
        """Open ``count`` files of one shape; returns their ids, newest last."""
        opened: list[Id] = []
        while len(opened) < count:
            opened += self._open_some(min(AT_ONCE, count - len(opened)), shape)
        return opened

    def _open_some(self, count: int, shape: Shape) -> list[Id]:
        with self._house.database.read() as db:
            roster = self._house.roster(db)
        ids = [new_id() for _ in range(count)]
        signed = [row for case_id in ids for row in self._file(roster, case_id, shape)]
        with self._house.ledger.entry(self._hand.actor, Action.CASE_OPEN) as entry:
            entry.db.add_all(each.row for each in signed)  # all are new: nothing to merge with
            for each in signed:
                entry.tip(each.tip)
        return ids

    def _file(self, roster: Roster, case_id: Id, shape: Shape) -> Iterator[Signed]:
        self._number += 1
        house, keyring = self._house, self._hand.keyring
        at = house.clock.now() + timedelta(microseconds=self._number)
        number = f"MAU-2026-{self._number:06d}"
        yield cases.new_case(keyring, house.commune, case_id, number, at, restricted=False)
        for kind, content in list(CONTENTS.items())[: shape.sections]:
            section = sections.first_epoch(keyring, house.commune, case_id, kind)
            yield from sections.start_section(keyring, roster, section, [Receiver(keyring.unit)])
            for _ in range(shape.records):
                yield sections.make_record(keyring, section, Draft(encode(content), new_id()), at)
        entry = synthetic_entry(self._number)
        listing = CaseListing(house.commune, case_id, at)
        yield from directory.make_rows(keyring, roster, listing, entry, [keyring.unit])
