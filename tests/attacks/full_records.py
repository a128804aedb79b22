"""Every schema that can be sealed, with a canary in each of its texts, found by looking."""

from __future__ import annotations

import dataclasses
import types
import typing
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from casework.cases.codec import SealedRecord
from casework.kernel.dates import PartialDate
from tests.attacks.form_fields import load_all, subclasses
from tests.attacks.sheets import WORDS
from tests.factories.commune import MORNING

_VALUES: dict[Any, Any] = {
    str: WORDS,
    bytes: bytes(range(16)),
    bool: True,
    int: 3,
    float: 3.5,
    datetime: MORNING,
    date: MORNING.date(),
    PartialDate: PartialDate(1990, 2),
}

COUNTED = {"judged_level": "HIGH"}
"""What the counting of facts looks up in a code list, so that no other text can be saved."""


def records() -> list[type[SealedRecord]]:
    """Return every record of the program that has a schema of its own."""
    load_all()
    found = {record for record in subclasses(SealedRecord) if "schema" in vars(record)}
    return sorted(found, key=lambda record: record.schema)


def full(kind: type[Any]) -> Any:
    """Return a record of this kind in which every field says something."""
    hints = typing.get_type_hints(kind)
    filled = {f.name: _value(hints[f.name]) for f in dataclasses.fields(kind)}
    return kind(**filled | {name: code for name, code in COUNTED.items() if name in filled})


def _value(hint: Any) -> Any:
    origin, within = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _value(next(one for one in within if one is not type(None)))
    if origin is tuple:
        return (_value(within[0]),)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return next(iter(hint))
    if dataclasses.is_dataclass(hint) and hint not in _VALUES:
        return full(typing.cast("type[Any]", hint))
    return _VALUES[hint]
