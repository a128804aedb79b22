"""The list of what lies open in the database is short, written down, and true."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import LargeBinary, MetaData, Text

from casework.database.base import Base
from casework.database.migrate import load_models

DOCUMENT = Path(__file__).parents[2] / "docs" / "threat-model.md"
ROW = re.compile(
    r"^\| (?P<table>[a-z_]+) \| (?P<open>[a-z_, –]+) \| (?P<sealed>[a-z_, –]+) \|$", re.MULTILINE
)


def documented() -> dict[str, tuple[set[str], set[str]]]:
    """Return open and sealed columns by table, as the threat model lists them."""
    text = DOCUMENT.read_text(encoding="utf-8").split("## What lies open")[1]
    rows = (m for m in ROW.finditer(text) if m["table"] != "table")
    return {m["table"]: (_names(m["open"]), _names(m["sealed"])) for m in rows}


def _names(cell: str) -> set[str]:
    return {name.strip() for name in cell.split(",")} - {"–"}


def schema() -> MetaData:
    """Return every table that the program knows."""
    load_models()
    return Base.metadata


def test_every_column_is_listed_as_open_or_sealed() -> None:
    listed = {table: open_ | sealed for table, (open_, sealed) in documented().items()}
    actual = {t.name: {c.name for c in t.columns} for t in schema().tables.values()}
    assert listed == actual, "docs/threat-model.md must list every column: open, or sealed"


def test_sealed_columns_are_bytes_and_open_ones_hold_no_prose() -> None:
    for name, (open_, sealed) in documented().items():
        columns = schema().tables[name].columns
        assert all(isinstance(columns[c].type, LargeBinary) for c in sealed), name
        unbounded = [c for c in open_ if isinstance(columns[c].type, Text)]
        assert not unbounded, f"{name}.{unbounded}: prose does not lie open"
