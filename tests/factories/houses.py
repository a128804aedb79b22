"""More houses than the cast has, founded by the union's manager as a real one is."""

from __future__ import annotations

from casework.accounts.service import NewPerson, activate_unit
from casework.audit.events import Actor
from casework.demo.founding import sign_in
from casework.shelter import host_founding
from casework.vault.desk import Hand
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
