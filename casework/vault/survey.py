"""A case as the log knows it: its rows compared with its tips, before anything is opened.

Rows and tips must match exactly: nothing missing, nothing extra, nothing altered, nothing older,
every tip signed by somebody who was entitled to at that place in the log (SECURITY.md §4).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from casework.audit.events import ObjectKind
from casework.audit.reading import StoredTip, read_tips, rows_of_case
from casework.crypto.errors import BadSignature
from casework.crypto.signatures import Verified
from casework.database.prepared import Row
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id
from casework.vault import authority
from casework.vault.agreements import (
    Agreements,
    grant_stands,
    has_lapsed,
    may_speak,
)
from casework.vault.comparison import Comparison
from casework.vault.emergency import seal_stands
from casework.vault.errors import ForgedTip, NotEntitled, RowMissing, RowUnknown
from casework.vault.models import (
    Board,
    Case,
    Confirmation,
    Consent,
    DirectoryRow,
    DutyPhone,
    EmergencySeal,
    Grant,
    Record,
    Referral,
    RotationMark,
    SectionEpoch,
    Village,
    VillageReport,
)
from casework.vault.rosters import Member, Roster
from casework.vault.rows import CaseRows
from casework.vault.section_rows import SectionRows as SectionRows  # told with a survey
from casework.vault.section_rows import arrange
from casework.vault.surveyed import Survey as Survey
from casework.vault.versioned import Bound

_CASE_MODELS: tuple[type[Bound], ...] = (
    Case,
    SectionEpoch,
    Grant,
    Record,
    RotationMark,
    EmergencySeal,
    DirectoryRow,
    Consent,
    Referral,
)

_CASE_ROWS = CaseRows(_CASE_MODELS)
_KEPT = frozenset(model.tip_kind for model in _CASE_MODELS if model.kept)


def require_vouched(
    roster: Roster, verified: Verified, tip: StoredTip, row: Bound, statement: bytes
) -> None:
    """Refuse a row that stands by itself unless its tip's author signed it and was entitled to.

    For cases, directory rows, referrals, rotas, boards, reports and reference data: no sections.
    ``statement`` is what the row spells.
    """
    author = _verify_author(roster, verified, tip, statement)
    if not _entitled_alone(author, row):
        raise NotEntitled


def _verify_author(roster: Roster, verified: Verified, tip: StoredTip, statement: bytes) -> Member:
    author = roster.author(tip.author, tip.index)
    try:
        verified.check(author.signing_public, statement, tip.signature)
    except BadSignature:
        raise ForgedTip from None
    return author


def _entitled(author: Member, row: Bound, sections: dict[Id, SectionRows]) -> bool:
    match row:
        case SectionEpoch():
            return authority.may_sign_section(author, row)
        case Grant():
            return authority.may_sign_grant(author, sections[row.section_id].current)
        case Record():
            return authority.may_sign_record(author, row, sections[row.section_id].current)
        case EmergencySeal():
            return authority.may_sign_emergency(author, sections[row.section_id].current)
    return _entitled_alone(author, row)


def _entitled_alone(author: Member, row: Bound) -> bool:
    match row:
        case Case():
            return authority.may_sign_case(author, row)
        case DirectoryRow():
            return authority.may_sign_directory(author, row)
        case DutyPhone():
            return authority.may_sign_duty(author, row)
        case Board():
            return authority.may_sign_board(author, row)
        case VillageReport():
            return authority.may_sign_report(author, row)
        case Village() | Confirmation():
            return authority.may_sign_reference(author, row)
        case Consent() | Referral():
            return may_speak(author, row)
    return False


def _owners(sections: dict[Id, SectionRows]) -> dict[Id, Id]:
    return {section_id: rows.current.owner_unit for section_id, rows in sections.items()}


class Evidence(NamedTuple):
    """All that a case is judged by, as the driver has it: tips and rows, not yet believed."""

    dialect: str
    tips: list[Row]
    rows: list[list[Row]]


def survey_case(
    db: Session, roster: Roster, verified: Verified, case_id: Id, at: datetime
) -> Survey:
    """Return the verified case as it stands at the hour ``at``, which ends what has lapsed.

    Raises NotFound when the log never heard of it, else Tampered.
    """
    return judge(roster, verified, gather(db, case_id), at)


def gather(db: Session, case_id: Id) -> Evidence:
    """Return what the database has of a case; raises NotFound when the log never heard of it."""
    tips = rows_of_case(db, case_id)
    if not tips:
        raise NotFound
    return Evidence(db.connection().dialect.name, tips, _CASE_ROWS.read(db, case_id))


def judge(roster: Roster, verified: Verified, evidence: Evidence, at: datetime) -> Survey:
    """Return the case that the evidence proves, at the hour ``at``; raises Tampered."""
    tips = read_tips(evidence.dialect, evidence.tips)
    rows = _CASE_ROWS.make(evidence.dialect, evidence.rows)
    told = Comparison(roster.commune, tips, rows).told(_KEPT)
    alive = [row for _, row, _ in told if row is not None]
    sections = arrange(alive)
    owners = _owners(sections)
    agreements = Agreements(owners=frozenset(owners.values()))
    opener = _opener(roster, tips)
    for tip, row, statement in told:
        author = _verify_author(roster, verified, tip, statement)
        if not _may_have_signed(author, tip, row, sections, owners, agreements):
            raise NotEntitled
        if isinstance(row, SectionEpoch) and not _is_desk(author, opener, agreements):
            raise NotEntitled
    case = next((row for row in alive if isinstance(row, Case)), None)
    if case is None:
        raise RowMissing
    if case.lead_unit != opener.unit:
        raise NotEntitled  # the desk that opened a case leads it, whatever another desk signs
    _judge_grants(roster, sections, agreements, at)
    versions = {(tip.kind, tip.object_id): tip.version for tip in tips}
    _judge_seals(roster, sections, versions)
    return Survey(
        case=case,
        seen=max(tip.index for tip in tips),
        opened_by=opener.user,
        sections=sections,
        directory=[row for row in alive if isinstance(row, DirectoryRow)],
        agreements=agreements,
        versions=versions,
        ends_at=agreements.next_end(at),
    )


def _opener(roster: Roster, tips: Sequence[StoredTip]) -> Member:
    """Return who opened the case: the author of its first version, whose desk leads it."""
    for tip in tips:
        if tip.kind is ObjectKind.CASE:
            return roster.author(tip.author, tip.index)
    raise RowUnknown


def _is_desk(author: Member, opener: Member, agreements: Agreements) -> bool:
    """A desk that neither opened the case nor was brought to it writes no section in it."""
    return author.unit == opener.unit or author.unit in agreements.desks()


def _may_have_signed(
    author: Member,
    tip: StoredTip,
    row: Bound | None,
    sections: dict[Id, SectionRows],
    owners: dict[Id, Id],
    agreements: Agreements,
) -> bool:
    if row is None:
        return authority.may_end(author, tip.kind, tip.object_id, owners, agreements.desks())
    if isinstance(row, Consent | Referral):
        return agreements.take(author, row, set(owners.values()))
    if isinstance(row, RotationMark):
        return authority.may_end_grants(author, agreements.desks() | set(owners.values()))
    return _entitled(author, row, sections)


def _judge_grants(
    roster: Roster, sections: dict[Id, SectionRows], agreements: Agreements, at: datetime
) -> None:
    """Refuse a grant that nothing supports; put aside those whose time is over."""
    for rows in sections.values():
        if not all(grant_stands(roster, agreements, g, rows.current) for g in rows.grants):
            raise NotEntitled
        rows.lapsed = [g for g in rows.grants if has_lapsed(agreements, g, at)]
        rows.grants = [g for g in rows.grants if not has_lapsed(agreements, g, at)]


def _judge_seals(
    roster: Roster, sections: dict[Id, SectionRows], versions: dict[tuple[ObjectKind, Id], int]
) -> None:
    """Refuse an emergency seal to anybody but the two units, or of another key than today's."""
    for section_id, rows in sections.items():
        rows.emergency_version = versions.get((ObjectKind.EMERGENCY, section_id), 0)
        if rows.emergency and not seal_stands(roster, rows.emergency, rows.current):
            raise NotEntitled
