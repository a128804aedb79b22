"""What a unit finds its cases by, packed and sealed in memory, so that thousands open at once.

A segment is a copy of rows that were checked when it was made, under the unit's own directory key:
without a member's session it is noise, as the rows are.  It says which version of which row it
copies; whoever opens it drops what the database has newer, or has no more.  Nothing of it is
written anywhere, and it is made anew when it is lost.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from casework.crypto import blob
from casework.crypto.encoding import lp
from casework.crypto.labels import Label
from casework.kernel.ids import Id
from casework.vault.keyring import Keyring

ROWS = 1000
"""How many rows one segment holds at most."""

Copied: TypeAlias = tuple[Id, int, int]
"""Which row was read, in which version, and when it was listed, in microseconds."""


class Sheet(NamedTuple):
    """What up to `ROWS` rows are found by: a text that passes over most, and one for each row."""

    rows: tuple[Copied, ...]
    words: str
    keys: list[str]


@dataclass(frozen=True, repr=False)
class Segment:
    """Which versions of which rows, and what they are found by, sealed under one epoch's key."""

    rows: tuple[Copied, ...]
    epoch: int
    sealed: bytes


def seal_segment(keyring: Keyring, commune: Id, sheet: Sheet) -> Segment:
    """Seal a sheet of the keyring's unit under the newest key that the keyring holds."""
    epoch = max(keyring.unit_secrets)
    plaintext = json.dumps([sheet.words, "\n".join(sheet.keys)], ensure_ascii=False).encode()
    key = keyring.of_unit(epoch).directory
    aad = segment_aad(commune, keyring.unit, epoch)
    sealed = blob.seal(key, Label.DIRECTORY_SEGMENT, plaintext, aad)
    return Segment(sheet.rows, epoch, sealed)


def open_segment(keyring: Keyring, commune: Id, segment: Segment) -> Sheet:
    """Open a segment of the keyring's unit; raises NoKey for an epoch that it never got."""
    key = keyring.of_unit(segment.epoch).directory
    aad = segment_aad(commune, keyring.unit, segment.epoch)
    words, keys = json.loads(blob.open_blob(key, Label.DIRECTORY_SEGMENT, segment.sealed, aad))
    return Sheet(segment.rows, words, keys.split("\n"))


def segment_aad(commune: Id, unit: Id, epoch: int) -> bytes:
    """Return what a segment is bound to."""
    return lp(Label.DIRECTORY_SEGMENT, commune, unit, epoch)


class Segments:
    """Keeps the segments of several units, sealed, up to a number of bytes; safe between threads.

    The unit that searched longest ago goes first.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._of: OrderedDict[Id, tuple[Segment, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, unit: Id) -> tuple[Segment, ...]:
        """Return a unit's segments, none if there are none."""
        with self._lock:
            if unit in self._of:
                self._of.move_to_end(unit)
            return self._of.get(unit, ())

    def keep(self, unit: Id, segments: tuple[Segment, ...]) -> None:
        """Put a unit's segments in place of those it had."""
        with self._lock:
            self._of[unit] = segments
            self._of.move_to_end(unit)
            while self._of and self._size() > self._capacity:
                self._of.popitem(last=False)

    def _size(self) -> int:
        return sum(len(one.sealed) for segments in self._of.values() for one in segments)
