"""Moments are exact inside and Vietnamese on screen."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.kernel.clock import (
    FixedClock,
    SystemClock,
    format_day,
    format_left,
    format_long_day,
    format_moment,
    from_micros,
    local_day,
    to_micros,
)

NOON = datetime(2026, 2, 5, 5, 0, tzinfo=UTC)


@given(st.integers(min_value=-(10**15), max_value=10**17))
def test_microseconds_survive_exactly(micros: int) -> None:
    assert to_micros(from_micros(micros)) == micros


def test_a_moment_is_the_same_in_every_zone() -> None:
    local = NOON.astimezone(timezone(timedelta(hours=7)))
    assert to_micros(local) == to_micros(NOON)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_micros(datetime(2026, 2, 5))  # noqa: DTZ001 - the mistake under test


def test_the_fixed_clock_moves_only_when_told() -> None:
    clock = FixedClock(NOON)
    assert clock.now() == clock.now() == NOON
    clock.advance(timedelta(hours=12))
    assert clock.now() == NOON + timedelta(hours=12)
    clock.advance(timedelta(hours=-24))
    assert clock.now() == NOON - timedelta(hours=12)


def test_clocks_speak_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)
    elsewhere = FixedClock(NOON.astimezone(timezone(timedelta(hours=7))))
    assert elsewhere.now().utcoffset() == timedelta(0)


def test_days_and_moments_are_written_the_vietnamese_way() -> None:
    assert format_day(date(2026, 2, 5)) == "05/02/2026"
    assert format_moment(NOON) == "12:00 05/02/2026"
    assert format_long_day(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"


def test_the_local_day_begins_at_seventeen_utc() -> None:
    assert local_day(datetime(2026, 2, 5, 16, 59, tzinfo=UTC)) == date(2026, 2, 5)
    assert local_day(datetime(2026, 2, 5, 17, 0, tzinfo=UTC)) == date(2026, 2, 6)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(hours=3), "còn 3 giờ"),
        (timedelta(hours=3, minutes=59), "còn 3 giờ"),
        (timedelta(hours=47), "còn 47 giờ"),
        (timedelta(hours=48), "còn 2 ngày"),
        (timedelta(hours=1), "còn 1 giờ"),
        (timedelta(minutes=1), "còn 1 phút"),
        (timedelta(hours=72), "còn 3 ngày"),
        (timedelta(minutes=59, seconds=59), "còn 59 phút"),
        (timedelta(seconds=1), "còn dưới 1 phút"),
        (timedelta(0), "quá hạn dưới 1 phút"),
        (timedelta(minutes=-20), "quá hạn 20 phút"),
        (timedelta(hours=-13), "quá hạn 13 giờ"),
        (timedelta(days=-2), "quá hạn 2 ngày"),
    ],
)
def test_time_left_is_said_in_words(left: timedelta, words: str) -> None:
    assert format_left(left) == words
