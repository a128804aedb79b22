"""A room above may put a strip on the page of a file: it is told the opened file, and opens none.

The hook by which lower rooms stay ignorant of upper ones; ``install`` of a room registers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from casework.cases.files import CaseFile

_STRIPS = "casework_file_strips"


@dataclass(frozen=True)
class Strip:
    """A template, and what it shows of a file; the template finds that as ``strip``."""

    template: str
    of: Callable[[CaseFile], object]


def add_strip(app: Flask, strip: Strip) -> None:
    """Let a room show a strip, in the order of the calls."""
    cast("list[Strip]", app.extensions.setdefault(_STRIPS, [])).append(strip)


def strips_of(file: CaseFile) -> Iterator[tuple[str, object]]:
    """Yield each strip's template and what it shows."""
    for strip in cast("list[Strip]", current_app.extensions.get(_STRIPS, [])):
        yield strip.template, strip.of(file)
