"""Letters in words: on the page of a file, on a page of their own, and on the first page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.access.steps import ConsentState
from casework.cases.closing.unfinished import Unfinished
from casework.cases.files import CaseFile, Part
from casework.cases.findings import content_of
from casework.cases.page import FilePage
from casework.cases.records import Survivor
from casework.cases.upcoming import ComingUp
from casework.kernel.clock import format_day, format_moment
from casework.kernel.codes import Codes
from casework.kernel.ids import id_to_text
from casework.referrals.letters import rules
from casework.referrals.letters.recall import recalls_of
from casework.referrals.letters.records import AuthorityLetter, Letter
from casework.referrals.letters.rules import Standing
from casework.web.here import house
from casework.web.principal import known_principal

_STANDS = {
    Standing.REFUSED: ("Người ấy không đồng ý", "warn"),
    Standing.WITHDRAWN: ("Người ấy đã rút lại", "warn"),
    Standing.DONE: ("Đã có kết quả", "good"),
    Standing.HANDED: ("Đã giao", "good"),
    Standing.OVER: ("Quá ngày người ấy cho gửi", "warn"),
    Standing.READY: ("Chưa giao", "info"),
}
AUTHORITY_STATES = {
    ConsentState.ASKED: ("Chờ người thứ hai xác nhận", "warn"),
    ConsentState.CONFIRMED: ("Đã xác nhận", "good"),
    ConsentState.REFUSED: ("Người thứ hai không xác nhận", "bad"),
    ConsentState.EXPIRED: ("Đã hết hạn", ""),
}
"""Where the ground of a letter stands that answers a written request."""
DUE_WORDS = "Thư gửi nơi ngoài xã: hỏi lại"
"""What comes up, as the first page says it: nobody's name, no body, and nothing of why."""


@dataclass(frozen=True, repr=False)
class LetterLine:
    """One letter as lists and its own page show it."""

    part: Part
    letter: Letter
    to: str
    service: str
    stands: Standing
    state: str
    tone: str
    next: str
    """What is to be done about it, empty where nothing is."""

    @property
    def untold(self) -> bool:
        """Whether the body holds the paper and does not know yet that she took her yes back."""
        gone = self.stands is Standing.WITHDRAWN and self.letter.handed_at is not None
        return gone and not self.letter.withdrawn_told


def letter_line(codes: Codes, part: Part, letter: Letter, now: datetime) -> LetterLine:
    """Return one letter in words."""
    stands = rules.standing(letter, codes["letter_outcomes"], now)
    state, tone = _STANDS[stands]
    return LetterLine(
        part=part,
        letter=letter,
        to=letter.body_name or codes["outside_bodies"].label(letter.body or ""),
        service=codes["service_types"].label(letter.service) if letter.service else "",
        stands=stands,
        state=state,
        tone=tone,
        next=_next(codes, letter, stands),
    )


def _next(codes: Codes, letter: Letter, stands: Standing) -> str:
    if stands is Standing.DONE:
        return codes["letter_outcomes"].label(letter.outcome or "")
    if stands in (Standing.READY, Standing.OVER, Standing.HANDED) and letter.ask_on:
        return f"Hỏi lại nơi nhận ngày {format_day(letter.ask_on)}"
    return ""


def history_of(codes: Codes, letter: Letter) -> list[tuple[str, str]]:
    """Return what happened to a letter since it was written, label and words."""
    rows = []
    if letter.handed_at is not None:
        to = f"; người nhận: {letter.handed_to}" if letter.handed_to else ""
        rows.append(("Đã giao", f"{format_moment(letter.handed_at)}, {letter.handed_by}{to}"))
    if letter.outcome_at is not None:
        label = codes["letter_outcomes"].label(letter.outcome or "")
        said = "\n".join(filter(None, (label, letter.outcome_note)))
        rows.append((f"Hỏi lại lúc {format_moment(letter.outcome_at)}", said))
    if letter.withdrawn_at is not None:
        told = letter.withdrawn_told or (
            "chưa ghi đã gọi ai" if letter.handed_at else "thư chưa giao"
        )
        rows.append(("Rút lại", f"{format_moment(letter.withdrawn_at)}; {told}"))
    return rows


