"""Whole numbers and hours of the day, kept as typed and refused in plain words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext

from casework.web.fields import _TypedField

_WHOLE = re.compile(r"\d{1,6}", re.ASCII)
_HOUR = re.compile(r"([01]?\d|2[0-3])\s*(?:[:hg]|giờ)\s*([0-5]\d)?", re.ASCII | re.IGNORECASE)


class WholeNumberField(_TypedField):
    """A whole number between two bounds; `data` is an int, or None for nothing."""

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] = (),
        *,
        least: int = 0,
        most: int = 99,
        **options: Any,
    ) -> None:
        super().__init__(label, list(validators), **options)
        self._least, self._most = least, most

    def _read(self, text: str) -> int:
        number = int(text) if _WHOLE.fullmatch(text) else -1
        if not self._least <= number <= self._most:
            raise ValueError(
                gettext(
                    "Viết một số từ %(least)s đến %(most)s.", least=self._least, most=self._most
                )
            )
        return number

    def _write(self, value: int) -> str:
        return str(value)


class HourField(_TypedField):
    """An hour of the day; `data` is `HH:MM`, or None for nothing."""

    example = "20:30"

    def _read(self, text: str) -> str:
        match = _HOUR.fullmatch(text)
        if match is None:
            raise ValueError(gettext("Viết giờ như 20:30 (giờ từ 00 đến 23)."))
        return f"{int(match[1]):02d}:{match[2] or '00'}"

    def _write(self, value: str) -> str:
        return value
