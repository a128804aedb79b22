"""What the administrator sees: units, accounts and the state of the log; no case at all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from casework.accounts.models import Joining
from casework.audit.actions import Action
from casework.kernel.text import name_key
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.vault.rosters import Member, Unit


@dataclass(frozen=True)
class UnitLine:
    """One unit: its members by given name, and how many wait at its door."""

    unit: Unit
    members: list[Member]
    waiting: int

    @property
    def is_active(self) -> bool:
        """Whether its first manager has activated it."""
        return bool(self.unit.epochs)


@dataclass(frozen=True)
class Overview:
    """Every unit in order of kind and name, and how long the log is."""

    units: list[UnitLine]
    log_size: int
    log_era: int


def view_accounts(house: House, hand: Hand) -> Overview:
    """Return units and accounts; the look itself is an event."""
    with house.ledger.entry(hand.actor, Action.ACCOUNT_LIST) as entry:
        roster = house.roster(entry.db)
        counted = entry.db.execute(
            select(Joining.unit_id, func.count())
            .where(Joining.user_id.is_not(None))
            .group_by(Joining.unit_id)
        ).all()
    waiting = {unit: int(count) for unit, count in counted}
    units = [
        UnitLine(
            unit,
            sorted(roster.live_members(unit.unit), key=lambda member: name_key(member.name)),
            waiting.get(unit.unit, 0),
        )
        for unit in sorted(roster.units.values(), key=lambda unit: (unit.kind, unit.name))
    ]
    state = house.ledger.checkpoint().checkpoint
    return Overview(units, state.size, state.era)
