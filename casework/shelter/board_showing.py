"""The board in words: beds by night, who is there, which house fits and why another does not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from casework.cases.showing import Row, labels_of
from casework.kernel.clock import format_day, local_day
from casework.kernel.codes import Codes
from casework.kernel.ids import id_to_text
from casework.kernel.text import sort_key
from casework.shelter import rules
from casework.shelter.host_records import AnswerKind
from casework.shelter.host_service import Answer
from casework.shelter.records import BedState, BedStay, HouseBoard, SafeHouse
from casework.shelter.rules import Obstacle, Party, Why, Wish
from casework.shelter.showing import STATES
from casework.web.choices import Option

SHOWN_NIGHTS = 14
_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


@dataclass(frozen=True)
class Night:
    """One night of one house."""

    weekday: str
    day: date
    free: int
    closed: bool


@dataclass(frozen=True)
class Bed:
    """Beds that are taken, as the board lists them; no address for a case that is restricted."""

    text: str
    state: str
    tone: str
    address: str | None
    release: str | None
    """Where the bed is freed by who does not hold the file; None once it is free."""


@dataclass(frozen=True)
class BoardRow:
    """One house on the board."""

    house: SafeHouse
    takes: str
    nights: list[Night]
    beds: list[Bed]


def board_rows(
    codes: Codes, board: HouseBoard, today: date, restricted: Collection[bytes] = ()
) -> list[BoardRow]:
    """Return every house in use, by name, with its next two weeks and who is there.

    ``restricted`` are the cases of the board that named users hold by now.
    """
    houses = sorted((h for h in board.houses if not h.retired), key=lambda h: sort_key(h.name))
    return [
        BoardRow(
            house,
            takes_of(codes, house),
            nights_of(board, house, today),
            list(_beds(board, house, today, restricted)),
        )
        for house in houses
    ]


def nights_of(board: HouseBoard, house: SafeHouse, today: date) -> list[Night]:
    """Return the free beds of a house for the next two weeks."""
    return [
        Night(
            _WEEKDAYS[night.weekday()],
            night,
            rules.free_beds(board, house, night, today),
            rules.is_closed(house, night),
        )
        for night in rules.nights(today, today + timedelta(days=SHOWN_NIGHTS))
    ]


def _beds(
    board: HouseBoard, house: SafeHouse, today: date, restricted: Collection[bytes]
) -> Iterator[Bed]:
    stays = [stay for stay in board.stays if stay.house_id == house.house_id]
    for stay in sorted(stays, key=lambda stay: (stay.from_on, stay.stay_id)):
        if stay.state is not BedState.ENDED:
            words, tone = bed_state(stay, today)
            span = f"{stay.beds} giường · {format_day(stay.from_on)} – {format_day(stay.until_on)}"
            named = stay.case_id is None or stay.case_id in restricted
            release = release_of(stay) if named and not stay.state.is_over else None
            yield Bed(span, words, tone, address_of(stay), release)


def bed_state(stay: BedStay, today: date) -> tuple[str, str]:
    """Return how a taken bed is called, and its tone."""
    if stay.state is BedState.PRESENT and rules.is_overdue(stay, today):
        return "Quá ngày, chưa ghi đã rời", "bad"
    if stay.state is BedState.EXPECTED and stay.from_on < today:
        return "Chưa ghi đã đến", "bad"
    return STATES[stay.state]


def address_of(stay: BedStay) -> str | None:
    """Return the page of a stay, None where the board may not say whose it is."""
    return None if stay.case_id is None else f"/cases/{id_to_text(stay.case_id)}/stay"


def release_of(stay: BedStay) -> str:
    """Return the page on which a bed is freed without opening whose it is."""
    return f"/shelter/beds/{id_to_text(stay.stay_id)}/release"


def takes_of(codes: Codes, house: SafeHouse) -> str:
    """Return in one line whom a house takes."""
    words = [label.lower() for label in labels_of(codes, "shelter_guests", house.takes)]
    if house.boys_up_to is not None:
        words.append(f"con trai đến {house.boys_up_to} tuổi")
    return ", ".join(words)


def house_rows(codes: Codes, house: SafeHouse) -> list[Row]:
    """Return a house as a summary list, for whoever must compare two editions."""
    closed = ""
    if house.closed_from is not None:
        until = "chưa biết" if house.closed_until is None else format_day(house.closed_until)
        closed = f"{format_day(house.closed_from)} – {until}"
    rows = [
        Row("Gọi nhà này là gì", house.name),
        Row("Địa chỉ, đường vào", house.address),
        Row("Chủ nhà, người phụ trách", house.host_name),
        Row("Số gọi được", house.phone),
        Row("Mấy giường", str(house.beds)),
        Row("Nhận được ai", takes_of(codes, house)),
        Row("Ở nhà nói được tiếng", ", ".join(labels_of(codes, "languages", house.languages))),
        Row("Danh sách công khai", "Có" if house.listed else "Không"),
        Row("Ghi thêm", house.note),
        Row("Không nhận", closed),
        Row("Thôi dùng", "Có" if house.retired else ""),
    ]
    return [row for row in rows if row.value]


@dataclass(frozen=True)
class Misfit:
    """A house that cannot be chosen, and every reason why."""

    name: str
    reasons: list[str]


def offers(
    codes: Codes, board: HouseBoard, party: Party, wish: Wish, today: date
) -> tuple[list[Option], list[Misfit]]:
    """Return the houses that fit as options, and the others with the reasons."""
    fitting, others = [], []
    for row in board_rows(codes, board, today):
        found = rules.obstacles(board, row.house, party, wish, today)
        reasons = [obstacle_words(codes, one) for one in found]
        if any(one.forbids for one in found):
            others.append(Misfit(row.house.name, reasons))
        else:
            hint = [f"{row.house.beds} giường", row.house.address, *reasons]
            listed = "có trong danh sách công khai" if row.house.listed else None
            name = row.house.name
            fitting.append(Option(id_to_text(row.house.house_id), name, " · ".join(hint), listed))
    return fitting, others


def obstacle_words(codes: Codes, obstacle: Obstacle) -> str:
    """Return in words why a house does not fit."""
    night = "" if obstacle.night is None else format_day(obstacle.night)
    match obstacle.why:
        case Why.RETIRED:
            return "Nhà này thôi dùng."
        case Why.CLOSED:
            return f"Nhà không nhận đêm {night}."
        case Why.FULL:
            return f"Đêm {night} không đủ giường."
        case Why.NOT_TAKEN:
            return f"Nhà không nhận: {codes['shelter_guests'].label(obstacle.code).lower()}."
        case Why.BOY_TOO_OLD:
            return f"Nhà chỉ nhận con trai đến {obstacle.age} tuổi."
        case Why.LANGUAGE:
            return f"Ở nhà không ai nói tiếng {codes['languages'].label(obstacle.code)}."


def due_today(
    board: HouseBoard, answers: Iterable[Answer], now: datetime
) -> Iterator[tuple[BedStay, str]]:
    """Yield the stays that ask for something today, and what: a call, an arrival, an end."""
    today, said = local_day(now), _said(board, answers)
    for stay in sorted(board.stays, key=lambda stay: (stay.from_on, stay.stay_id)):
        kinds = said.get(stay.stay_id, set())
        if stay.state is BedState.RELEASED:
            yield stay, "Đã trả giường: người giữ hồ sơ ghi đã rời đi"
        elif stay.state is BedState.EXPECTED and AnswerKind.ARRIVED in kinds:
            yield stay, "Nhà báo đã đến, chưa ghi vào hồ sơ"
        elif stay.state is BedState.EXPECTED and AnswerKind.CALL_ME in kinds:
            yield stay, "Nhà muốn Hội gọi"
        elif stay.state is BedState.EXPECTED and stay.from_on <= today:
            yield stay, "Có người đến hôm nay" if stay.from_on == today else "Chưa ghi đã đến"
        elif stay.state is BedState.PRESENT and stay.until_on <= today + timedelta(days=1):
            late = rules.is_overdue(stay, today)
            yield stay, "Quá ngày, chưa ghi đã rời" if late else "Sắp hết ngày ở"


def _said(board: HouseBoard, answers: Iterable[Answer]) -> dict[bytes, set[AnswerKind]]:
    """Return what the houses have said of each stay; only the house where she is may speak."""
    units = {house.house_id: house.unit_id for house in board.houses}
    by_letter = {stay.letter: stay for stay in board.stays}
    said: dict[bytes, set[AnswerKind]] = {}
    for answer in answers:
        stay = by_letter.get(answer.letter)
        if stay is not None and units.get(stay.house_id) == answer.house_unit:
            said.setdefault(stay.stay_id, set()).add(answer.kind)
    return said
