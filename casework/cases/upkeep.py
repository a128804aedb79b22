"""Idle sections get their new key as a write would give it: to whoever may hold it from then on."""

from __future__ import annotations

from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.cases.writing import Writing
from casework.kernel.errors import Conflict
from casework.kernel.ids import Id
from casework.vault.desk import Hand, Plan, write
from casework.vault.house import House
from casework.vault.rosters import Roster
from casework.vault.sections import needs_rotation
from casework.vault.survey import survey_case
from casework.vault.upkeep import Chore, own_held, rotations_due


def rotate_idle(house: House, hand: Hand, case_id: Id) -> None:
    """Change every own key of a case that is due; raises Conflict where that was done meanwhile.

    A closed case too: who was shut out of it is shut out of what it will be reopened with.
    """

    def plan(db: Session, roster: Roster) -> Plan:
        survey = survey_case(db, roster, house.verified, case_id, house.clock.now())
        writing = Writing(house, hand, roster, survey)
        due = [rows for rows in own_held(survey, hand.keyring) if needs_rotation(roster, rows)]
        if not due:
            raise Conflict
        for rows in due:
            writing.renew(rows)
        return writing.plan()

    write(house, hand, Action.SECTION_ROTATE, plan)


ROTATION = Chore("rotation", rotations_due, rotate_idle)
"""Sections that nobody writes to get their new key too."""
