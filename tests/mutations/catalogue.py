"""Reads ``catalogue.toml``: which line carries which defence, and which test guards it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Mutation:
    """One change of one place of the source, and the test that must then go red.

    `source` stands in `file` exactly once.
    """

    file: str
    source: str
    mutant: str
    test: str


def read_catalogue(path: Path) -> tuple[Mutation, ...]:
    """Return the mutations that a catalogue names."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["mutation"]
    return tuple(Mutation(**row) for row in rows)


MUTATIONS = read_catalogue(Path(__file__).with_suffix(".toml"))
