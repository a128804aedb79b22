"""What a file says about who may consent: her age today, and whether a carer is the danger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from casework.cases.codec import SealedRecord, decode
from casework.cases.consents.rules import Decider, deciders
from casework.cases.files import CaseFile
from casework.cases.records import FirstMinutes, PersonCausingViolence, Survivor
from casework.cases.rules.people import CHILD_UNTIL, AgeThen, age_on
from casework.cases.writing import Writing
from casework.kernel.clock import local_day
from casework.kernel.kinds import SectionKind
from casework.vault.sections import look_into

_TELLING = (SectionKind.IDENTITY, SectionKind.SAFETY, SectionKind.INCIDENT)


@dataclass(frozen=True)
class Situation:
    """Whose yes it takes; ``carer_suspected`` when a person causing violence is her carer."""

    age: AgeThen | None
    carer_suspected: bool

    @property
    def deciders(self) -> frozenset[Decider]:
        """Whose yes it takes, as far as the file knows."""
        return deciders(self.age, representative_safe=not self.carer_suspected)

    @property
    def only_law(self) -> bool:
        """Whether nobody may consent for her, so that law and her own view decide."""
        return not self.deciders


def situation_of(file: CaseFile, today: date) -> Situation:
    """Read it from the newest parts, those that the unit itself has written first."""
    told = (Told(file.own(part), part.written_at, part.content) for part in file.parts)
    return situation_from(told, today)


def situation_in(writing: Writing) -> Situation:
    """Read it from the file itself, whatever a page says; the event lists what was looked into."""
    keyring = writing.hand.keyring
    told = []
    for rows in writing.survey.held_by(keyring):
        if rows.current.kind in _TELLING:
            own = rows.current.owner_unit == keyring.unit
            opened = look_into(keyring, rows)
            told += [Told(own, row.written_at, decode(plaintext)) for row, plaintext in opened]
            writing.touches([rows.current.section_id])
    return situation_from(told, local_day(writing.now))


@dataclass(frozen=True, repr=False)
class Told:
    """One record of the file, and whether the unit wrote it itself."""

    own: bool
    at: datetime
    content: SealedRecord


def situation_from(told: Iterable[Told], today: date) -> Situation:
    """Return what the records say; a child of unknown birth is one who is old enough to be asked.

    That a carer is suspected counts whoever wrote it down.
    """
    found = sorted(told, key=lambda one: (one.own, one.at), reverse=True)
    survivor = next((t.content for t in found if isinstance(t.content, Survivor)), Survivor())
    first = [t.content for t in found if isinstance(t.content, FirstMinutes)]
    age = age_on(survivor.birth, today, estimated=survivor.birth_estimated)
    if age is None and any("UNDER_16" in one.dangers for one in first):
        age = AgeThen(CHILD_UNTIL - 1, approximate=True)
    people = [t.content for t in found if isinstance(t.content, PersonCausingViolence)]
    return Situation(age, any(person.is_carer == "YES" for person in people))
