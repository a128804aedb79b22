"""Each case is told to statistics by its lead: with the save, or as soon as that can be done.

The fact's row stands in no event of the case; what the log says is that a case was counted again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from casework.audit.actions import Action
from casework.cases.codec import SealedRecord
from casework.cases.facts import fact_of, fitting
from casework.cases.files import CaseFile, Door, Part, make_file
from casework.cases.writing import Writing
from casework.database.base import Base
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.vault import facts
from casework.vault.cases import OPEN
from casework.vault.desk import Hand, read_case
from casework.vault.house import House
from casework.vault.rosters import Roster
from casework.vault.sections import OpenSection
from casework.vault.survey import SectionRows, Survey
from casework.vault.upkeep import Chore, LeftToOthers

COUNTED = (
    SectionKind.IDENTITY,
    SectionKind.SAFETY,
    SectionKind.INCIDENT,
    SectionKind.REPORTER,
    SectionKind.CONSENT,
)
"""What a fact is read from; nothing else is opened to count a case."""


def count_new(
    house: House, hand: Hand, roster: Roster, first: OpenSection, contents: Sequence[SealedRecord]
) -> list[Base]:
    """Return the fact of a case that begins with these records; ``first`` is its first section."""
    now, case_id = house.clock.now(), first.epoch.case_id
    file = _new_file(hand, case_id, contents, now)
    return _rows(house, hand, roster, case_id, facts.id_of_new(first), file)


def _new_file(hand: Hand, case_id: Id, contents: Iterable[SealedRecord], now: datetime) -> CaseFile:
    """Return the file as its lead will open it, for the one purpose of reading what follows."""
    unit, nowhere = hand.keyring.unit, bytes(16)
    door = Door(nowhere, SectionKind.IDENTITY, unit, own=True, rotation_due=False)
    parts = [Part(nowhere, nowhere, 1, hand.keyring.user, now, content) for content in contents]
    return CaseFile(case_id, "", unit, OPEN, False, now, [door], parts, {})


def count_saved(
    writing: Writing,
    section: OpenSection,
    record_id: Id,
    content: SealedRecord,
    seen: CaseFile | None,
) -> None:
    """Tell the case anew as part of a save; ``seen`` is the file as the writer had it open.

    Where somebody else has written since, the fact is due and its lead tells it later.
    """
    survey, keyring = writing.survey, writing.hand.keyring
    if keyring.unit != survey.case.lead_unit or section.epoch.kind not in COUNTED:
        return
    case_id = survey.case.case_id
    if seen is None or seen.seen != survey.seen or not facts.may_find(survey, keyring):
        writing.beside(facts.mark_due(writing.house.commune, case_id))
        return
    changed = Part(section.epoch.section_id, record_id, 0, keyring.user, writing.now, content)
    own = [part for part in _own_parts(seen) if part.record_id != record_id]
    file = replace(seen, parts=[*own, changed], doors=[*seen.doors, _door_of(section)])
    fact = facts.id_of(survey, keyring)
    writing.beside(*_rows(writing.house, writing.hand, writing.roster, case_id, fact, file))


def _door_of(section: OpenSection) -> Door:
    row = section.epoch
    kind = SectionKind(row.kind)
    return Door(row.section_id, kind, row.owner_unit, own=True, rotation_due=False)


def _own_parts(file: CaseFile) -> list[Part]:
    """What another desk has written of her is that desk's to tell."""
    return [part for part in file.parts if file.own(part)]


def _rows(
    house: House, hand: Hand, roster: Roster, case_id: Id, fact: Id, file: CaseFile
) -> list[Base]:
    told = fact_of(house.codes, file, hand.keyring.unit_kind.value, house.clock.now())
    row = facts.seal_fact(hand.keyring, roster, fact, fitting(told, facts.MOST_BODY))
    return [facts.mark_due(house.commune, case_id) if row is None else row]


def count_again(house: House, hand: Hand, case_id: Id) -> None:
    """Open the lead's own part of a case and tell its fact anew.

    Raises LeftToOthers for who does not hold the section that leads to the fact.
    """

    def choose(survey: Survey) -> list[SectionRows]:
        if not facts.may_find(survey, hand.keyring):
            raise LeftToOthers
        unit = hand.keyring.unit
        return [
            rows
            for rows in survey.joined_by(hand.keyring)
            if rows.current.owner_unit == unit and rows.current.kind in COUNTED
        ]

    opened = read_case(house, hand, Action.FACT_WRITE, case_id, choose)
    file = make_file(opened, hand.keyring)
    fact = facts.id_of(opened.survey, hand.keyring)
    rows = _rows(house, hand, opened.roster, case_id, fact, file)
    facts.replace_due(house, case_id, rows, opened.survey.seen)


FACTS = Chore("facts", facts.due_cases, count_again)
"""Facts that could not be written with their case, and those that a referral has changed."""
