"""What follows from who she is: age on a day, who is owed haste, free legal aid.

Where a birth date leaves a doubt, protection takes the younger age and figures the plain one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from casework.cases.records import Survivor
from casework.kernel.dates import PartialDate
from casework.kernel.errors import MalformedValue

CHILD_UNTIL = 16
"""Luật Trẻ em 102/2016 Đ1: a child is under 16."""
MINOR_UNTIL = 18
ELDERLY_FROM = 60
"""Luật Người cao tuổi, DOMAIN §6.4."""
MAJORITY_GROUP = "KINH"


@dataclass(frozen=True)
class AgeThen:
    """Completed years on a day; ``approximate`` when one birthday may be missing."""

    years: int
    approximate: bool

    def may_be_under(self, years: int) -> bool:
        """Say whether the person may have been younger than ``years``: the protective answer."""
        return self.years - (1 if self.approximate else 0) < years

    def may_be_from(self, years: int) -> bool:
        """Say whether the person may have completed ``years``; approximate ages round up."""
        return self.years >= years


def age_on(
    birth: PartialDate | None, day: date | PartialDate | None, *, estimated: bool = False
) -> AgeThen | None:
    """Return the age on the day of an incident, or None where it cannot be known.

    With only years to compare, the age is their difference and approximate (DOMAIN §6.4).
    """
    if birth is None or day is None:
        return None
    whole = not isinstance(day, PartialDate) or day.day is not None
    first = day.earliest() if isinstance(day, PartialDate) else day
    try:
        age = birth.age_on(first)
    except MalformedValue:
        if whole or first.year < birth.year:
            return None  # an incident before the birth: one of the two dates is wrong
        return AgeThen(0, approximate=True)
    if not whole:
        return AgeThen(first.year - birth.year, approximate=True)
    return AgeThen(age.years, approximate=age.approximate or estimated)


def is_child(age: AgeThen | None) -> bool:
    """Say whether the children's procedure applies; a doubt counts as a child."""
    return age is not None and age.may_be_under(CHILD_UNTIL)


def vulnerabilities(survivor: Survivor, age: AgeThen | None) -> tuple[str, ...]:
    """Return the flags of Đ24: those that were told, and those that age and disability give."""
    derived = set(survivor.vulnerabilities)
    if is_child(age):
        derived.add("CHILD")
    if age is not None and age.may_be_from(ELDERLY_FROM):
        derived.add("ELDERLY_60")
    if survivor.disabilities:
        derived.add("DISABLED")
    order = (
        "CHILD",
        "PREGNANT",
        "NURSING_U36M",
        "ELDERLY_60",
        "DISABLED",
        "CANNOT_SELF_CARE",
        "UNDER_TREATMENT",
    )
    return tuple(flag for flag in order if flag in derived)


def legal_aid_grounds(
    survivor: Survivor, age: AgeThen | None, *, dv_scopes: Iterable[str], trafficked: bool
) -> tuple[str, ...]:
    """Return every ground of free legal aid (Luật 11/2017 Đ7) that the record supports.

    Grounds that ask for financial hardship need it recorded as a yes.
    """
    hardship = survivor.hardship == "YES" or survivor.poverty in ("POOR", "NEAR_POOR")
    minority = survivor.ethnic_group not in (None, MAJORITY_GROUP, "FOREIGN", "UNKNOWN")
    sixteen_to_eighteen = (
        age is not None and age.years >= CHILD_UNTIL and age.may_be_under(MINOR_UNTIL)
    )
    found = {
        "POOR": survivor.poverty == "POOR",
        "CHILD": is_child(age),
        "ETHNIC_MINORITY_HARD_AREA": minority and survivor.hard_area == "YES",
        "DV_VICTIM": hardship and any(s in ("YES", "LIMITED_ACTS") for s in dv_scopes),
        "TRAFFICKING_VICTIM": hardship and trafficked,
        "ELDERLY": hardship and age is not None and age.may_be_from(ELDERLY_FROM),
        "DISABLED": hardship and bool(survivor.disabilities),
        "VICTIM_16_17": hardship and sixteen_to_eighteen,
    }
    return tuple(ground for ground, holds in found.items() if holds)