def facts_of(codes: Codes, file: CaseFile, letter: Letter | None) -> dict[str, str]:
    """Return what a letter may say of who she is: as the file has it now, else as it stands."""
    who = content_of(file, Survivor) or Survivor()
    known = {
        "name": who.name,
        "called": who.called,
        "birth": "" if who.birth is None else str(who.birth),
        "village": who.village,
        "language": codes["languages"].label(who.language) if who.language else "",
    }
    return {name: value or getattr(letter or Letter(), name) for name, value in known.items()}


@dataclass(frozen=True, repr=False)
class LetterStrip:
    """The unit's own letters on the page of a file."""

    writes: bool
    lines: list[LetterLine]
    answers: list[AuthorityLine]
    """The letters that answer a written request."""


def strip_of(page: FilePage) -> LetterStrip | None:
    """Return the unit's own letters, newest first; None for desks that write none."""
    me, file = known_principal(), page.file
    if me is None or not allows(me.unit_kind, me.role, Permission.LETTER_WRITE):
        return None
    own = [part for part in file.of(Letter.schema) if file.own(part)]
    own.sort(key=lambda part: part.written_at, reverse=True)
    return LetterStrip(not file.closed_here, _lines(file, own), _authority_lines(file))


@dataclass(frozen=True, repr=False)
class AuthorityLine:
    """One letter that answers a written request, as the page of a file shows it."""

    to: str
    address: str
    state: str
    tone: str
    waits: bool
    """Confirmed, and nobody has written down that it left."""


def _authority_lines(file: CaseFile) -> list[AuthorityLine]:
    found, case = [], id_to_text(file.case_id)
    for part in file.of(AuthorityLetter.schema):
        letter = part.content
        if isinstance(letter, AuthorityLetter) and file.own(part):
            consent = file.agreements.consent(letter.consent_id)
            state, tone = AUTHORITY_STATES[ConsentState(consent.state)]
            confirmed = consent.state == ConsentState.CONFIRMED
            handed = letter.handed_at is not None
            address = f"/cases/{case}/letters/authority/{id_to_text(part.record_id)}"
            words = "Đã giao" if handed else state
            found.append(
                AuthorityLine(letter.body_name, address, words, tone, confirmed and not handed)
            )
    return found


def _lines(file: CaseFile, own: Iterable[Part]) -> list[LetterLine]:
    here, recalls = house(), recalls_of(file)
    now = here.clock.now()
    return [
        letter_line(here.codes, part, rules.as_recalled(part.content, recalls), now)
        for part in own
        if isinstance(part.content, Letter)
    ]


def unfinished_in(file: CaseFile) -> list[Unfinished]:
    """Return the reader's own letters that somebody still has to hand over, ask or phone about."""
    own = (part for part in file.of(Letter.schema) if file.own(part))
    case = id_to_text(file.case_id)
    return [
        Unfinished(
            f"Thư gửi nơi ngoài xã: {line.to}",
            f"/cases/{case}/letters/{id_to_text(line.part.record_id)}",
            line.next or line.state,
        )
        for line in _lines(file, own)
        if rules.comes_up(line.letter, line.stands) is not None
    ] + [
        Unfinished(f"Thư theo yêu cầu văn bản: {one.to}", one.address, one.state)
        for one in _authority_lines(file)
        if one.waits
    ]


def due_of(found: Iterable[ComingUp], now: datetime) -> list[tuple[ComingUp, str]]:
    """Return what is a letter's of what comes up and is to be shown now, with its address."""
    return [
        (one, f"/cases/{id_to_text(one.case_id)}/letters/{id_to_text(letter)}")
        for one in found
        if (letter := rules.letter_in(one.kind)) is not None and rules.is_due(one.at, now)
    ]
