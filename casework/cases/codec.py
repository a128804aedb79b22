"""Frozen dataclasses to sealed bytes and back; the schema's name and version travel inside.

An older version is lifted on read by a pure function and never rewritten in bulk.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from casework.kernel.clock import from_micros, to_micros
from casework.kernel.dates import PartialDate
from casework.kernel.errors import Tampered


class UnknownSchema(Tampered):
    """A sealed record names a schema or a version that this program does not know."""

    code = "unknown-schema"


@dataclasses.dataclass(frozen=True)
class SealedRecord:
    """Base of everything that is sealed: ``schema`` is its stable name, ``version`` its form."""

    schema: ClassVar[str]
    schema_version: ClassVar[int] = 1


R = TypeVar("R", bound=SealedRecord)
Lift = Callable[[dict[str, Any]], dict[str, Any]]
_KNOWN: dict[str, type[SealedRecord]] = {}
_LIFTS: dict[tuple[str, int], Lift] = {}
_HINTS: dict[type[Any], dict[str, Any]] = {}


def sealed(cls: type[R]) -> type[R]:
    """Register a record class under its schema name."""
    _KNOWN[cls.schema] = cls
    return cls


def lifts(schema: str, from_version: int) -> Callable[[Lift], Lift]:
    """Register the function that turns one old version's fields into the next version's."""

    def register(lift: Lift) -> Lift:
        _LIFTS[schema, from_version] = lift
        return lift

    return register


def encode(record: SealedRecord) -> bytes:
    """Return canonical JSON, UTF-8, sorted keys, with the schema and its version."""
    body = {f.name: _plain(getattr(record, f.name)) for f in dataclasses.fields(record)}
    envelope = {"schema": record.schema, "version": record.schema_version, "body": body}
    return json.dumps(envelope, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def decode(data: bytes) -> SealedRecord:
    """Rebuild a record, lifting old versions; raises UnknownSchema."""
    envelope = json.loads(data)
    cls = _KNOWN.get(envelope["schema"])
    version = int(envelope["version"])
    if cls is None or version > cls.schema_version:
        raise UnknownSchema
    body = envelope["body"]
    for step in range(version, cls.schema_version):
        body = _LIFTS[cls.schema, step](body)
    return _build(cls, body)


def _build(cls: type[SealedRecord], body: dict[str, Any]) -> SealedRecord:
    hints = _hints(cls)
    if not body.keys() <= hints.keys():
        raise UnknownSchema
    return cls(**{name: _typed(hints[name], value) for name, value in body.items()})


def _hints(cls: type[Any]) -> dict[str, Any]:
    """Return the type of each of a dataclass's fields; finding them out costs more than reading."""
    if cls not in _HINTS:
        hints = typing.get_type_hints(cls)
        _HINTS[cls] = {field.name: hints[field.name] for field in dataclasses.fields(cls)}
    return _HINTS[cls]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return to_micros(value)
    if isinstance(value, PartialDate):
        return [value.year, value.month, value.day]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return value


def _typed(hint: Any, value: Any) -> Any:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        (hint,) = (arg for arg in typing.get_args(hint) if arg is not type(None))
        return _typed(hint, value)
    if origin is tuple:
        item = typing.get_args(hint)[0]
        return tuple(_typed(item, each) for each in value)
    if hint is datetime:
        return from_micros(value)
    if hint is PartialDate:
        return PartialDate(*value)
    if hint is date:
        return date.fromisoformat(value)
    if hint is bytes:
        return bytes.fromhex(value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(value)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        hints = _hints(hint)
        return hint(**{name: _typed(hints[name], each) for name, each in value.items()})
    return value
