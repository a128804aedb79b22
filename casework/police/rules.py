"""Which measures may be taken on a file, and how long each step of one has left; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from casework.kernel.codes import Code, Codes
from casework.police.records import (
    AGREED,
    NOT_ASKED,
    REFUSED,
    ContactException,
    CriticismAnswer,
    Measure,
)

SUPERVISE_WITHIN, MEET_WITHIN = "CLK_NC_SUPERVISE", "CLK_NC_MEET"
CONTACT_WITHIN = "CLK_NC_CONTACT"
_CRITICISM = "M8_CRITICISM"
_COURT = "M3_NC_COURT"
_COURT_DAYS = timedelta(days=31)
"""A month at its longest; the court's paper gives the day, and wins."""


@dataclass(frozen=True)
class Circumstances:
    """What a file says that bars a measure, or calls for one."""

    sexual: bool
    child: bool
    high_risk: bool
    crime: bool = False
    refused: bool = False
    wants_law: bool = False
    """She wants it handled by law, which is a no to the village."""
    unasked: bool = False
    """Nobody has her yes to being spoken of before the village."""

    @property
    def words(self) -> frozenset[str]:
        """The words of ``barred_for`` that hold here."""
        known = {
            "SEXUAL": self.sexual,
            "CHILD": self.child,
            "HIGH_RISK": self.high_risk,
            "CRIME": self.crime,
            "REFUSED": self.refused,
            "NOT_ASKED": self.unasked,
        }
        return frozenset(word for word, holds in known.items() if holds)


def is_barred(measure: Code, here: Circumstances) -> bool:
    """Say whether a measure is never to be taken here, whoever proposes it."""
    return bool(here.words & set(measure.words("barred_for")))


def never_criticised(codes: Codes, here: Circumstances) -> bool:
    """Say whether criticism before the village is barred whatever she answers."""
    agreed = replace(here, unasked=False, refused=here.wants_law)
    return is_barred(codes["protective_measures"][_CRITICISM], agreed)


def must_stop(codes: Codes, measure: Measure, here: Circumstances) -> bool:
    """Say whether a measure stands in the register that is not to be taken here any more."""
    entry = codes["protective_measures"].find(measure.measure or "")
    return entry is not None and measure.ended_at is None and is_barred(entry, here)


def newest_answer(answers: Iterable[CriticismAnswer]) -> str:
    """Return what counts of her answers: the last that was given; of two at once, the no."""
    asked = [one for one in answers if one.asked_at is not None and one.answer != NOT_ASKED]
    last = max((one.asked_at for one in asked if one.asked_at), default=None)
    said = [one.answer for one in asked if one.asked_at == last]
    if set(said) == {AGREED}:
        return AGREED
    return REFUSED if REFUSED in said else NOT_ASKED


def answer_problems(one: CriticismAnswer) -> list[tuple[str, str]]:
    """Return what is missing of her answer, each at its field."""
    found = []
    if one.answer not in (None, NOT_ASKED) and one.asked_at is None:
        found.append(("asked_at", "Ghi hỏi lúc nào."))
    if one.answer == NOT_ASKED and one.asked_at is not None:
        found.append(("answer", "Đã ghi giờ hỏi: chọn điều người ấy trả lời."))
    if one.answer == AGREED and one.alone != "YES":
        found.append(("alone", "Chỉ lời nói khi ở riêng mới tính là đồng ý. Hỏi lại khi ở riêng."))
    return found


def offered(codes: Codes, here: Circumstances) -> list[Code]:
    """Return the measures that the police register on such a file."""
    return [
        measure
        for measure in codes["protective_measures"]
        if measure.flag("register")
        and not is_barred(measure, here)
        and (here.child or not measure.flag("child_only"))
    ]


@dataclass(frozen=True)
class Step:
    """Something that the law's clock asks for next, and by when."""

    text: str
    due_at: datetime
    basis: str
    mark: str | None


def is_no_contact(codes: Codes, measure: Measure) -> bool:
    """Say whether a measure forbids contact, so that somebody supervises it."""
    entry = codes["protective_measures"].find(measure.measure or "")
    return entry is not None and entry.flag("no_contact")


def ends_at(codes: Codes, measure: Measure) -> datetime | None:
    """Return when a no-contact order ends: as signed, else after its longest life."""
    if measure.until_at is not None or measure.decided_at is None:
        return measure.until_at
    if not is_no_contact(codes, measure):
        return None
    if measure.measure == _COURT:
        months = codes["clocks"]["CLK_COURT_NC"].number("months") or 0
        return measure.decided_at + months * _COURT_DAYS
    return measure.decided_at + timedelta(hours=codes["clocks"]["CLK_NC_LIFE"].number("hours") or 0)


