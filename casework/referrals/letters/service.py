"""The verbs of a letter to a body outside: write, hand over, say what came of it, take back.

Each letter is sealed in a section of its own, which no grant ever opens to another unit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases import exclusions
from casework.cases.codec import decode
from casework.cases.consents.errors import NotAConsent
from casework.cases.consents.rules import Problem
from casework.cases.consents.service import change_case
from casework.cases.consents.situation import situation_in
from casework.cases.files import CaseFile, Part, make_file
from casework.cases.writing import Writing
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.referrals.letters import rules
from casework.referrals.letters.errors import LetterStopped
from casework.referrals.letters.recall import recalls_for, recalls_of, told_in
from casework.referrals.letters.records import Letter
from casework.vault.agenda import Upcoming
from casework.vault.desk import Hand, Plan, read_case
from casework.vault.errors import SavedMeanwhile
from casework.vault.house import House
from casework.vault.section_rows import SectionRows
from casework.vault.sections import OpenSection, look_into
from casework.vault.surveyed import Survey


@dataclass(frozen=True, repr=False)
class SavingLetter:
    """A letter to be saved; both ids are made when the form is first shown, 0 was seen then."""

    section_id: Id
    record_id: Id
    seen_version: int
    content: Letter


@dataclass(frozen=True, repr=False)
class OpenedLetter:
    """One letter of the reader's own unit, opened by itself."""

    file: CaseFile
    part: Part
    content: Letter
    unheeded: bool = False
    """She took it back at another desk, and this one has not written down what it did."""


def open_letter(
    house: House, hand: Hand, case_id: Id, record_id: Id, action: Action
) -> OpenedLetter:
    """Open one letter, and what she said since to any desk about such; raises NotFound."""

    def choose(survey: Survey) -> list[SectionRows]:
        exclusions.require_welcome(hand.keyring, survey)
        for rows in survey.joined_by(hand.keyring):
            if _is_own(rows, hand) and _holds(rows, record_id):
                return [rows, *told_in(survey, hand.keyring)]
        raise NotFound

    file = make_file(read_case(house, hand, action, case_id, choose), hand.keyring)
    part = file.get(Letter.schema, record_id)
    if not isinstance(part.content, Letter):
        raise NotFound
    stands = rules.as_recalled(part.content, recalls_of(file))
    return OpenedLetter(file, part, stands, unheeded=stands != part.content)


def save(house: House, hand: Hand, case_id: Id, saving: SavingLetter) -> None:
    """Save what a letter says, on her answer to exactly this body.

    Raises NotAConsent with the problems of a yes that is none, SavedMeanwhile when somebody was
    first, LetterStopped for a letter that has left or to which she has said no.
    """

    def plan(writing: Writing) -> Plan:
        writing.require_working()
        rows = writing.survey.sections.get(saving.section_id)
        _require_seen(writing, rows, saving.record_id, saving.seen_version)
        if rows is not None:
            stands = _standing_letter(writing, rows, saving.record_id)
            if not rules.is_editable(_where(writing, stands)):
                raise LetterStopped
        if rules.as_recalled(saving.content, recalls_for(writing)).withdrawn_at is not None:
            raise LetterStopped
        problems = _problems(writing, saving.content)
        if problems:
            raise NotAConsent(tuple(problems))
        if rows is None:
            section = writing.begin(SectionKind.REFERRAL, saving.section_id)
        else:
            section = writing.renew(rows)
        return _sealed(writing, section, saving)

    change_case(house, hand, Action.LETTER_WRITE, case_id, plan)


def _problems(writing: Writing, letter: Letter) -> list[Problem]:
    """Return what keeps her yes from covering the letter, by the file and not by a page."""
    found = situation_in(writing)
    carer = found.carer_suspected
    return rules.yes_problems(letter, found.age, writing.now, carer_suspected=carer)


Step = Callable[[Letter, rules.Standing], Letter]
"""Turns a letter into what stands from now on; raises LetterStopped."""


def turn(
    house: House, hand: Hand, action: Action, case_id: Id, part: Part, seen: int, step: Step
) -> None:
    """Take one step with a letter that was looked at; raises SavedMeanwhile, LetterStopped.

    Her yes is taken back in a closed file too: that is never too late.
    """

    def plan(writing: Writing) -> Plan:
        if action is Action.LETTER_WITHDRAW:
            writing.require_joined()
        else:
            writing.require_working()
        rows = writing.survey.sections.get(part.section_id)
        if rows is None:
            raise NotFound
        _require_seen(writing, rows, part.record_id, seen)
        stands = _standing_letter(writing, rows, part.record_id)
        content = step(stands, _where(writing, stands))
        saving = SavingLetter(part.section_id, part.record_id, seen, content)
        return _sealed(writing, writing.renew(rows), saving)

    change_case(house, hand, action, case_id, plan)


def _sealed(writing: Writing, section: OpenSection, saving: SavingLetter) -> Plan:
    content, record_id = saving.content, saving.record_id
    writing.seal(section, content, record_id, saving.seen_version + 1)
    kind = rules.kind_of(record_id)
    at = rules.comes_up(content, _where(writing, content))
    items = [] if at is None else [Upcoming(kind, at)]
    writing.plan_ahead(items, lambda known: known == kind)
    return writing.plan()


def _where(writing: Writing, letter: Letter) -> rules.Standing:
    return rules.standing(letter, writing.house.codes["letter_outcomes"], writing.now)


def _standing_letter(writing: Writing, rows: SectionRows, record_id: Id) -> Letter:
    """Return the letter as it stands, for a plan that decides by it; the event lists its section.

    Raises NotFound for a section that is not a letter of the hand's own.
    """
    held = rows.grant_to((writing.hand.keyring.unit, writing.hand.keyring.user)) is not None
    if not held or not _is_own(rows, writing.hand):
        raise NotFound
    for row, plaintext in look_into(writing.hand.keyring, rows):
        content = decode(plaintext)
        if row.record_id == record_id and isinstance(content, Letter):
            return rules.as_recalled(content, recalls_for(writing))
    raise NotFound


def _is_own(rows: SectionRows, hand: Hand) -> bool:
    kind, owner = rows.current.kind, rows.current.owner_unit
    return kind == SectionKind.REFERRAL and owner == hand.keyring.unit


def _holds(rows: SectionRows, record_id: Id) -> bool:
    return any(record.record_id == record_id for record in rows.records)


def _require_seen(writing: Writing, rows: SectionRows | None, record_id: Id, seen: int) -> None:
    """The writer saw the newest version, and the record is this section's: none ever moves."""
    written = writing.survey.versions.get((ObjectKind.RECORD, record_id), 0)
    if written != seen:
        raise SavedMeanwhile
    if (rows is None) != (seen == 0) or (rows is not None and not _holds(rows, record_id)):
        raise NotFound
