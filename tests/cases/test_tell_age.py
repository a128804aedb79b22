"""Age on the day of the incident, and what follows from it; a doubt protects the younger."""

from datetime import date

import pytest

from casework.cases.records import Survivor
from casework.cases.rules.people import (
    AgeThen,
    age_on,
    is_child,
    legal_aid_grounds,
    vulnerabilities,
)
from casework.kernel.dates import PartialDate

BIRTHDAY = PartialDate(2010, 11, 23)


@pytest.mark.parametrize(
    ("day", "years", "child"),
    [
        (date(2026, 11, 22), 15, True),
        (date(2026, 11, 23), 16, False),
        (date(2026, 11, 24), 16, False),
    ],
)
def test_a_child_is_under_sixteen_on_the_day(day: date, years: int, child: bool) -> None:
    age = age_on(BIRTHDAY, day)

    assert age == AgeThen(years, approximate=False)
    assert is_child(age) is child


def test_with_only_years_the_age_is_their_difference_and_protects() -> None:
    age = age_on(PartialDate(2010), PartialDate(2026, 6, 1))

    assert age == AgeThen(16, approximate=True)
    assert is_child(age)
    assert not is_child(age_on(PartialDate(2009), date(2026, 1, 1)))


def test_an_incident_known_by_its_year_is_approximate() -> None:
    assert age_on(BIRTHDAY, PartialDate(2026)) == AgeThen(16, approximate=True)


def test_an_estimated_birth_is_approximate() -> None:
    assert age_on(BIRTHDAY, date(2026, 12, 1), estimated=True) == AgeThen(16, approximate=True)


@pytest.mark.parametrize(
    ("birth", "day"),
    [
        (None, date(2026, 1, 1)),
        (BIRTHDAY, None),
        (BIRTHDAY, date(2009, 1, 1)),
        (PartialDate(2026, 11), PartialDate(2025)),
    ],
)
def test_what_cannot_be_known_is_not_guessed(birth: PartialDate | None, day: date | None) -> None:
    assert age_on(birth, day) is None


def test_a_baby_born_later_in_the_year_of_the_incident_is_nought() -> None:
    assert age_on(PartialDate(2026, 11), PartialDate(2026)) == AgeThen(0, approximate=True)


def test_flags_follow_from_age_and_disability() -> None:
    told = Survivor(vulnerabilities=("PREGNANT",), disabilities=("VISION",))

    assert vulnerabilities(told, AgeThen(15, approximate=False)) == (
        "CHILD",
        "PREGNANT",
        "DISABLED",
    )
    assert vulnerabilities(Survivor(), AgeThen(60, approximate=False)) == ("ELDERLY_60",)
    assert vulnerabilities(Survivor(), AgeThen(59, approximate=False)) == ()
    assert vulnerabilities(Survivor(), None) == ()


def test_free_legal_aid_follows_from_what_is_recorded() -> None:
    grown = AgeThen(30, approximate=False)

    def grounds(survivor: Survivor, age: AgeThen | None = grown, *scopes: str) -> tuple[str, ...]:
        return legal_aid_grounds(survivor, age, dv_scopes=scopes, trafficked=False)

    assert grounds(Survivor()) == ()
    assert grounds(Survivor(poverty="POOR"), grown, "YES") == ("POOR", "DV_VICTIM")
    assert grounds(Survivor(), grown, "YES") == ()
    assert grounds(Survivor(hardship="YES"), grown, "NO", "LIMITED_ACTS") == ("DV_VICTIM",)
    assert grounds(Survivor(ethnic_group="BA_NA", hard_area="YES")) == (
        "ETHNIC_MINORITY_HARD_AREA",
    )
    assert grounds(Survivor(ethnic_group="KINH", hard_area="YES")) == ()
    assert grounds(Survivor(), AgeThen(15, approximate=False)) == ("CHILD",)
    assert grounds(Survivor(hardship="YES"), AgeThen(17, approximate=False)) == ("VICTIM_16_17",)
    assert legal_aid_grounds(Survivor(hardship="YES"), None, dv_scopes=[], trafficked=True) == (
        "TRAFFICKING_VICTIM",
    )
