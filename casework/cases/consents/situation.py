"""What a file says about who may consent: her age today, and whether a carer is the danger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.cases.consents.rules import Decider, deciders
from casework.cases.files import CaseFile
from casework.cases.records import PersonCausingViolence, Survivor
from casework.cases.rules.people import AgeThen, age_on


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
    """Read it from the newest parts that the unit itself has written."""
    part = file.one(Survivor.schema)
    survivor = part.content if part and isinstance(part.content, Survivor) else Survivor()
    people = [p.content for p in file.of(PersonCausingViolence.schema)]
    suspected = any(isinstance(p, PersonCausingViolence) and p.is_carer == "YES" for p in people)
    age = age_on(survivor.birth, today, estimated=survivor.birth_estimated)
    return Situation(age, suspected)
