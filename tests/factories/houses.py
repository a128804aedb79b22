"""More houses than the cast has, and what the union writes to one."""

from __future__ import annotations

from casework.accounts.service import NewPerson, activate_unit
from casework.audit.actions import Action
from casework.audit.events import Actor
from casework.demo.founding import sign_in
from casework.kernel.ids import Id
from casework.shelter import host_founding, host_service
from casework.shelter.host_records import Arrival, CalledOff
from casework.shelter.host_service import Answer
from casework.vault.desk import Hand
from casework.vault.looking import look_and_open
from tests.factories import letters
from tests.factories.commune import TestCommune

PASSWORD = "cau vong mau thu nghiem 71"
NOBODY = Actor(None, None, None, None)


def another_house(commune: TestCommune) -> Hand:
    """Found the next house and return its host's hand."""
    code = host_founding.found(commune.house, commune.hand("nga")).papers.code
    user = activate_unit(commune.house, code, NewPerson("", "", PASSWORD), NOBODY)
    with commune.house.database.read() as db:
        username = commune.house.roster(db).members[user][-1].username
    return sign_in(commune.house, username, PASSWORD)


def answers_for_union(commune: TestCommune, reader: str) -> list[Answer]:
    """Return what the houses have answered, as the union opens it."""
    look = host_service.look_at_answers
    return look_and_open(commune.house, commune.hand(reader), Action.MAIL_READ, look)


def announce(commune: TestCommune, arrival: Arrival | CalledOff, host: Hand | None = None) -> Id:
    """Let the union write to a house, as placing does; return the letter's id."""
    nga, unit = commune.hand("nga"), (host or commune.hand("lan")).keyring.unit
    roster = letters.roster_of(commune.house)
    signed = host_service.letter_of_arrival(nga.keyring, roster, unit, arrival)
    letters.put(commune.house, nga, signed)
    return signed.tip.object_id
