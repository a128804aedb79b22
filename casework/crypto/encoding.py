"""One canonical byte form for all that is sealed, signed or hashed (SECURITY §2).

`lp` maps a label and its fields to bytes in exactly one way, and `unlp` accepts nothing else.
Types are not written down: the label alone says what each field is, so a label is never
used with two different lists of fields.
"""

import struct
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from casework.crypto.errors import MalformedBytes
from casework.crypto.labels import Label
from casework.kernel.clock import from_micros, to_micros

Field: TypeAlias = bytes | str | int | datetime

_LENGTH = struct.Struct(">I")
_NUMBER = struct.Struct(">Q")
_LONG_NUMBER = struct.Struct(">IQ")
_ABSENT = b"\x00"
_PRESENT = b"\x01"
_LARGEST = 2**64 - 1
_LABELS: dict[Label, bytes] = {}
"""Each label as an `lp` begins; made when it is first used."""


def lp(label: Label, *fields: Field) -> bytes:
    """Return the label and the fields, each as u32 big-endian length and bytes.

    Text becomes UTF-8 in NFC; a number u64 big-endian; a moment u64 microseconds UTC.
    Raises ValueError for a number outside u64, a naive moment, one before 1970, or text that
    UTF-8 cannot hold; TypeError for a bool or any other type.
    """
    found = _LABELS.get(label) or _LABELS.setdefault(label, seq((label,)))
    return found + seq(fields)


def seq(items: Iterable[Field]) -> bytes:
    """Return the items laid end to end, each as u32 big-endian length and bytes.

    A list of unknown length as one field of an `lp`. Raises as `lp`.
    """
    parts = []
    for item in items:
        if type(item) is int and 0 <= item <= _LARGEST:
            parts.append(_LONG_NUMBER.pack(_NUMBER.size, item))
            continue
        encoded = item if isinstance(item, bytes) else _encode(item)
        parts.append(_LENGTH.pack(len(encoded)))
        parts.append(encoded)
    return b"".join(parts)


def opt(value: Field | None) -> bytes:
    """Return 0x00 for nothing, or 0x01 and the encoded value (without a length).

    An optional value as one field of an `lp`. Raises as `lp`.
    """
    return _ABSENT if value is None else _PRESENT + _encode(value)


def unlp(label: Label, data: bytes) -> list[bytes]:
    """Return the fields behind the label, still encoded.

    Raises MalformedBytes for another label, or for bytes missing or left over. The number of
    fields is the caller's to check, as is each field's own form.
    """
    found, *fields = unseq(data) or [b""]
    if found != label.encode():
        raise MalformedBytes("another label")
    return fields


def unseq(data: bytes) -> list[bytes]:
    """Return the items that `seq` laid end to end; raises MalformedBytes."""
    items = []
    at, end = 0, len(data)
    while at < end:
        start = at + 4
        if start > end:
            raise MalformedBytes("a length is cut off")
        at = start + int.from_bytes(data[at:start])
        if at > end:
            raise MalformedBytes("an item is cut off")
        items.append(data[start:at])
    return items


def unopt(data: bytes) -> bytes | None:
    """Return the encoded value that `opt` wrapped, or None; raises MalformedBytes."""
    if data == _ABSENT:
        return None
    if data[:1] != _PRESENT:
        raise MalformedBytes("no presence byte")
    return data[1:]


def to_int(data: bytes) -> int:
    """Read a u64 (8 bytes); raises MalformedBytes."""
    if len(data) != _NUMBER.size:
        raise MalformedBytes("a number has 8 bytes")
    number: int = _NUMBER.unpack(data)[0]
    return number


def to_time(data: bytes) -> datetime:
    """Read u64 microseconds (8 bytes) as an aware UTC moment; raises MalformedBytes."""
    try:
        return from_micros(to_int(data))
    except OverflowError:
        raise MalformedBytes("a moment beyond the calendar") from None


def to_text(data: bytes) -> str:
    """Read UTF-8 text that is already NFC; raises MalformedBytes for any other bytes."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise MalformedBytes("not UTF-8") from None
    if not unicodedata.is_normalized("NFC", text):
        raise MalformedBytes("text is not NFC")
    return text


def _encode(value: Field) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        if value.isascii():
            return value.encode()  # is NFC already, as most of what is bound
        return unicodedata.normalize("NFC", value).encode()
    if isinstance(value, datetime):
        return _encode_number(to_micros(value))
    if type(value) is int:  # a bool is an int to Python, and nobody could tell it from 0 or 1
        return _encode_number(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _encode_number(number: int) -> bytes:
    if not 0 <= number <= _LARGEST:
        raise ValueError("a number must fit into u64")
    return _NUMBER.pack(number)
