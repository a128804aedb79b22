"""Houses and their people are called by a number and nothing else, for credentials lie open (P7)."""

from __future__ import annotations

import re

from casework.kernel.kinds import UnitKind
from casework.vault.rosters import Roster

_NAME = re.compile(r"Nhà ([1-9][0-9]{0,3})")
_LATER = re.compile(r"\.([2-9]|[1-9][0-9])")


def is_neutral(unit_name: str) -> bool:
    """Say whether a house is called by its number only."""
    return _NAME.fullmatch(unit_name) is not None


def next_house_name(roster: Roster) -> str:
    """Return the name of the house that is founded next: no number is given twice."""
    houses = (unit for unit in roster.units.values() if unit.kind is UnitKind.SHELTER)
    return f"Nhà {max((_number(unit.name) for unit in houses), default=0) + 1}"


def sign_in_name(unit_name: str, nth: int) -> str:
    """Return the sign-in name of a house's first, second, … member."""
    first = f"nha{_number(unit_name)}"
    return first if nth == 1 else f"{first}.{nth}"


def are_neutral(unit_name: str, username: str, name: str) -> bool:
    """Say whether a member of a house is known by the house's number only."""
    first = sign_in_name(unit_name, 1)
    rest = username.removeprefix(first)
    return name == unit_name and (username == first or _LATER.fullmatch(rest) is not None)


def _number(unit_name: str) -> int:
    found = _NAME.fullmatch(unit_name)
    return int(found[1]) if found else 0
