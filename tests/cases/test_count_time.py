"""The 72-hour window and the delay until the report, at their edges."""

from datetime import UTC, datetime, timedelta

import pytest

from casework.cases.rules.times import day_of, report_delay, seventy_two_hours
from casework.kernel.dates import PartialDate
from tests.cases.lists import CODES

AT = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
"""08:30 on 20/11/2026 in the commune."""
MICROSECOND = timedelta(microseconds=1)


def test_the_window_runs_from_the_hour_of_the_assault() -> None:
    window = seventy_two_hours(AT, PartialDate(2026, 11, 19))

    assert window is not None
    assert window.deadline == AT + timedelta(hours=72)
    assert not window.approximate
    assert window.is_open(AT + timedelta(hours=72))
    assert not window.is_open(AT + timedelta(hours=72) + MICROSECOND)
    assert window.left(AT + timedelta(hours=70)) == timedelta(hours=2)


def test_with_only_the_day_it_runs_from_the_first_minute_in_local_time() -> None:
    window = seventy_two_hours(None, PartialDate(2026, 11, 20))

    assert window is not None
    assert window.approximate
    assert window.deadline == datetime(2026, 11, 22, 17, tzinfo=UTC)


@pytest.mark.parametrize("day", [None, PartialDate(2026), PartialDate(2026, 11)])
def test_without_a_day_there_is_no_window(day: PartialDate | None) -> None:
    assert seventy_two_hours(None, day) is None


@pytest.mark.parametrize(
    ("after", "band"),
    [
        (timedelta(0), "D00_03"),
        (timedelta(hours=72), "D00_03"),
        (timedelta(hours=72) + MICROSECOND, "D04_05"),
        (timedelta(days=5), "D04_05"),
        (timedelta(days=5) + MICROSECOND, "D06_14"),
        (timedelta(days=14), "D06_14"),
        (timedelta(days=14, hours=1), "D15_30"),
        (timedelta(days=30), "D15_30"),
        (timedelta(days=30) + MICROSECOND, "D31P"),
        (timedelta(days=4000), "D31P"),
        (-MICROSECOND, "UNK"),
    ],
)
def test_day_four_never_falls_into_the_first_band(after: timedelta, band: str) -> None:
    assert report_delay(CODES["report_delays"], AT, None, AT + after) == band


def test_a_day_without_an_hour_is_counted_from_its_beginning() -> None:
    bands, day = CODES["report_delays"], PartialDate(2026, 11, 20)
    midnight = datetime(2026, 11, 19, 17, tzinfo=UTC)

    assert report_delay(bands, None, day, midnight + timedelta(hours=72)) == "D00_03"
    assert report_delay(bands, None, day, midnight + timedelta(hours=73)) == "D04_05"


def test_what_is_not_known_to_the_day_has_no_delay() -> None:
    assert report_delay(CODES["report_delays"], None, PartialDate(2026, 11), AT) == "UNK"
    assert report_delay(CODES["report_delays"], AT, None, None) == "UNK"


def test_the_day_is_that_of_the_commune() -> None:
    late = datetime(2026, 11, 20, 18, tzinfo=UTC)

    assert day_of(late, PartialDate(2020)) == PartialDate(2026, 11, 21)
    assert day_of(None, PartialDate(2026)) == PartialDate(2026)
