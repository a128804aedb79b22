"""Turns: of all threads of a process and of those forked from it, so many at once, and no more.

A place is a lock of the kernel on a file without a name: whoever is killed gives it back.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_AGAIN_SECONDS = 0.002


class Turns:
    """So many ``places``, shared by every process that is forked after they are made."""

    def __init__(self, places: int) -> None:
        self._places = [os.memfd_create("turns") for _ in range(places)]
        self._next = Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a place and hold it for the block."""
        with self._next:  # of each process one thread asks, the others sleep
            while (held := self._find_place()) is None:
                time.sleep(_AGAIN_SECONDS)
        try:
            yield
        finally:
            os.close(held)

    def _find_place(self) -> int | None:
        for place in self._places:
            # Opened each time: a lock belongs to the open file, and one that was open before
            # the fork would be everybody's.
            file = os.open(f"/proc/self/fd/{place}", os.O_RDWR)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
            else:
                return file
        return None
