"""A room above says what of its own still waits in a file that is about to be closed.

The hook by which closing stays ignorant of the rooms above it; ``install`` of a room registers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias, cast

from flask import Flask, current_app

from casework.cases.files import CaseFile

_FINDERS = "casework_unfinished"


@dataclass(frozen=True, repr=False)
class Unfinished:
    """One thing that waits: what it is, where it is finished, and where it stands."""

    text: str
    address: str
    state: str


Finder: TypeAlias = Callable[[CaseFile], Iterable[Unfinished]]


def add_unfinished(app: Flask, find: Finder) -> None:
    """Let a room name what waits, in the order of the calls."""
    cast("list[Finder]", app.extensions.setdefault(_FINDERS, [])).append(find)


def unfinished_in(file: CaseFile) -> list[Unfinished]:
    """Return what the rooms above still have to do in a file, as its reader opened it."""
    finders = cast("list[Finder]", current_app.extensions.get(_FINDERS, []))
    return [one for find in finders for one in find(file)]
