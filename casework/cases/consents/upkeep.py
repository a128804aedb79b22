"""What is over is ended, and what is due to change is changed, as soon as its desk is about."""

from __future__ import annotations

from casework.audit.actions import Action
from casework.cases.consents.service import change_case, end_what_is_over
from casework.cases.writing import Writing
from casework.kernel.errors import Conflict
from casework.kernel.ids import Id
from casework.vault.desk import Hand, Plan
from casework.vault.house import House
from casework.vault.sections import needs_rotation
from casework.vault.upkeep import ROTATION, Chore, lapsed_cases

ENDINGS = Chore("endings", lapsed_cases, end_what_is_over)
"""The grants go, the consent says that it has come to its end, and the keys are due to change."""


def _change_keys(house: House, hand: Hand, case_id: Id) -> None:
    """Change what is due to change, to whom it may go now: by name where the case asks for it."""

    def plan(writing: Writing) -> Plan:
        keyring = hand.keyring
        for rows in writing.survey.held_by(keyring):
            own = rows.current.owner_unit == keyring.unit
            if own and needs_rotation(writing.roster, rows):
                writing.renew(rows)
        found = writing.plan()
        if not found.put:
            raise Conflict  # done meanwhile
        return found

    change_case(house, hand, Action.SECTION_ROTATE, case_id, plan)


KEYS = Chore(ROTATION.name, ROTATION.due, _change_keys)
"""As the vault's own chore, by somebody who can open the list of who is excluded."""
