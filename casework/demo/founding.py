"""Founds the demo commune by the same verbs that a real one uses: no back door, no shortcut."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from casework.accounts import passphrases, service
from casework.accounts.founding import CommunePlan, Papers, found_instance, village_names
from casework.accounts.people import Waiting, people
from casework.audit.events import Actor
from casework.demo.cast import CAST, COMMUNE_CODE, COMMUNE_NAME, UNITS, Player
from casework.kernel.clock import Clock
from casework.kernel.kinds import Role, UnitKind
from casework.kernel.settings import load_settings
from casework.shelter import host_founding
from casework.vault.desk import Hand
from casework.vault.house import House, open_house

_NOBODY = Actor(None, None, None, None)


@dataclass(frozen=True)
class DemoAccount:
    """How to sign in as one of the cast; ``totp_secret`` is null while second factor is off."""

    username: str
    unit_kind: str
    role: str
    password: str
    totp_secret: str | None = None


@dataclass(frozen=True, repr=False)
class FoundedDemo:
    """An open house with its cast: accounts to sign in with, and each one's hand.

    Accounts stand in the cast's order; hands are by the names that the cast has among us.
    """

    house: House
    papers: Papers
    accounts: list[DemoAccount]
    hands: dict[str, Hand]


def found_demo(
    instance: Path, env: Mapping[str, str], clock: Clock, cast: Sequence[Player] = CAST
) -> FoundedDemo:
    """Found the commune, activate every unit, and take the cast in."""
    settings = load_settings(instance, env)
    villages = village_names(settings.config / "demo" / "villages.toml")
    plan = CommunePlan(COMMUNE_NAME, COMMUNE_CODE, "số của người quản trị (mẫu)", UNITS, villages)
    papers = found_instance(settings, plan, clock, demo=True)
    house = open_house(load_settings(instance, env), clock)
    codes = {paper.kind: paper.code for paper in papers.units}
    accounts: list[DemoAccount] = []
    hands: dict[str, Hand] = {}
    managers: dict[str, str] = {}
    for player in cast:
        password = passphrases.offer()
        person = service.NewPerson(player.username, player.name, password)
        username = player.username
        if player.kind is UnitKind.SHELTER:
            username = _open_house(house, hands[managers[UnitKind.WOMENS_UNION]], person)
        elif player.role is Role.MANAGER:
            service.activate_unit(house, codes[player.kind], person, _NOBODY)
            managers[player.kind] = player.username
        else:
            _take_in(house, hands[managers[player.kind]], person, player.role)
        accounts.append(DemoAccount(username, player.kind.value, player.role.value, password))
        hands[player.username] = sign_in(house, username, password)
    return FoundedDemo(house, papers, accounts, hands)


def _open_house(house: House, union: Hand, person: service.NewPerson) -> str:
    """Found a house and its host; returns the name that the host signs in with."""
    code = host_founding.found(house, union).papers.code
    user = service.activate_unit(house, code, person, _NOBODY)
    with house.database.read() as db:
        return house.roster(db).members[user][-1].username


def _take_in(house: House, manager: Hand, person: service.NewPerson, role: Role) -> None:
    code = service.invite(house, manager, role)
    service.join(house, code, person, _NOBODY)
    waiting = _waiting(house, manager, person.username)
    service.approve(house, manager, waiting.joining_id, waiting.fingerprint)


def _waiting(house: House, manager: Hand, username: str) -> Waiting:
    return next(who for who in people(house, manager).waiting if who.username == username)


def sign_in(house: House, username: str, password: str) -> Hand:
    """Return the hand of one of the cast, as after a sign-in without a browser."""
    signed_in = service.sign_in(house, username, password, device=None, actor=_NOBODY)
    keyring = signed_in.keyring
    return Hand(Actor(keyring.user, keyring.unit, None, None), keyring)


def write_accounts(path: Path, accounts: Sequence[DemoAccount]) -> None:
    """Write the sign-in names and passphrases of a demo, readable by its owner only."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(account) for account in accounts], file, ensure_ascii=False, indent=1)
