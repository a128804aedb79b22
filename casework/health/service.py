"""The verbs of the health desk: write a visit, write and issue a certificate, see what comes up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases.consents.service import change_case
from casework.cases.files import CaseFile
from casework.cases.upcoming import ComingUp, list_upcoming
from casework.cases.writing import Writing
from casework.health import rules
from casework.health.care import CareFile, open_care
from casework.health.records import CareVisit, Certificate
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind, UnitKind
from casework.vault.agenda import Upcoming
from casework.vault.desk import Hand, Plan
from casework.vault.errors import SavedMeanwhile
from casework.vault.house import House
from casework.vault.section_rows import SectionRows

_TRIES = 3


@dataclass(frozen=True, repr=False)
class SavingVisit:
    """A visit to be saved; the id is made when the form is shown, 0 was seen of a new one."""

    record_id: Id
    seen_version: int
    content: CareVisit


class _Moved(Exception):
    """Somebody wrote to the case since it was read: what comes up must be judged anew."""


def save_visit(house: House, hand: Hand, care: CareFile, saving: SavingVisit) -> None:
    """Save one version of a visit and tell the first page what comes up, as one event.

    Raises SavedMeanwhile when somebody saved this visit first: the caller shows both.
    """
    for _ in range(_TRIES):
        try:
            _write_visit(house, hand, care, saving)
        except _Moved:
            care = open_care(house, hand, care.file.case_id)
        else:
            return
    raise SavedMeanwhile


def _write_visit(house: House, hand: Hand, care: CareFile, saving: SavingVisit) -> None:
    def plan(writing: Writing) -> Plan:
        _require_health(writing)
        survey, record_id = writing.survey, saving.record_id
        section = writing.of_record(SectionKind.CARE, record_id)
        rows = survey.sections.get(section.epoch.section_id)
        _require_seen(writing, rows, record_id, saving.seen_version)
        if survey.seen != care.seen:
            raise _Moved
        writing.seal(section, saving.content, record_id, saving.seen_version + 1)
        items = care.reminders_with(record_id, saving.content, writing.now)
        planned = [Upcoming(item.kind, item.at) for item in items]
        writing.plan_ahead(planned, rules.KINDS.__contains__)
        return writing.plan()

    change_case(house, hand, Action.CARE_WRITE, care.file.case_id, plan)


@dataclass(frozen=True, repr=False)
class SavingCertificate:
    """A certificate to be saved; both ids are made when the form is first shown."""

    section_id: Id
    record_id: Id
    seen_version: int
    content: Certificate


def save_certificate(house: House, hand: Hand, case_id: Id, saving: SavingCertificate) -> None:
    """Save one version of a certificate, in a section of its own; raises SavedMeanwhile.

    Each certificate has an audience of its own (SECURITY.md §4), so none shares a section.
    """
    _write_certificate(house, hand, Action.CERTIFICATE_WRITE, case_id, saving)


def issue_certificate(
    house: House, hand: Hand, file: CaseFile, record_id: Id, seen_version: int
) -> None:
    """Make the certificate ready for paper: a version that later ones only correct.

    Raises SavedMeanwhile if another version than the one that was looked at is the newest.
    """
    part = file.get(Certificate.schema, record_id)
    if part.version != seen_version or not isinstance(part.content, Certificate):
        raise SavedMeanwhile
    ready = rules.issue(part.content, house.clock.now())
    if ready == part.content:
        return
    saving = SavingCertificate(part.section_id, record_id, part.version, ready)
    _write_certificate(house, hand, Action.CERTIFICATE_ISSUE, file.case_id, saving)


def _write_certificate(
    house: House, hand: Hand, action: Action, case_id: Id, saving: SavingCertificate
) -> None:
    def plan(writing: Writing) -> Plan:
        _require_health(writing)
        rows = writing.survey.sections.get(saving.section_id)
        _require_seen(writing, rows, saving.record_id, saving.seen_version)
        if rows is None:
            section = writing.begin(SectionKind.INJURY_CERTIFICATE, saving.section_id)
        elif not _is_own_certificate(rows, hand) or saving.seen_version == 0:
            raise NotFound
        else:
            section = writing.renew(rows)
        writing.seal(section, saving.content, saving.record_id, saving.seen_version + 1)
        return writing.plan()

    change_case(house, hand, action, case_id, plan)


def _is_own_certificate(rows: SectionRows, hand: Hand) -> bool:
    kind, owner = rows.current.kind, rows.current.owner_unit
    return kind == SectionKind.INJURY_CERTIFICATE and owner == hand.keyring.unit


def _require_health(writing: Writing) -> None:
    writing.require_working()
    if writing.hand.keyring.unit_kind is not UnitKind.HEALTH:
        raise Forbidden


def _require_seen(writing: Writing, rows: SectionRows | None, record_id: Id, seen: int) -> None:
    """The writer saw the newest version, and the record is this section's: none ever moves."""
    written = writing.survey.versions.get((ObjectKind.RECORD, record_id), 0)
    if written != seen:
        raise SavedMeanwhile
    known = {record.record_id for record in rows.records} if rows else set()
    if written and record_id not in known:
        raise NotFound


def list_due(house: House, hand: Hand) -> list[ComingUp]:
    """Return the visits of today and before, and the 72-hour clocks that run; one event."""
    return due_of(list_upcoming(house, hand), house.clock.now())


def due_of(found: Iterable[ComingUp], now: datetime) -> list[ComingUp]:
    """Return what is the health desk's of what comes up, and is to be shown now."""
    return [one for one in found if one.kind in rules.KINDS and rules.is_due(one.kind, one.at, now)]
