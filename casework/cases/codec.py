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
T = TypeVar("T")
Lift = Callable[[dict[str, Any]], dict[str, Any]]
_KNOWN: dict[str, type[SealedRecord]] = {}
_LIFTS: dict[tuple[str, int], Lift] = {}
_Reader = Callable[[Any], Any]


class _Form(typing.NamedTuple):
    """The fields of a dataclass, and what reads those that JSON has in another form."""

    names: frozenset[str]
    readers: tuple[tuple[str, _Reader], ...]


_FORMS: dict[type[Any], _Form] = {}
_JSON = json.JSONDecoder()


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
    text = data.decode()
    envelope, end = _JSON.raw_decode(text)
    if end != len(text):
        raise json.JSONDecodeError("more than one value", text, end)
    cls = _KNOWN.get(envelope["schema"])
    version = int(envelope["version"])
    if cls is None or version > cls.schema_version:
        raise UnknownSchema
    body = envelope["body"]
    for step in range(version, cls.schema_version):
        body = _LIFTS[cls.schema, step](body)
    return _build(cls, body)


def _build(cls: type[SealedRecord], body: dict[str, Any]) -> SealedRecord:
    if not body.keys() <= _form(cls).names:
        raise UnknownSchema
    return _filled(cls, body)


def _filled(cls: type[T], body: dict[str, Any]) -> T:
    for name, reader in _form(cls).readers:
        if body.get(name) is not None:
            body[name] = reader(body[name])
    return cls(**body)


def _form(cls: type[Any]) -> _Form:
    """Return how a dataclass's fields are read; finding it out costs more than reading."""
    if cls not in _FORMS:
        hints = typing.get_type_hints(cls)
        names = [field.name for field in dataclasses.fields(cls)]
        readers = [(name, _reader(hints[name])) for name in names]
        turned = tuple((name, reader) for name, reader in readers if reader is not None)
        _FORMS[cls] = _Form(frozenset(names), turned)
    return _FORMS[cls]


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


def _reader(hint: Any) -> _Reader | None:
    """Return what makes a value of this type from JSON's, None where they are the same."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        (hint,) = (arg for arg in typing.get_args(hint) if arg is not type(None))
        return _reader(hint)
    if origin is tuple:
        return _tuple_reader(_reader(typing.get_args(hint)[0]))
    if hint is datetime:
        return from_micros
    if hint is PartialDate:
        return lambda value: PartialDate(*value)
    if hint is date:
        return date.fromisoformat
    if hint is bytes:
        return bytes.fromhex
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return lambda value: _filled(hint, value)
    return None


def _tuple_reader(item: _Reader | None) -> _Reader:
    return tuple if item is None else lambda values: tuple(map(item, values))
