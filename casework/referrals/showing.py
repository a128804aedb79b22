"""A referral in words: its line in a list, its steps, and exactly what the receiver sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from casework.access.steps import UNANSWERED, ReferralState
from casework.cases.consents.page import until_said
from casework.cases.consents.reading import Agreement
from casework.cases.consents.records import YES, ContactCopy
from casework.cases.files import CaseFile, Part
from casework.cases.further import further_kinds
from casework.cases.page import FilePage
from casework.cases.parts import ACTS, PARTS
from casework.cases.records import SafeContact, Survivor
from casework.cases.showing import Row, ShownPart, labels_of, rows_of
from casework.cases.timeline import referral_came
from casework.kernel.clock import format_moment
from casework.kernel.codes import Codes
from casework.kernel.ids import Id, id_to_text
from casework.kernel.kinds import SectionKind
from casework.referrals.drafts import address_of, drafts_of
from casework.referrals.forms import SendForm, within
from casework.referrals.reading import Face, ReceiverView, face_of
from casework.referrals.records import Answer, Reached
from casework.web.here import house

R = TypeVar("R", SafeContact, Survivor)

_S = ReferralState
_WAY = (_S.SENT, _S.RECEIVED, _S.ACCEPTED, _S.IN_SERVICE, _S.COMPLETED)
_COPIED = {
    "called": "Tên gọi",
    "phone": "Số gọi được",
    "when": "Gọi lúc nào thì an toàn",
    "who_may_answer": "Ai nghe máy cũng được, ai thì không",
    "where": "Gặp được ở đâu",
    "never": "Điều không bao giờ được làm",
}


@dataclass(frozen=True)
class Line:
    """One referral as a list or a heading shows it."""

    face: Face
    address: str
    service: str
    urgency: str
    state: str
    tone: str
    basis: str
    owed: bool
    """An answer is owed, so that the time left is shown."""


def line_of(codes: Codes, face: Face) -> Line:
    """Return a referral in words, and where it is read: what the chair is asked has own pages."""
    urgency = codes["referral_urgencies"][face.urgency]
    status = codes["referral_statuses"][face.state]
    state, tone = status.text("said") or status.vi, status.text("tone") or ""
    if face.outcome:
        state = f"{state}: {codes['referral_outcomes'].label(face.outcome).lower()}"
        tone = tone if face.outcome == "SERVED" else ""
    return Line(
        face=face,
        address=f"/{own_page(codes, face.service) or 'referrals'}/{id_to_text(face.referral_id)}",
        service=codes["service_types"].label(face.service),
        urgency=urgency.vi,
        state=state,
        tone=tone,
        basis=f"Mức “{urgency.vi}”. {within(urgency)}. Chuyển lúc {format_moment(face.sent_at)}.",
        owed=face.state in UNANSWERED,
    )


def own_page(codes: Codes, service: str) -> str | None:
    """Return the first part of the address under which such a referral is read, if not ours."""
    entry = codes["service_types"].find(service)
    return None if entry is None else entry.text("page")


@dataclass(frozen=True)
class FileStrip:
    """The referrals of a file, as its page shows them, and what its desk has not sent yet."""

    lines: list[Line]
    drafts: list[tuple[str, datetime]] = field(default_factory=list)
    """Where each draft is continued, and when it was saved last."""


def strip_of(page: FilePage) -> FileStrip:
    """Return the strip of a file; it stands there also before the first referral."""
    file = page.file
    lines = lines_of_file(file)
    return FileStrip(
        [one for one in lines if own_page(house().codes, one.face.service) is None],
        [(address_of(file.case_id, one.record_id), one.written_at) for one in drafts_of(file)],
    )


def lines_of_file(file: CaseFile) -> list[Line]:
    """Return the referrals of a file that its reader holds a part of, newest first.

    Open columns of a case whose opening the log has; nothing more is opened.
    """
    held = {door.section_id for door in file.doors}
    rows = [
        row
        for row in file.agreements.referrals.values()
        if row.note_section in held or row.answer_section in held
    ]
    if not rows:
        return []
    here = house()
    with here.database.read() as db:
        roster = here.roster(db)
    faces = [face_of(here, roster, file.number, row) for row in rows]
    faces.sort(key=lambda face: face.sent_at, reverse=True)
    return [line_of(here.codes, face) for face in faces]


def steps_of(codes: Codes, face: Face, reached: Iterable[ReferralState]) -> list[dict[str, str]]:
    """Return a referral's way as the macro ``steps`` takes it."""
    been = {state for state in reached if state in _WAY}
    rows = []
    for state in _WAY:
        words = referral_came(codes, state)
        if state is face.state and state is not _S.COMPLETED:
            rows.append({"text": words, "state": "now"})
        elif state in been:
            rows.append({"text": words, "state": "done"})
        elif face.state in _WAY and _WAY.index(state) > _WAY.index(face.state):
            rows.append({"text": words, "state": "next"})
    if face.state not in _WAY:
        rows.append({"text": referral_came(codes, face.state), "state": "stopped"})
    return rows


