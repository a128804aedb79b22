"""A desk hears on its first page that she took back, at another desk, a letter that it has written.

What the log tells of such steps names the cases to look at; what was said, and the letters that
were written before, are opened under the event that names them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.audit.actions import Action
from casework.audit.events import event_from_bytes
from casework.audit.ledger import Receipt
from casework.audit.pages import newest_deeds
from casework.cases import exclusions
from casework.cases.codec import SealedRecord, decode
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.referrals.letters import rules
from casework.referrals.letters.recall import told_in
from casework.referrals.letters.records import Letter, LetterRecall
from casework.vault.desk import open_section
from casework.vault.house import House
from casework.vault.keyring import Keyring
from casework.vault.looking import Finding, Look, Standpoint
from casework.vault.section_rows import SectionRows
from casework.vault.surveyed import Survey

HEARD_FOR = timedelta(days=90)
"""How long the first page goes by it; the page of the file, and of the letter, always do."""
_AT_MOST = 50
"""How many such steps are looked through; a commune hears a few in a year."""


@dataclass(frozen=True)
class Unheeded:
    """A letter that she took back, and its desk has not written down what it did."""

    case_id: Id
    number: str
    letter: Id
    at: datetime
    handed: bool
    """The paper has left: somebody must phone the body that holds it."""


@dataclass(frozen=True, repr=False)
class _Told:
    """A case in which the reader's desk was told, and may have a letter from before."""

    survey: Survey
    said: list[SectionRows]
    letters: list[SectionRows]

    @property
    def sections(self) -> list[Id]:
        return [rows.current.section_id for rows in (*self.said, *self.letters)]


def look_at_unheeded(house: House) -> Look[list[Unheeded]]:
    """Return the look that finds the letters of a desk that she has taken back elsewhere."""

    def look(here: Standpoint) -> Finding[list[Unheeded]]:
        found = [told for case in _cases(here) if (told := _told(house, here, case)) is not None]
        ends = [told.survey.ends_at for told in found]
        return Finding(
            lambda receipt: [one for told in found for one in _open(receipt, here.keyring, told)],
            [told.survey.case.case_id for told in found],
            [section for told in found for section in told.sections],
            min((end for end in ends if end is not None), default=None),
        )

    return look


def _cases(here: Standpoint) -> list[Id]:
    """Return the cases in which somebody has taken a letter back, as the log tells it."""
    since = here.at - HEARD_FOR
    events = map(event_from_bytes, newest_deeds(here.db, Action.LETTER_WITHDRAW, since, _AT_MOST))
    return list(dict.fromkeys(case for event in events for case in event.cases))


def _told(house: House, here: Standpoint, case_id: Id) -> _Told | None:
    """Return what of a case is to be opened; None where nothing in it can be unheeded."""
    keyring = here.keyring
    try:
        survey = house.memory.survey(here.db, here.vouching.roster, case_id, here.at)
        exclusions.require_welcome(keyring, survey)
        held = survey.joined_by(keyring)
    except NotFound:
        return None
    said = told_in(survey, keyring)
    if not said:
        return None
    newest = max(record.written_at for rows in said for record in rows.records)
    letters = [rows for rows in held if _may_be_letter(survey, rows, keyring.unit, newest)]
    return _Told(survey, said, letters) if letters else None


def _may_be_letter(survey: Survey, rows: SectionRows, unit: Id, said_at: datetime) -> bool:
    """What was written to since it was said is dealt with: no other step is open to the desk."""
    kind, owner = rows.current.kind, rows.current.owner_unit
    if (kind, owner) != (SectionKind.REFERRAL, unit) or not rows.records:
        return False
    ways = survey.agreements.referrals.values()
    of_referrals = {section for way in ways for section in (way.note_section, way.answer_section)}
    before = max(record.written_at for record in rows.records) <= said_at
    return before and rows.current.section_id not in of_referrals


def _open(receipt: Receipt, keyring: Keyring, told: _Told) -> Iterator[Unheeded]:
    said = [content for _, content in _contents(receipt, keyring, told.said)]
    recalls = [content for content in said if isinstance(content, LetterRecall)]
    for record_id, letter in _contents(receipt, keyring, told.letters):
        if not isinstance(letter, Letter) or letter.withdrawn_at is not None:
            continue
        at = rules.as_recalled(letter, recalls).withdrawn_at
        if at is not None:
            case, handed = told.survey.case, letter.handed_at is not None
            yield Unheeded(case.case_id, case.number, record_id, at, handed)


def _contents(
    receipt: Receipt, keyring: Keyring, sections: list[SectionRows]
) -> Iterator[tuple[Id, SealedRecord]]:
    for rows in sections:
        for one in open_section(receipt, keyring, rows):
            yield one.row.record_id, decode(one.plaintext)
