"""Frees the bed of a file that the writer does not hold, without opening whose it is.

When the house says that the guest is gone, the bed must not wait for the file's own people.  One
event changes the board and calls her off at the house; the file says nothing until they write how
she left, or take the bed back.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.cases.consents.service import SentTwice
from casework.kernel.clock import local_day
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id
from casework.shelter import rules, store
from casework.shelter.host_service import letter_of_calling_off
from casework.shelter.records import BedState, BedStay
from casework.vault.desk import Hand, Plan, write
from casework.vault.errors import SavedMeanwhile
from casework.vault.house import House
from casework.vault.rosters import Roster


def seen_as(stay: BedStay) -> str:
    """Return what a page tells of a stay, so that a change since is noticed."""
    return f"{stay.state}.{stay.until_on}"


def release(house: House, hand: Hand, stay_id: Id, seen: str, on: date) -> None:
    """Free the beds of a stay from the day ``on``; what is free already stays so.

    Raises NotFound for a stay that is not on the board or has ended, SavedMeanwhile where it is no
    longer as it was ``seen``.
    """

    def plan(db: Session, roster: Roster) -> Plan:
        opened = store.to_change(house, hand, db, roster)
        known = rules.find_stay(opened.content, stay_id)
        if known is None or known.state is BedState.ENDED:
            raise NotFound
        if known.state is BedState.RELEASED:
            raise SentTwice
        if seen_as(known) != seen:
            raise SavedMeanwhile
        today = local_day(house.clock.now())
        board = rules.with_stay(opened.content, rules.released(known, on), today)
        at = rules.find_house(board, known.house_id)
        unit = None if at is None else at.unit_id
        letter = letter_of_calling_off(hand.keyring, roster, unit, known.letter)
        return Plan(
            [store.seal(house, hand, roster, board, opened.before), letter],
            holds=lambda db: opened.is_unchanged(db, hand),
        )

    with suppress(SentTwice):
        write(house, hand, Action.SHELTER_RELEASE, plan)