@dataclass(frozen=True, repr=False)
class ShownSection:
    """One section that was handed over, in words."""

    title: str
    parts: list[ShownPart]
    copies: list[list[Row]]
    """What a legal ground hands over instead: who she is and how to reach her."""


@dataclass(frozen=True, repr=False)
class ShownView:
    """What the receiver sees; the preview shows the same."""

    note: list[Row]
    reached: list[Row]
    contact: SafeContact | None
    sections: list[ShownSection]
    agreement: list[Row]
    is_law: bool


def shown_view(
    codes: Codes, view: ReceiverView, names: Mapping[Id, str], from_name: str
) -> ShownView:
    """Return in words what the receiver sees, section by section."""
    return ShownView(
        note=rows_of(SendForm, view.note, names),
        reached=[_reached_row(one) for one in view.reached],
        contact=newest_of(view.parts, SafeContact),
        sections=[
            _section(codes, kind, view.parts, names, from_name)
            for kind in sorted(set(view.kinds), key=list(SectionKind).index)
        ],
        agreement=_agreement_rows(codes, view.agreement),
        is_law=view.agreement.ground_code is not None,
    )


def _reached_row(one: Reached) -> Row:
    at = "" if one.at is None else format_moment(one.at)
    said = " · ".join(filter(None, (one.who, one.phone, at, one.note)))
    return Row("Đã nói chuyện" if one.reached else "Gọi không ai nghe", said)


def newest_of(parts: Iterable[Part], cls: type[R]) -> R | None:
    """Return the newest content of one schema among the parts that were handed over."""
    found = [part for part in parts if isinstance(part.content, cls)]
    newest = max(found, key=lambda part: part.written_at, default=None)
    return newest.content if newest and isinstance(newest.content, cls) else None


def _section(
    codes: Codes,
    kind: SectionKind,
    parts: Iterable[Part],
    names: Mapping[Id, str],
    from_name: str,
) -> ShownSection:
    given = list(parts)
    shown = []
    for part_kind in (*PARTS, *further_kinds()):
        if part_kind.kind is not kind or part_kind is ACTS:
            continue  # what the acts say stands with their incident
        own = [part for part in given if part.content.schema == part_kind.schema]
        for number, part in enumerate(own, 1):
            title = f"{part_kind.title} {number}" if part_kind.many else part_kind.title
            if part_kind.called is not None:
                title = f"{title} ({part_kind.called(part.content)})"
            rows = rows_of(part_kind.form, part.content, names)
            author = names.get(part.author, "")
            shown.append(ShownPart(part, part_kind, False, title, rows, author, from_name))
    copies = [part.content for part in given if isinstance(part.content, ContactCopy)]
    return ShownSection(
        title=codes["section_kinds"].label(kind),
        parts=shown,
        copies=[_copy_rows(copy) for copy in copies] if kind is SectionKind.IDENTITY else [],
    )


def _copy_rows(copy: ContactCopy) -> list[Row]:
    return [Row(label, value) for name, label in _COPIED.items() if (value := getattr(copy, name))]


def _agreement_rows(codes: Codes, agreement: Agreement) -> list[Row]:
    talk, reason = agreement.talk, agreement.reason
    rows = [Row("Ghi lúc", f"{format_moment(agreement.recorded_at)} · {agreement.unit_name}")]
    if agreement.ground_code is not None:
        rows.append(Row("Căn cứ", *labels_of(codes, "legal_grounds", (agreement.ground_code,))))
    if agreement.until_at is not None:
        rows.append(Row("Đến", until_said(agreement.until_at)))
    if talk is not None:
        agreed = tuple(one.purpose for one in talk.purposes if one.answer == YES)
        rows.append(Row("Để làm gì", "\n".join(labels_of(codes, "consent_purposes", agreed))))
        rows.append(Row("Lời người ấy", talk.her_words))
        rows.append(Row("Phiên dịch", talk.interpreter))
    if reason is not None:
        rows += [Row("Lý do", reason.reason), Row("Ý kiến của trẻ", reason.child_view)]
    return [row for row in rows if row.value]


def answer_rows(parts: Iterable[Part], names: Mapping[Id, str]) -> list[dict[str, object]]:
    """Return the receiver's answers as the macro ``timeline`` takes them, newest first."""
    titles = {
        "ACCEPTED": "Nhận xử lý",
        "DECLINED": "Từ chối",
        "MESSAGE": "Trả lời",
        "COMPLETED": "Kết quả",
    }
    rows: list[dict[str, object]] = []
    for part in sorted(parts, key=lambda part: part.written_at, reverse=True):
        if isinstance(part.content, Answer):
            answer = part.content
            asks_for = f"Đến gặp: {answer.who_helps}." if answer.who_helps else ""
            rows.append(
                {
                    "at": part.written_at,
                    "title": titles[answer.kind],
                    "by": names.get(part.author, ""),
                    "text": " ".join(filter(None, (answer.text, asks_for))),
                }
            )
    return rows