def exception_problems(codes: Codes, contact: ContactException) -> list[tuple[str, str]]:
    """Return what the law does not let pass of an excepted contact, each at its field."""
    found = []
    begin, until, signed = contact.from_at, contact.until_at, contact.signed_at
    if begin and until and until <= begin:
        found.append(("until_at", "Giờ kết thúc phải sau giờ bắt đầu."))
    elif begin and until and until > within(codes, CONTACT_WITHIN, begin):
        found.append(("until_at", "Mỗi lần không quá 04 giờ (NĐ 76/2023/NĐ-CP Đ18)."))
    if begin and signed and begin < signed:
        found.append(("from_at", "Người giám sát ký rồi mới được tiếp xúc."))
    if signed and contact.asked_at and signed < contact.asked_at:
        found.append(("signed_at", "Giờ ký phải sau giờ nhận thông báo."))
    if signed and not contact.supervisor.strip():
        found.append(("supervisor", "Ghi tên người giám sát đã ký."))
    if contact.reported_at and signed and contact.reported_at < signed:
        found.append(("reported_at", "Giờ báo Chủ tịch phải sau giờ ký."))
    if contact.ended_at and begin and contact.ended_at < begin:
        found.append(("ended_at", "Giờ này trước giờ bắt đầu."))
    return found


def contact_steps(codes: Codes, contact: ContactException) -> Iterable[Step]:
    """Yield what an excepted contact still owes: the chair is told, and it ends in time."""
    clock = codes["clocks"][CONTACT_WITHIN]
    if contact.signed_at is None:
        return
    if contact.reported_at is None:
        yield Step("Báo Chủ tịch ngay", contact.signed_at, clock.basis or "", clock.mark_vi)
    if contact.ended_at is None and contact.until_at is not None:
        yield Step("Phải kết thúc tiếp xúc", contact.until_at, _basis(clock), clock.mark_vi)


def next_steps(codes: Codes, measure: Measure, now: datetime) -> Iterable[Step]:
    """Yield what is still owed for a no-contact order that is in force, most pressing first."""
    if not is_no_contact(codes, measure) or measure.ended_at is not None:
        return
    if measure.received_at is not None and measure.assigned_at is None:
        yield _step(codes["clocks"][SUPERVISE_WITHIN], measure.received_at)
    elif measure.assigned_at is not None and measure.met_at is None:
        yield _step(codes["clocks"][MEET_WITHIN], measure.assigned_at)
    ends = ends_at(codes, measure)
    if ends is not None and ends > now:
        court = measure.measure == _COURT
        life = codes["clocks"]["CLK_COURT_NC" if court else "CLK_NC_LIFE"]
        yield Step("Hết hiệu lực", ends, life.basis or "", life.mark_vi)


def within(codes: Codes, clock: str, begin: datetime) -> datetime:
    """Return when a clock of ``clocks`` that counts in hours runs out."""
    return begin + timedelta(hours=codes["clocks"][clock].number("hours") or 0)


def basis_of(codes: Codes, clock: str) -> str:
    """Return on what a clock rests, with its caveat and its mark of doubt."""
    entry = codes["clocks"][clock]
    mark = f"({entry.mark_vi})" if entry.mark_vi else None
    return " ".join(filter(None, (_basis(entry), mark)))


def _step(clock: Code, begin: datetime) -> Step:
    due_at = begin + timedelta(hours=clock.number("hours") or 0)
    return Step(clock.vi, due_at, _basis(clock), clock.mark_vi)


def _basis(clock: Code) -> str:
    caveat = clock.text("caveat_vi")
    return " ".join(filter(None, (clock.basis, f"{caveat}." if caveat else "")))


_NOT_FOR_PAPER = (
    "tạm lánh",
    "địa chỉ tin cậy",
    "nhà bình yên",
    "nhà ánh dương",
    "trạm y tế",
    "bệnh viện",
    "bệnh án",
    "khám",
    "điều trị",
    "thương tích",
    "thuốc",
    "mang thai",
    "có thai",
    "hiv",
    "trầm cảm",
)
"""Words of shelter and of medicine: they have no place on a supervisor's paper."""


def too_much_for_paper(text: str) -> str | None:
    """Return the first word of shelter or medicine that a text says, whole words only."""
    said = f" {' '.join(''.join(c if c.isalnum() else ' ' for c in text.casefold()).split())} "
    return next((word for word in _NOT_FOR_PAPER if f" {word} " in said), None)
