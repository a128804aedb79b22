"""A stay in words: where she is, what is said on the phone, what happened, and what may leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.cases.page import FilePage
from casework.cases.showing import Row, labels_of
from casework.kernel.clock import format_day
from casework.kernel.codes import Codes
from casework.kernel.text import fold
from casework.shelter.reading import TakenStep, steps_of
from casework.shelter.records import BedState, Stay, Step
from casework.web.principal import current_principal

STATES = {
    BedState.EXPECTED: ("Sắp đến", "warn"),
    BedState.PRESENT: ("Đang ở", "good"),
    BedState.RELEASED: ("Đã trả giường, hồ sơ chưa ghi đã rời đi", "warn"),
    BedState.ENDED: ("Đã rời đi", ""),
}
_STEPS = {
    Step.PLACED: "Bố trí chỗ ở",
    Step.ARRIVED: "Đã đến",
    Step.GAVE: "Đã hỗ trợ",
    Step.EXTENDED: "Đổi ngày rời đi",
    Step.LEFT: "Đã rời đi",
}
_SHORTEST_WORD = 4


def guests_in_words(stay: Stay) -> str:
    """Return who comes, as it may be said aloud: numbers, and nothing of who she is."""
    words = [f"{stay.adults} người lớn"] if stay.adults else []
    if stay.children:
        words.append(f"{stay.children} trẻ em")
    return ", ".join(words)


def spoken(stay: Stay) -> str:
    """Return what the union says to the host on the phone, without her name."""
    hour = f", khoảng {stay.hour}" if stay.hour else ""
    night = format_day(stay.from_on)
    return (
        f"Đêm {night} có {guests_in_words(stay)} đến{hour}. "
        f"Người ấy sẽ nói từ: “{stay.word}”. Nghe đúng mới mở cửa."
    )


def stay_rows(codes: Codes, stay: Stay) -> list[Row]:
    """Return a stay as a summary list, the house first."""
    guests = [guests_in_words(stay)]
    if stay.oldest_boy is not None:
        guests.append(f"con trai lớn nhất {stay.oldest_boy} tuổi")
    guests += [label.lower() for label in labels_of(codes, "shelter_guests", stay.guests)]
    language = "" if stay.language is None else codes["languages"].label(stay.language)
    rows = [
        Row("Nhà", stay.house_name),
        Row("Địa chỉ, đường vào", stay.address),
        Row("Chủ nhà", f"{stay.host_name} · {stay.phone}"),
        Row("Ai đến", " · ".join(guests)),
        Row("Tiếng", language),
        Row("Giường", f"{stay.beds}, từ đêm {format_day(stay.from_on)}"),
        Row("Ở đến sáng ngày", format_day(stay.until_on)),
        Row("Khoảng mấy giờ đến", stay.hour),
        Row("Từ nhận nhau", stay.word),
        Row("Nhà chuẩn bị", "; ".join(labels_of(codes, "immediate_needs", stay.wants))),
        Row("Dặn thêm", stay.needs),
    ]
    return [row for row in rows if row.value]


def history(codes: Codes, steps: Iterable[TakenStep]) -> list[dict[str, object]]:
    """Return the steps as the macro ``timeline`` takes them, newest first."""
    return [
        {
            "at": taken.stay.at or taken.written_at,
            "title": _STEPS[taken.stay.step],
            "by": taken.author,
            "text": " ".join(_told(codes, taken.stay)),
        }
        for taken in reversed(list(steps))
    ]


def _told(codes: Codes, stay: Stay) -> Iterator[str]:
    if stay.step is Step.PLACED:
        yield f"{stay.house_name}, đến sáng {format_day(stay.until_on)}."
    if stay.step is Step.GAVE:
        yield "; ".join(labels_of(codes, "stay_supplies", stay.supplies)) + "."
    if stay.step is Step.EXTENDED:
        yield f"Ở đến sáng {format_day(stay.until_on)}."
    if stay.step is Step.LEFT and stay.departure is not None:
        yield codes["stay_departures"].label(stay.departure) + "."
        if stay.accompanied:
            yield f"Đi cùng: {stay.accompanied}."
        if stay.follow_up_on is not None:
            yield f"Hỏi thăm lại {format_day(stay.follow_up_on)}: {stay.follow_up or '…'}."
    if stay.note:
        yield stay.note


def names_house(stay: Stay, text: str) -> bool:
    """Say whether a text that leaves the union gives the house away by name, place or number."""
    said = fold(text)
    digits = "".join(filter(str.isdigit, text))
    first = stay.address.split(",")[0]
    words = [fold(one) for one in (stay.house_name, stay.address, first, stay.host_name)]
    named = any(len(word) >= _SHORTEST_WORD and word in said for word in words)
    return named or (len(stay.phone) >= _SHORTEST_WORD and stay.phone in digits)


@dataclass(frozen=True)
class StayStrip:
    """What the union's own page of a file says of her stay."""

    stay: Stay | None
    state: str
    tone: str
    until: str


def strip_of(page: FilePage) -> StayStrip | None:
    """Return the strip of a file for the union; None for everybody else."""
    me = current_principal()
    if not allows(me.unit_kind, me.role, Permission.SHELTER_VIEW):
        return None
    steps = steps_of(page.file)
    stay = steps[-1].stay if steps else None
    if stay is None or stay.state is BedState.ENDED:
        return StayStrip(None, "", "", "")
    state, tone = STATES[stay.state]
    return StayStrip(stay, state, tone, format_day(stay.until_on))


def state_of(stay: Stay) -> tuple[str, str]:
    """Return how a stay's state is called, and its tone."""
    return STATES[stay.state]
