"""Reference data in words: each entry with all that whoever vouches for it vouches for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from casework.kernel.codes import Attribute, Code, CodeList, Codes
from casework.kernel.ids import id_to_text
from casework.vault.reference import KnownConfirmation, KnownVillage, Reference, VillageState

_WORDS = {
    "number": "Số gọi",
    "start_vi": "Tính từ",
    "limit_vi": "Thời hạn",
    "owner_vi": "Ai làm",
    "when_vi": "Khi nào",
    "caveat_vi": "Lưu ý",
    "cites": "Dựa vào",
    "letter": "Điểm",
    "hours": "Số giờ",
    "full_hours": "Số giờ, bản đầy đủ",
    "days": "Số ngày",
    "form": "Hình thức",
    "divorced": "Với người đã ly hôn",
    "cohabiting": "Với người chung sống như vợ chồng",
    "no_1019": "Số thứ tự chính thức",
    "dv_scope": "Thuộc phạm vi luật",
    "intimate_partner": "Là người yêu, vợ chồng",
    "recipients": "Chuyển cho",
    "sections": "Được mở",
    "never": "Không bao giờ mở",
    "from": "Từ tuổi",
    "to": "Đến tuổi",
    "sex": "Giới tính",
    "at_once": "Gửi ngay, xác nhận sau",
    "outside": "Gửi được ra ngoài xã",
    "identity_contact_only": "Chỉ mở cách liên hệ an toàn",
    "named_by_request": "Nơi nhận do văn bản yêu cầu nêu",
}
"""What an attribute is called on the page; one without words stands as it is in the list."""

_LISTS = {
    "recipients": "unit_kinds",
    "sections": "section_kinds",
    "never": "section_kinds",
    "form": "violence_forms",
    "sex": "sexes",
    "cites": "law_texts",
}
"""The list from which an attribute takes its value."""

_VALUES = {
    "IN": "có",
    "LIMITED": "chỉ với một số hành vi",
    "OUT": "không",
    "CHECK": "người phụ trách xem từng việc",
    "YES": "có",
    "NO": "không",
}
_LEFT_OUT = {"owner"}
"""Said in words by another attribute."""

_SOURCES = (
    ("domain specification", "bản mô tả nghiệp vụ"),
    ("product specification", "bản mô tả chương trình"),
)


@dataclass(frozen=True)
class EntryLine:
    """One entry, what it says, and who vouches for it."""

    code: str
    vi: str
    facts: tuple[str, ...]
    mark_vi: str | None
    standing: KnownConfirmation | None


@dataclass(frozen=True)
class ValueLine:
    """One entry of which the commune may write the value: what was shipped, and its own."""

    code: str
    vi: str
    shipped: str | None
    standing: KnownConfirmation | None

    @property
    def own(self) -> str:
        """The commune's own value, empty where there is none."""
        return "" if self.standing is None else self.standing.value


@dataclass(frozen=True)
class ListLine:
    """One list: how many entries were shipped in doubt, and how many of them nobody has checked."""

    name: str
    vi: str
    doubtful: int
    unchecked: int


@dataclass(frozen=True)
class VillageLine:
    """One village as the first page shows it."""

    id: str
    village: KnownVillage
    retired: bool
    merged_into: str


def village_lines(reference: Reference) -> list[VillageLine]:
    """Return every village, those of today first, each in Vietnamese order."""
    newest = reference.newest()
    names = {one.village_id: one.name for one in newest}
    lines = [
        VillageLine(
            id_to_text(one.village_id),
            one,
            one.state is VillageState.RETIRED,
            names.get(one.merged_into, "") if one.merged_into else "",
        )
        for one in newest
    ]
    return sorted(lines, key=lambda line: line.retired)


def list_lines(shipped: Codes, reference: Reference) -> list[ListLine]:
    """Return the lists that hold anything in doubt, those with something to check first."""
    found = []
    for entries in shipped:
        lines = entry_lines(shipped, entries, reference)
        unchecked = sum(line.standing is None for line in lines)
        if lines:
            found.append(ListLine(entries.name, entries.vi, len(lines), unchecked))
    return sorted(found, key=lambda line: line.unchecked == 0)


def entry_lines(codes: Codes, entries: CodeList, reference: Reference) -> list[EntryLine]:
    """Return the entries of a shipped list that are in doubt, in its order."""
    return [
        EntryLine(
            entry.code,
            entry.vi,
            tuple(facts_of(codes, entry)),
            entry.mark_vi,
            reference.standing(entries.name, entry),
        )
        for entry in entries
        if entry.is_doubtful
    ]


def value_lines(entries: CodeList, reference: Reference) -> list[ValueLine]:
    """Return the entries of a shipped list whose values the commune may write, in its order."""
    if entries.value is None:
        return []
    return [
        ValueLine(
            entry.code,
            entry.vi,
            entry.text(entries.value),
            reference.standing(entries.name, entry),
        )
        for entry in entries
        if entries.is_open(entry)
    ]


def source_of(entries: CodeList) -> str:
    """Return where a list comes from."""
    source = entries.source
    for english, vi in _SOURCES:
        source = source.replace(english, vi)
    return source


def facts_of(codes: Codes, entry: Code) -> Iterator[str]:
    """Yield all that an entry says beside its label: its basis, its days, its attributes."""
    if entry.basis:
        yield f"Căn cứ: {entry.basis}"
    if entry.effective_from:
        yield f"Có hiệu lực từ {entry.effective_from:%d/%m/%Y}"
    if entry.effective_to:
        yield f"Hết hiệu lực {entry.effective_to:%d/%m/%Y}"
    for name, value in sorted(entry.attributes.items()):
        if name not in _LEFT_OUT:
            yield f"{_WORDS.get(name, name)}: {_said(codes, name, value)}"


def _said(codes: Codes, name: str, value: Attribute) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    words = value if isinstance(value, tuple) else (str(value),)
    if name in _LISTS:
        return ", ".join(codes[_LISTS[name]].label(word) for word in words)
    return ", ".join(_VALUES.get(word, word) for word in words)


def seen_in(form: Mapping[str, str]) -> int:
    """Return which version a form was shown with, 0 for none that can be read."""
    seen = form.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 12 else 0
