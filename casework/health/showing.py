"""What pages show of care: visits with their charts, certificates, the clock in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.cases.codec import SealedRecord
from casework.cases.files import CaseFile, Part
from casework.cases.page import Call, FilePage, calls_of
from casework.cases.parts import PartKind
from casework.cases.showing import Row, rows_of
from casework.health.care import CareFile, visits_of
from casework.health.forms import CertificateForm, VisitForm
from casework.health.records import CareVisit, Certificate
from casework.health.rules import ACUTE, SexualCare
from casework.health.words import (
    certificate_called,
    certificate_facts,
    edition_said,
    kind_of,
    place_of,
)
from casework.kernel.clock import format_moment
from casework.kernel.codes import Code, Codes
from casework.kernel.kinds import SectionKind
from casework.web.here import house
from casework.web.principal import known_principal

SHOWN_VISITS = 5
"""How many visits the page of a file shows; the rest stands on the page of all visits."""


def _called(record: SealedRecord) -> str:
    return certificate_called(record) if isinstance(record, Certificate) else ""


VISIT = PartKind("visit", "Lần khám", SectionKind.CARE, VisitForm, many=True)
CERTIFICATE = PartKind(
    "certificate",
    "Giấy xác nhận thương tích",
    SectionKind.INJURY_CERTIFICATE,
    CertificateForm,
    called=_called,
)


@dataclass(frozen=True, repr=False)
class VisitLine:
    """One visit in a list: when, what, the body chart, and who wrote it."""

    part: Part
    own: bool
    seen_at: datetime
    late: bool
    """Written down more than an hour after she was seen."""
    chart: list[list[str]]
    rows: list[Row]
    author: str
    urgent: str
    """What her answer about suicide calls for, empty where it calls for nothing."""


_IN_CHART = {"Các tổn thương", "Khám lúc"}
_LATE_SECONDS = 3600


def visit_line(codes: Codes, file: CaseFile, part: Part) -> VisitLine:
    """Return one visit as lists show it."""
    visit = part.content if isinstance(part.content, CareVisit) else CareVisit()
    seen_at = visit.seen_at or part.written_at
    rows = rows_of(VisitForm, visit, file.names)
    return VisitLine(
        part=part,
        own=file.own(part),
        seen_at=seen_at,
        late=(part.written_at - seen_at).total_seconds() > _LATE_SECONDS,
        chart=[
            [place_of(codes, i) or "Chưa ghi chỗ", kind_of(codes, i), i.size, i.note]
            for i in visit.injuries
        ],
        rows=[row for row in rows if row.label not in _IN_CHART],
        author=file.names.get(part.author, ""),
        urgent=urgent_of(codes, visit)[0],
    )


def urgent_of(codes: Codes, visit: CareVisit) -> tuple[str, list[Call]]:
    """Return what her answer about suicide calls for at once, and whom to phone."""
    if visit.suicidal not in ACUTE:
        return "", []
    answer: Code = codes["suicide_thoughts"][visit.suicidal]
    return answer.text("do_vi") or "", calls_of(codes, answer.words("call"))


@dataclass(frozen=True, repr=False)
class CertificateLine:
    """One certificate: which, where it stands, and what it says."""

    part: Part
    own: bool
    facts: str
    state: str
    issued: bool
    rows: list[Row]
    owner: str


def certificate_line(file: CaseFile, part: Part) -> CertificateLine:
    """Return one certificate as pages show it."""
    content = part.content if isinstance(part.content, Certificate) else Certificate()
    door = next(door for door in file.doors if door.section_id == part.section_id)
    return CertificateLine(
        part=part,
        own=door.own,
        facts=certificate_facts(content),
        state=edition_said(content),
        issued=content.issued_at is not None,
        rows=[*rows_of(CertificateForm, content, file.names), *_history(content)],
        owner=file.names.get(door.owner_unit, ""),
    )


def _history(certificate: Certificate) -> list[Row]:
    past = [
        f"Bản {one.edition}, chốt {format_moment(one.issued_at)}: {one.corrected_because}"
        for one in certificate.past
    ]
    return [Row("Bản", edition_said(certificate))] + (
        [Row("Thay cho", "\n".join(past))] if past else []
    )


@dataclass(frozen=True, repr=False)
class CareStrip:
    """Care on the page of a file; for other desks only the certificates that she let them read."""

    works: bool
    writes: bool
    visits: list[VisitLine]
    more: int
    certificates: list[CertificateLine]
    care: SexualCare
    said: str
    """The 72-hour clock in words."""


def strip_of(page: FilePage) -> CareStrip | None:
    """Return what the reader's own page of the file shows of care, or None."""
    here, me, file = house(), known_principal(), page.file
    now = here.clock.now()
    works = me is not None and allows(me.unit_kind, me.role, Permission.CARE_VIEW)
    if not works and not file.of(Certificate.schema):
        return None
    parts = visits_of(file)
    care = CareFile(file, here.codes, 0).sexual_care(now) if works else SexualCare(False, None)
    newest_first = sorted(file.of(Certificate.schema), key=lambda p: p.written_at, reverse=True)
    return CareStrip(
        works=works,
        writes=works and not file.closed_here,
        visits=[visit_line(here.codes, file, part) for part in parts[:SHOWN_VISITS]],
        more=max(0, len(parts) - SHOWN_VISITS),
        certificates=[certificate_line(file, part) for part in newest_first],
        care=care,
        said=care.left_vi(now),
    )
