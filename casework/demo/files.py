"""Synthetic files for every intake desk: urgent and quiet, whole and half done, one restricted.

Drawn from a seed alone, so that the same seed makes the same people.  Every name says "mẫu".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from casework.cases.codec import SealedRecord
from casework.cases.findings import entry_of
from casework.cases.records import (
    Child,
    FirstMinutes,
    Incident,
    Needs,
    PersonCausingViolence,
    Reporter,
    SafeContact,
    Safety,
    Survivor,
)
from casework.cases.service import NewPart, Opening, open_case
from casework.kernel.clock import FixedClock
from casework.kernel.dates import PartialDate
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.desk import Hand
from casework.vault.house import House

NAMES = (
    "Y Blơi",
    "Y Hlim",
    "Y Xuân",
    "H'Lan",
    "Rơ Châm H'Biên",
    "Nguyễn Thị Sen",
    "Y Ngưn",
    "Trần Thị Mận",
    "Y Thúy",
    "Siu H'Nga",
    "Lê Thị Đào",
    "Y",
)
OTHERS = ("A Thăng", "A Bình", "Phạm Văn Núi", "A Khương", "Rơ Mah Tin", "Lê Văn Suối")
LINES = (
    "Chồng say rượu, đánh vào mặt và tay lúc nửa đêm.",
    "Bị bóp cổ, ngất vài giây, giờ còn đau họng.",
    "Chồng giữ hết tiền, không cho đi khám thai.",
    "Bị đuổi khỏi nhà cùng hai con nhỏ.",
    "Gia đình ép nghỉ học để lấy chồng.",
    "Người quen qua mạng rủ sang tỉnh khác làm, không cho về.",
    "Con riêng của chồng chửi mắng, dọa đánh mỗi ngày.",
    "Bị theo dõi, nhắn tin dọa giết sau khi ly thân.",
)
TOLD = (
    ("HIT",),
    ("CHOKED", "HIT"),
    ("MONEY_HELD",),
    ("THROWN_OUT",),
    ("MARRIAGE_FORCED",),
    ("ONLINE", "TAKEN_AWAY"),
    ("INSULTED", "THREATENED"),
    ("STALKED", "THREATENED"),
)
DANGERS = (("BLEEDING",), ("STRANGLED",), (), (), ("UNDER_16",), (), (), ("THREAT_TO_KILL",))
RELATIONS = (
    "HUSBAND",
    "HUSBAND",
    "COHABITANT",
    "HUSBAND",
    "FATHER",
    "ONLINE",
    "CHILD_IN_LAW",
    "EX_SPOUSE",
)
FACTS = (
    (),
    ("STRANGULATION",),
    ("PREGNANCY",),
    ("CHILDREN_HARMED", "ALCOHOL_DRUGS_DAILY"),
    (),
    ("ISOLATION",),
    (),
    ("STALKING", "THREAT_TO_KILL", "SEPARATION_3M"),
)
RECORDING = ("hung", "mai", "ha", "binh")
"""Who opens the files, in turn."""


@dataclass(frozen=True)
class Draw:
    """Choices that follow from a seed and a place, and from nothing else."""

    seed: int
    place: int

    def below(self, bound: int, what: str) -> int:
        """Return a number from 0 to ``bound`` − 1; each ``what`` is a draw of its own."""
        return crc32(f"{self.seed}/{self.place}/{what}".encode()) % bound

    def pick(self, choices: Sequence[str], what: str) -> str:
        """Return one of the choices."""
        return choices[self.below(len(choices), what)]


def open_demo_files(
    house: House, clock: FixedClock, hands: dict[str, Hand], count: int, seed: int
) -> list[Id]:
    """Open ``count`` files, spread over the twenty days before the clock's end."""
    step = timedelta(days=20) / max(count, 1)
    opened = []
    for place in range(count):
        draw = Draw(seed, place)
        hand = hands[RECORDING[place % len(RECORDING)]]
        opened.append(open_case(house, hand, _opening(draw, hand, clock.now())))
        clock.advance(step)
    return opened


def _opening(draw: Draw, hand: Hand, now: datetime) -> Opening:
    story = draw.place % len(LINES)
    survivor = _survivor(draw)
    contact = SafeContact(
        safe_to_call="LIMITED" if story == 1 else None,
        phone=f"0900000{draw.place:03d}",
        when="sau 20 giờ, khi chồng đã đi rẫy",
        who_may_answer="em gái",
        no_sms=True,
    )
    whole = draw.below(3, "whole") > 0
    parts: list[tuple[SectionKind, SealedRecord]] = [
        (SectionKind.SAFETY, _first(story, now)),
        (SectionKind.INCIDENT, _incident(draw, story, now)),
    ]
    named = draw.place % 9 != 8
    if named:
        parts += [(SectionKind.IDENTITY, survivor), (SectionKind.IDENTITY, contact)]
    if whole:
        parts += _rest(draw, story, now)
    entry = entry_of(survivor, contact) if named else entry_of(None, None)
    restricted = draw.place == 3
    holders = (hand.keyring.user,) if restricted else ()
    return Opening(new_id(), [NewPart(kind, content) for kind, content in parts], entry, holders)


def _survivor(draw: Draw) -> Survivor:
    child = draw.place % len(LINES) == 4
    year = 2012 + draw.below(3, "year") if child else 1970 + draw.below(35, "year")
    return Survivor(
        name=f"{draw.pick(NAMES, 'name')} (mẫu)",
        birth=PartialDate(year),
        sex="FEMALE",
        ethnic_group=draw.pick(("BA_NA", "XO_DANG", "GIA_RAI", "KINH"), "group"),
        language=draw.pick(("bdq", "sed", "jra", "vie"), "language"),
        village=f"Thôn Mẫu {1 + draw.below(8, 'village')}",
    )


def _first(story: int, now: datetime) -> FirstMinutes:
    return FirstMinutes(
        dangers=DANGERS[story],
        dangers_asked=True,
        whereabouts="AWAY" if story % 2 else "NEAR",
        received_at=now,
    )


def _incident(draw: Draw, story: int, now: datetime) -> Incident:
    return Incident(
        account=f"{LINES[story]} (mẫu)",
        happened_at=now - timedelta(hours=2 + draw.below(60, "hours")),
        place_kind="HER_HOME",
        told=TOLD[story],
    )


def _rest(draw: Draw, story: int, now: datetime) -> list[tuple[SectionKind, SealedRecord]]:
    person = PersonCausingViolence(
        name=f"{draw.pick(OTHERS, 'other')} (mẫu)", relation=RELATIONS[story], sex="MALE"
    )
    reporter = Reporter(
        is_survivor="YES" if story % 2 else "NO",
        name="" if story % 2 else "Chị hàng xóm (mẫu)",
        channel="IN_PERSON",
        reported_at=now,
    )
    rest: list[tuple[SectionKind, SealedRecord]] = [
        (SectionKind.INCIDENT, person),
        (SectionKind.REPORTER, reporter),
        (SectionKind.SAFETY, Safety(facts=FACTS[story], facts_asked=True)),
        (SectionKind.SAFETY, Needs(needs=("SAFE_NIGHT", "DOCTOR"), companions="hai con nhỏ")),
    ]
    if story == 3:
        child = Child(name="Bé Mẫu", birth=PartialDate(2019), saw_or_heard="YES")
        rest.append((SectionKind.INCIDENT, child))
    return rest
