"""A birth date is kept as exactly as it is known, and an age says whether it is approximate."""

import re
from dataclasses import dataclass
from datetime import date

from casework.kernel.errors import MalformedValue

EARLIEST_YEAR = 1900
_FORM = re.compile(r"(?:(?:(\d{1,2})/)?(\d{1,2})/)?(\d{4})", re.ASCII)


@dataclass(frozen=True)
class Age:
    """Completed years; `approximate` when the birth date is not known to the day that matters."""

    years: int
    approximate: bool


@dataclass(frozen=True)
class PartialDate:
    """A year, a month of a year, or a day (DOMAIN §7: many cards show only the year).

    Raises MalformedValue for a day without a month, a day that does not exist and a year
    before 1900.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.year < EARLIEST_YEAR or (self.day is not None and self.month is None):
            raise MalformedValue
        self.earliest()

    def __str__(self) -> str:
        parts = [f"{part:02d}" for part in (self.day, self.month) if part is not None]
        return "/".join([*parts, f"{self.year:04d}"])

    @classmethod
    def parse(cls, text: str, today: date) -> "PartialDate":
        """Read `1988`, `03/1988` or `05/03/1988`; no other form, no two-digit year.

        Raises MalformedValue, also for a date that lies after `today`.
        """
        match = _FORM.fullmatch(text.strip())
        if match is None:
            raise MalformedValue
        day, month, year = (None if part is None else int(part) for part in match.groups())
        if year is None:
            raise MalformedValue
        parsed = cls(year, month, day)
        if parsed.earliest() > today:
            raise MalformedValue
        return parsed

    def earliest(self) -> date:
        """Return the first day that the date may mean. Raises MalformedValue if there is none."""
        month = 1 if self.month is None else self.month
        day = 1 if self.day is None else self.day
        try:
            return date(self.year, month, day)
        except ValueError as error:
            raise MalformedValue from error

    def age_on(self, day: date) -> Age:
        """Return the age on that day; what is not known is taken as already completed.

        With only a year the age is the difference of years (DOMAIN §6.4), so it may be one
        too high; rules that turn on 16 or 18 must look at `approximate`. Raises
        MalformedValue if the day lies before the birth.
        """
        years = day.year - self.year
        approximate = self.month is None or (self.day is None and self.month == day.month)
        if not approximate and (day.month, day.day) < (self.month or 1, self.day or 1):
            years -= 1
        if years < 0:
            raise MalformedValue
        return Age(years, approximate)
