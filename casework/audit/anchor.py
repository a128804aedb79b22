"""The log's state outlives the database: an anchor elsewhere remembers it and never goes back."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from struct import Struct
from typing import Protocol

from casework.audit.errors import AnchorDamaged
from casework.audit.merkle import HASH_BYTES, Tree, tree_from_bytes
from casework.crypto.hashing import random_bytes, sha256


@dataclass(frozen=True)
class Anchored:
    """A state of the log: its era and its tree, frontier included.

    With the frontier, a log that is some leaves ahead is checked by hashing these few leaves.
    """

    era: int
    tree: Tree

    @property
    def size(self) -> int:
        """The number of events."""
        return self.tree.size

    @property
    def root(self) -> bytes:
        """The root of the tree, 32 bytes."""
        return self.tree.root()


class Anchor(Protocol):
    """One small memory outside the database; may raise OSError, which answers 503."""

    def read(self) -> Anchored | None:
        """Return the state last advanced to, or None where there was never one."""

    def advance(self, old: Anchored | None, new: Anchored) -> Anchored:
        """Put `new` in the place of `old`, if `old` still stands; return what stands now.

        A compare-and-swap. Raises ValueError if `new` is not longer than `old`, or of another
        era: nothing goes back, and a new era is begun by `begin_era` alone.
        """

    def begin_era(self, new: Anchored) -> None:
        """Put `new` in place whatever stood there, if its era is later; else ValueError."""

    def halt(self, reason: str) -> None:
        """Stop all writing, of every process, until `resume`; the first reason stays."""

    def halted(self) -> str | None:
        """Return why writing is stopped, or None."""

    def resume(self) -> None:
        """Let writing go on; for an operator who has looked into it."""


class FileAnchor:
    """The anchor of a log that one machine serves: a small file beside the secrets, 0600.

    The file is two slots of one page. Each write goes, whole and with a checksum, into the slot
    that does not hold the present state; reading takes the later of the valid slots. A process
    killed at any byte of a write leaves a slot that does not count and the other one untouched:
    the anchor then lags by one event whose content never left. Renaming a new file into place
    would do too, but costs four times as much and, unsynced, may leave an empty file.

    There is no fsync. The database is durable before the anchor moves (`synchronous=FULL`), so
    what a power cut takes from the anchor only makes it lag, and a lagging anchor is checked
    forward from the events themselves. What is given up: after a power cut, and until the next
    entry, the last seconds of the log could be rolled back unnoticed by this file; browsers'
    and the paper book's checkpoints still tell.

    The state is not signed here: who can write this file can read the log key beside it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._halt_path = path.with_name(f"{path.name}.halted")

    def read(self) -> Anchored | None:
        """Return the present state, None without a file; raises AnchorDamaged, OSError."""
        try:
            with self._locked(fcntl.LOCK_SH) as file:
                return _present(os.pread(file, 2 * _SLOT_BYTES, 0))[0]
        except FileNotFoundError:
            return None

    def advance(self, old: Anchored | None, new: Anchored) -> Anchored:
        """Compare and swap, see Anchor; creates the file if `old` is None."""
        if old is None:
            return self._create(new)
        if new.era != old.era or new.size <= old.size:
            raise ValueError("an anchor only moves forward, within its era")
        with self._locked(fcntl.LOCK_EX) as file:
            present, free_slot = _present(os.pread(file, 2 * _SLOT_BYTES, 0))
            if present != old:
                return present
            _write(file, free_slot, new)
            return new

    def begin_era(self, new: Anchored) -> None:
        """See Anchor; this one write is synced, for nothing checks it forward."""
        with self._locked(fcntl.LOCK_EX) as file:
            present, free_slot = _present(os.pread(file, 2 * _SLOT_BYTES, 0))
            if new.era <= present.era:
                raise ValueError("an era begins after the present one")
            _write(file, free_slot, new)
            os.fsync(file)

    def halt(self, reason: str) -> None:
        """Write the reason into a file beside the anchor."""
        with self._halt_path.open("a", encoding="utf-8") as file:
            if file.tell() == 0:
                file.write(reason)

    def halted(self) -> str | None:
        """Return the reason that stands beside the anchor, or None."""
        try:
            self._halt_path.stat()  # asked at every event; opening what is not there takes longer
            return self._halt_path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def resume(self) -> None:
        """Remove the reason."""
        self._halt_path.unlink(missing_ok=True)

    def _create(self, new: Anchored) -> Anchored:
        # Written aside and linked into place: the file is never there without a valid slot, and
        # of two processes that create it, one wins.
        aside = self._path.with_name(f"{self._path.name}.{random_bytes(8).hex()}")
        file = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.ftruncate(file, 2 * _SLOT_BYTES)
            _write(file, 0, new)
            os.fsync(file)
            os.link(aside, self._path)
        except FileExistsError:
            present = self.read()
            if present is None:  # gone again within a moment
                raise
            return present
        finally:
            os.close(file)
            aside.unlink()
        return new

    @contextmanager
    def _locked(self, kind: int) -> Iterator[int]:
        # Opened each time: a lock belongs to the open file, and one kept open would be shared
        # with forked workers and with threads, and so exclude nobody.
        file = os.open(self._path, os.O_RDWR)
        try:
            fcntl.flock(file, kind)
            yield file
        finally:
            os.close(file)


# One slot: magic ‖ era ‖ size (u64 BE) ‖ frontier (32 bytes for each 1 bit of size) ‖ SHA-256 of
# all that. The longest, of 64 hashes, fits into a page; a page is written in one piece.
_SLOT_BYTES = 4096
_SLOT_HEAD = Struct(">8sQQ")
_MAGIC = b"CWHEAD1\n"


def _write(file: int, slot: int, state: Anchored) -> None:
    data = _SLOT_HEAD.pack(_MAGIC, state.era, state.size) + state.tree.to_bytes()
    data += sha256(data)
    if os.pwrite(file, data, slot * _SLOT_BYTES) != len(data):
        raise OSError("the anchor was written in part")


def _present(data: bytes) -> tuple[Anchored, int]:
    """Return the later of the two slots' states and the number of the other slot."""
    states = [(_slot(data[:_SLOT_BYTES]), 1), (_slot(data[_SLOT_BYTES:]), 0)]
    found = [(state, other) for state, other in states if state is not None]
    if not found:
        raise AnchorDamaged
    return max(found, key=lambda pair: (pair[0].era, pair[0].size))


def _slot(data: bytes) -> Anchored | None:
    if len(data) < _SLOT_HEAD.size:
        return None
    magic, era, size = _SLOT_HEAD.unpack_from(data)
    end = _SLOT_HEAD.size + HASH_BYTES * size.bit_count()
    if magic != _MAGIC or sha256(data[:end]) != data[end : end + HASH_BYTES]:
        return None
    return Anchored(era, tree_from_bytes(size, data[_SLOT_HEAD.size : end]))
