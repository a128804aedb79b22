"""A room above may put a strip on the page of a file: it is told the page, and opens nothing.

The hook by which lower rooms stay ignorant of upper ones; ``install`` of a room registers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from casework.cases.page import FilePage

_STRIPS = "casework_file_strips"


@dataclass(frozen=True)
class Strip:
    """A template, and what it shows of a file; the template finds that as ``strip``.

    None leaves the strip out.
    """

    template: str
    of: Callable[[FilePage], object | None]


def add_strip(app: Flask, strip: Strip) -> None:
    """Let a room show a strip, in the order of the calls."""
    cast("list[Strip]", app.extensions.setdefault(_STRIPS, [])).append(strip)


def strips_of(page: FilePage) -> Iterator[tuple[str, object]]:
    """Yield the template of each strip that has something to show, and what it shows."""
    for strip in cast("list[Strip]", current_app.extensions.get(_STRIPS, [])):
        shown = strip.of(page)
        if shown is not None:
            yield strip.template, shown
