"""Houses and their hosts are called by a number and nothing else: credentials lie open (P7)."""

from __future__ import annotations

import re

from casework.kernel.kinds import UnitKind
from casework.vault.rosters import Roster

_NAME = re.compile(r"Nhà ([1-9][0-9]{0,3})")


def is_neutral(unit_name: str) -> bool:
    """Say whether a house is called by its number only."""
    return _NAME.fullmatch(unit_name) is not None


def next_house_name(roster: Roster) -> str:
    """Return the name of the house that is founded next: no number is given twice."""
    houses = (unit for unit in roster.units.values() if unit.kind is UnitKind.SHELTER)
    return f"Nhà {max((_number(unit.name) for unit in houses), default=0) + 1}"


def sign_in_name(unit_name: str) -> str:
    """Return the sign-in name of a house, which has one account."""
    return f"nha{_number(unit_name)}"


def are_neutral(unit_name: str, username: str, name: str) -> bool:
    """Say whether a member of a house is known by the house's number only."""
    return name == unit_name and username == sign_in_name(unit_name)


def _number(unit_name: str) -> int:
    found = _NAME.fullmatch(unit_name)
    return int(found[1]) if found else 0
