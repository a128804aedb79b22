"""Two measures of time from an incident: the 72-hour window, and the delay until the report.

Where only the day is known, both are counted from its first minute: the window never promises an
hour that may have passed, and day 4 never falls into the band of the first 72 hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from casework.kernel.clock import LOCAL
from casework.kernel.codes import CodeList
from casework.kernel.dates import PartialDate

WINDOW = timedelta(hours=72)
"""HIV prophylaxis and emergency contraception work within 72 hours of the assault."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """Until when care after sexual violence can still prevent harm."""

    deadline: datetime
    approximate: bool
    """True where only the day of the assault is known."""

    def left(self, now: datetime) -> timedelta:
        """Return the time left; negative when it has passed."""
        return self.deadline - now

    def is_open(self, now: datetime) -> bool:
        """Say whether there is time left; the 72nd hour itself still counts."""
        return now <= self.deadline


def moment_of(happened_at: datetime | None, happened_on: PartialDate | None) -> datetime | None:
    """Return the earliest moment at which it can have happened, or None if the day is unknown."""
    if happened_at is not None:
        return happened_at
    if happened_on is None or happened_on.day is None:
        return None
    return datetime.combine(happened_on.earliest(), time(), LOCAL)


def seventy_two_hours(
    happened_at: datetime | None, happened_on: PartialDate | None
) -> Window | None:
    """Return the window that the hour of the assault opens; None where the day is unknown."""
    start = moment_of(happened_at, happened_on)
    return None if start is None else Window(start + WINDOW, approximate=happened_at is None)


def report_delay(
    bands: CodeList,
    happened_at: datetime | None,
    happened_on: PartialDate | None,
    reported_at: datetime | None,
) -> str:
    """Return the band of ``report_delays``, counted in started days of 24 hours.

    72 hours are 3 days; one microsecond more is day 4.  Unknown, or a report from before the
    incident, gives the band of the unknown.
    """
    start = moment_of(happened_at, happened_on)
    if start is None or reported_at is None or reported_at < start:
        return bands.band(None).code
    return bands.band(-((start - reported_at) // _DAY)).code


def day_of(happened_at: datetime | None, happened_on: PartialDate | None) -> PartialDate | None:
    """Return the day of the incident as exactly as it is known, in local time."""
    if happened_at is None:
        return happened_on
    local: date = happened_at.astimezone(LOCAL).date()
    return PartialDate(local.year, local.month, local.day)
