"""The readers of one thread may share a transaction, and never see less than it has written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
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

    def shared(self, begin: Callable[[], WorkSession]) -> AbstractContextManager[WorkSession]:
        """Yield the thread's transaction, begun if there is none; one that failed is not kept."""
        held = self._held = self._held or _Shared(begin())
        return _Reader(self, held)

    def end(self) -> None:
        """Let the next reader begin anew; who reads still, reads on in the transaction it has."""
        held, self._held = self._held, None
        if held is not None and not held.readers:
            held.session.close()

    def leave(self, held: _Shared, *, failed: bool) -> None:
        """Let one reader go, and the transaction after the last if it is the thread's no more."""
        held.readers -= 1
        if failed and self._held is held:
            self._held = None
        if held.readers:
            return
        if held.session.identity_map:
            held.session.expunge_all()  # whoever takes a row along may change it
        if self._held is not held:
            held.session.close()


class _Reader(AbstractContextManager[WorkSession]):
    """One reader of a shared transaction; written out, for a page has half a dozen."""

    def __init__(self, view: View, held: _Shared) -> None:
        self._view, self._held = view, held

    def __enter__(self) -> WorkSession:
        self._held.readers += 1
        return self._held.session

    def __exit__(self, failure: type[BaseException] | None, *_told: object) -> None:
        self._view.leave(self._held, failed=failure is not None)
