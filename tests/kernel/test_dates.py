"""A birth date says no more than is known."""

from datetime import date

import pytest

from casework.kernel.dates import Age, PartialDate
from casework.kernel.errors import MalformedValue

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("1988", PartialDate(1988)),
        ("03/1988", PartialDate(1988, 3)),
        ("05/03/1988", PartialDate(1988, 3, 5)),
        ("5/3/1988", PartialDate(1988, 3, 5)),
        (" 29/02/2024 ", PartialDate(2024, 2, 29)),
        ("23/11/2026", PartialDate(2026, 11, 23)),
        ("1900", PartialDate(1900)),
    ],
)
def test_three_forms_are_read(text: str, kept: PartialDate) -> None:
    assert PartialDate.parse(text, TODAY) == kept
    assert PartialDate.parse(str(kept), TODAY) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "88",
        "30/02/1988",
        "29/02/2025",
        "13/1988",
        "00/1988",
        "0/3/1988",
        "31/04/1990",
        "1899",
        "2027",
        "12/2026",
        "24/11/2026",
        "1988-03-05",
        "05.03.1988",
        "/1988",
        "5/3/88",
        "١٩٨٨",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(MalformedValue):
        PartialDate.parse(text, TODAY)


def test_a_day_needs_its_month() -> None:
    with pytest.raises(MalformedValue):
        PartialDate(1988, None, 5)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (PartialDate(2010, 11, 24), TODAY, Age(15, approximate=False)),
        (PartialDate(2010, 11, 23), TODAY, Age(16, approximate=False)),
        (PartialDate(2010, 11), TODAY, Age(16, approximate=True)),
        (PartialDate(2010, 12), TODAY, Age(15, approximate=False)),
        (PartialDate(2010, 10), TODAY, Age(16, approximate=False)),
        (PartialDate(2010), TODAY, Age(16, approximate=True)),
        (PartialDate(2026), TODAY, Age(0, approximate=True)),
        (PartialDate(2008, 2, 29), date(2026, 2, 28), Age(17, approximate=False)),
    ],
)
def test_the_age_says_whether_it_is_approximate(born: PartialDate, day: date, age: Age) -> None:
    assert born.age_on(day) == age


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(MalformedValue):
        PartialDate(2026, 11, 24).age_on(TODAY)
