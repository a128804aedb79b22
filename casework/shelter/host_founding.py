"""A manager of the women's union founds a house: a number, a code and shares on paper, no name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework.accounts.founding import FOUNDING_LASTS
from casework.accounts.service import find_founding
from casework.audit.actions import Action
from casework.kernel.ids import Id
from casework.kernel.kinds import UnitKind
from casework.vault.credentials import FoundedHouse, UnitPapers, found_house
from casework.vault.desk import Hand, Plan, write
from casework.vault.house import House
from casework.vault.rosters import Roster, Unit


@dataclass(frozen=True)
class HouseAccount:
    """A house that can sign in, or will: its number as people say it, and its people's."""

    unit: Id
    name: str
    is_active: bool
    usernames: Sequence[str]
    expires_at: datetime


@dataclass(frozen=True, repr=False)
class HousePapers:
    """What is printed once for a house, with the root's eight words to compare."""

    papers: UnitPapers
    fingerprint: str
    expires_at: datetime


def found(house: House, hand: Hand) -> HousePapers:
    """Found the next house; its code and the shares of its recovery key are returned, once."""
    expires_at = house.clock.now() + FOUNDING_LASTS
    made: list[FoundedHouse] = []

    def plan(_db: Session, roster: Roster) -> Plan:
        made[:] = [found_house(hand.keyring, roster, expires_at)]
        return Plan(put=[made[0].signed])

    write(house, hand, Action.UNIT_FOUND, plan)
    papers = made[0].papers
    return HousePapers(papers, find_founding(house, papers.code).fingerprint, expires_at)


def list_houses(house: House) -> list[HouseAccount]:
    """Return every house that has been founded, by number."""
    with house.database.read() as db:
        roster = house.roster(db)
    houses = [unit for unit in roster.units.values() if unit.kind is UnitKind.SHELTER]
    return [_account(roster, unit) for unit in sorted(houses, key=_number)]


def _number(unit: Unit) -> tuple[int, str]:
    return len(unit.name), unit.name


def _account(roster: Roster, unit: Unit) -> HouseAccount:
    return HouseAccount(
        unit=unit.unit,
        name=unit.name,
        is_active=bool(unit.epochs),
        usernames=[member.username for member in roster.live_members(unit.unit)],
        expires_at=roster.foundings[unit.invitation].expires_at,
    )
