"""The readers of one thread may share a transaction, and never see less than it has written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from casework.database.session import WorkSession


@dataclass
class _Shared:
    """A transaction, and how many readers are in it."""

    session: WorkSession
    readers: int = 0


class View(threading.local):
    """The transaction that one thread's readers share, if they are to share one."""

    def __init__(self) -> None:
        self.is_wanted = False
        self._held: _Shared | None = None

    @contextmanager
    def shared(self, begin: Callable[[], WorkSession]) -> Iterator[WorkSession]:
        """Yield the thread's transaction, begun if there is none; one that failed is not kept."""
        held = self._held = self._held or _Shared(begin())
        held.readers += 1
        try:
            yield held.session
        except BaseException:
            self._held = None if self._held is held else self._held
            raise
        finally:
            held.readers -= 1
            if not held.readers:
                held.session.expunge_all()  # whoever takes a row along may change it
                if self._held is not held:
                    held.session.close()

    def end(self) -> None:
        """Let the next reader begin anew; who reads still, reads on in the transaction it has."""
        held, self._held = self._held, None
        if held is not None and not held.readers:
            held.session.close()
