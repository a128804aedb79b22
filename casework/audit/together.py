"""Readings of several threads stand in one transaction, each as an event of its own.

Who finds the lock taken waits; whoever gets it next carries out what all of them wait for. One
durable commit then serves them all, and if it fails, it fails for them all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from casework.audit.actions import Action
from casework.audit.entries import Entry, Receipt
from casework.audit.events import Actor


@dataclass(eq=False)
class Reading:
    """One event that a thread waits for, and what became of it.

    ``settle`` names what is opened, inside the lock and perhaps in another thread; it writes
    nothing.  What it raises is the waiting thread's alone.
    """

    actor: Actor
    action: Action
    settle: Callable[[Entry], None]
    receipt: Receipt | None = None
    failure: BaseException | None = None

    @property
    def is_over(self) -> bool:
        """Whether there is a receipt or a failure."""
        return self.receipt is not None or self.failure is not None

    def result(self) -> Receipt:
        """Return the receipt; raises what went wrong."""
        if self.failure is not None:
            raise self.failure
        if self.receipt is None:
            raise RuntimeError("nobody has carried this reading out")
        return self.receipt


class Queue:
    """The readings of one process that wait for the lock."""

    def __init__(self, carry_out: Callable[[Callable[[], list[Reading]]], None]) -> None:
        self._carry_out = carry_out
        self._waiting: deque[Reading] = deque()
        self._leading = Lock()

    def wait_for(self, reading: Reading) -> Receipt:
        """Return once the reading is committed, by this thread or by another."""
        self._waiting.append(reading)
        with self._leading:
            if not reading.is_over:
                self._lead()
        return reading.result()

    def _lead(self) -> None:
        taken: list[Reading] = []

        def take() -> list[Reading]:
            while self._waiting:
                taken.append(self._waiting.popleft())
            return taken

        try:
            self._carry_out(take)
        except BaseException as error:  # noqa: BLE001 - each waiting thread raises it
            for reading in take():
                if not reading.is_over:
                    reading.failure = error
