"""What a desk must know before it asks her: the file, whose yes it takes, the desks, the people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casework.access import sharing
from casework.cases.closing.errors import CaseClosed
from casework.cases.consents.situation import Situation, situation_of
from casework.cases.consents.words import CONTACT
from casework.cases.files import CaseFile, Door
from casework.cases.further import further_kinds, kind_of
from casework.cases.parts import PARTS
from casework.cases.service import view_case
from casework.kernel.clock import format_day, local_day
from casework.kernel.codes import Code
from casework.kernel.ids import Id, id_to_text
from casework.kernel.kinds import SectionKind, UnitKind
from casework.kernel.text import name_key
from casework.vault.agreements import copy_section
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.vault.rosters import Member, Unit
from casework.web.choices import Option

DESKS = (
    UnitKind.HEALTH,
    UnitKind.WOMENS_UNION,
    UnitKind.POLICE,
    UnitKind.COORDINATION,
    UnitKind.LEADERSHIP,
)
"""Who may receive anything at all, in the order of the pages."""

_TITLES = {kind.schema: kind.title for kind in reversed(PARTS)}  # of two, the first names it
_ASKED_APART = frozenset({SectionKind.CONSENT, SectionKind.REFERRAL})
"""Handed over by the answer or the referral itself, never chosen."""


@dataclass(frozen=True, repr=False)
class Setting:
    """One file, seen by whoever is about to ask her or to invoke the law."""

    file: CaseFile
    situation: Situation
    own_kind: UnitKind
    desks: list[Unit]
    members: list[Member]

    def desk(self, unit: Id | None) -> Unit | None:
        """Return one of the desks that may receive, None for any other unit."""
        return next((desk for desk in self.desks if desk.unit == unit), None)

    def people(self, unit: Id | None) -> list[Option]:
        """Return by name who works at a desk, as options."""
        return [
            Option(id_to_text(m.user), m.name, "quản lý đơn vị" if m.role == "manager" else None)
            for m in self.members
            if m.unit == unit and m.user not in self.file.barred
        ]

    def sections(self, recipient: Unit, ground: str) -> list[Option]:
        """Return the unit's own sections that may go to this desk on this ground, in words."""
        return [
            Option(id_to_text(door.section_id), title, self._holds(door), _old(door))
            for door, title in self._own_doors()
            if sharing.may_be_granted(door.kind, recipient.kind, ground)
        ]

    def kinds(self) -> dict[Id, SectionKind]:
        """Return the kinds of the unit's own sections."""
        return {door.section_id: door.kind for door, _ in self._own_doors()}

    def _own_doors(self) -> list[tuple[Door, str]]:
        return [
            (door, self._title(door))
            for door in self.file.doors
            if door.own and door.kind not in _ASKED_APART and not self._is_copy(door)
        ]

    def _title(self, door: Door) -> str:
        """Name a section; one that holds a single certificate is told from the others."""
        told = [
            kind.called(part.content)
            for part in self.file.parts
            if part.section_id == door.section_id
            and (kind := kind_of(part.content)) is not None
            and kind.called is not None
        ]
        title = SECTION_WORDS[door.kind]
        return f"{title} ({'; '.join(told)})" if told else title

    def _is_copy(self, door: Door) -> bool:
        made_of = (*self.file.agreements.consents, *(part.record_id for part in self.file.parts))
        return door.section_id in map(copy_section, made_of)

    def _holds(self, door: Door) -> str:
        parts = [part for part in self.file.parts if part.section_id == door.section_id]
        further = {kind.schema: kind.title for kind in further_kinds()}
        known = further | _TITLES
        titles = dict.fromkeys(known.get(p.content.schema, "Ghi chép khác") for p in parts)
        days = sorted(local_day(part.written_at) for part in parts)
        if not days:
            return "Chưa ghi gì."
        span = " đến ".join(dict.fromkeys((format_day(days[0]), format_day(days[-1]))))
        return f"Gồm: {', '.join(titles)}. Ghi {span}."


def _old(door: Door) -> str | None:
    return None if door.current else "phần cũ"


SECTION_WORDS = {
    SectionKind.IDENTITY: "Tên, tuổi, chỗ ở và cách liên hệ an toàn",
    SectionKind.REPORTER: "Ai đã báo tin",
    SectionKind.NOTICE: "Thông báo ngắn gửi Chủ tịch",
    SectionKind.SAFETY: "Mức nguy cơ, cách giữ an toàn, nhu cầu trước mắt",
    SectionKind.INCIDENT: "Chuyện đã xảy ra và ai gây ra",
    SectionKind.CONSENT: "Điều đã đồng ý",
    SectionKind.REFERRAL: "Phiếu chuyển và trả lời",
    SectionKind.CARE: "Ghi chép khám, chữa bệnh",
    SectionKind.INJURY_CERTIFICATE: "Giấy xác nhận thương tích",
    SectionKind.COUNSELLING: "Ghi chép tư vấn",
    SectionKind.STAY: "Việc bố trí chỗ ở",
    SectionKind.PROTECTION: "Biện pháp bảo vệ, quyết định cấm tiếp xúc",
    SectionKind.PLAN: "Kế hoạch hỗ trợ",
    SectionKind.EXCLUSIONS: "Ai không được mở hồ sơ",
    SectionKind.VILLAGE_REPORT: "Tin báo từ thôn",
}
"""What a section holds, in words that can be read out to her."""


def section_names(ground: Code | None, kinds: Iterable[str]) -> list[str]:
    """Return what sections hold, in words; of a ground that opens contact only, no more."""
    words = {kind.value: text for kind, text in SECTION_WORDS.items()}
    if ground is not None and ground.flag("identity_contact_only"):
        words[SectionKind.IDENTITY.value] = CONTACT
    return [words[kind] for kind in kinds]


def open_setting(house: House, hand: Hand, case_id: Id) -> Setting:
    """Open the file for a conversation; raises NotFound, CaseClosed."""
    file = view_case(house, hand, case_id)
    if file.closed_here:
        raise CaseClosed
    desks, members = list_desks(house, hand)
    situation = situation_of(file, local_day(house.clock.now()))
    return Setting(file, situation, hand.keyring.unit_kind, desks, members)


def list_desks(house: House, hand: Hand) -> tuple[list[Unit], list[Member]]:
    """Return every other desk where somebody could receive, and who works there by name."""
    with house.database.read() as db:
        roster = house.roster(db)
    units = [unit for kind in DESKS for unit in roster.units_of(kind)]
    members = [m for unit in units for m in roster.live_members(unit.unit)]
    staffed = {member.unit for member in members} - {hand.keyring.unit}
    desks = [unit for unit in units if unit.epochs and unit.unit in staffed]
    return desks, sorted(members, key=lambda member: name_key(member.name))
