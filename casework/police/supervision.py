"""The supervisor's copy of an order: a section of its own, opened for paper by itself."""

from __future__ import annotations

from dataclasses import dataclass

from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases import exclusions
from casework.cases.consents.service import change_case
from casework.cases.files import CaseFile, make_file
from casework.cases.writing import Writing
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind, UnitKind
from casework.police.records import SupervisorCopy
from casework.vault.agreements import copy_section
from casework.vault.desk import Hand, Plan, read_case
from casework.vault.errors import SavedMeanwhile
from casework.vault.house import House
from casework.vault.section_rows import SectionRows
from casework.vault.surveyed import Survey


@dataclass(frozen=True, repr=False)
class SavingCopy:
    """One version of a supervisor's copy; 0 was seen of a new one."""

    measure: Id
    seen_version: int
    content: SupervisorCopy


def save_copy(house: House, hand: Hand, case_id: Id, saving: SavingCopy) -> None:
    """Save what the supervisor of a measure is given; nobody else is ever granted it.

    Raises SavedMeanwhile when somebody was first, NotFound for a measure of another desk.
    """
    section_id = copy_section(saving.measure)

    def plan(writing: Writing) -> Plan:
        writing.require_working()
        if hand.keyring.unit_kind is not UnitKind.POLICE:
            raise Forbidden
        if not _is_registered(writing.survey, hand, saving.measure):
            raise NotFound
        written = writing.survey.versions.get((ObjectKind.RECORD, section_id), 0)
        if written != saving.seen_version:
            raise SavedMeanwhile
        rows = writing.survey.sections.get(section_id)
        section = writing.renew(rows) if rows else writing.begin(_KIND, section_id)
        writing.seal(section, saving.content, section_id, written + 1)
        return writing.plan()

    change_case(house, hand, Action.SUPERVISOR_WRITE, case_id, plan)


def open_copy(
    house: House, hand: Hand, case_id: Id, measure: Id
) -> tuple[CaseFile, SupervisorCopy]:
    """Open one copy for paper, and nothing else; the event says that it was printed."""
    section_id = copy_section(measure)

    def choose(survey: Survey) -> list[SectionRows]:
        exclusions.require_welcome(hand.keyring, survey)
        found = [r for r in survey.joined_by(hand.keyring) if r.current.section_id == section_id]
        if not found:
            raise NotFound
        return found

    file = make_file(read_case(house, hand, Action.PAGE_PRINT, case_id, choose), hand.keyring)
    content = file.get(SupervisorCopy.schema, section_id).content
    if not isinstance(content, SupervisorCopy):
        raise NotFound
    return file, content


_KIND = SectionKind.PROTECTION


def _is_registered(survey: Survey, hand: Hand, measure: Id) -> bool:
    own = (hand.keyring.unit, _KIND)
    return any(
        record.record_id == measure
        for rows in survey.sections.values()
        if (rows.current.owner_unit, rows.current.kind) == own
        for record in rows.records
    )
