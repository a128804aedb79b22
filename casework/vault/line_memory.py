"""Lines of a list that were judged are not judged again while every row and tip is the same.

As `casework.vault.memory` does for a case: what is compared is all that the database has of the
lines, value by value, at each reading.  Rows are kept as they lie in the database, sealed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

from casework.database.prepared import Row
from casework.vault.rosters import Roster

T = TypeVar("T")


class Evidence(NamedTuple):
    """All that the lines of a list are judged by, as the database has it, not yet believed."""

    rows: list[Row]
    tips: list[list[Row]]


@dataclass(frozen=True, repr=False)
class _Judged(Generic[T]):
    roster: Roster
    evidence: Evidence
    lines: tuple[T, ...]


class LineMemory(Generic[T]):
    """The lists read last, as many as ``capacity``; threads may share it. For reading only."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._judged: OrderedDict[Hashable, _Judged[T]] = OrderedDict()
        self._lock = Lock()

    def recall(
        self,
        place: Hashable,
        roster: Roster,
        evidence: Evidence,
        judge: Callable[[Roster, Evidence], list[T]],
    ) -> list[T]:
        """Return what ``judge`` makes of the evidence, or made of the same; raises as it does.

        ``place`` says which list it is, and for whom: judging depends on nothing else.
        """
        known = self._judged.get(place)
        if known is None or known.roster is not roster or known.evidence != evidence:
            known = _Judged(roster, evidence, tuple(judge(roster, evidence)))
        with self._lock:
            self._judged[place] = known
            self._judged.move_to_end(place)
            if len(self._judged) > self._capacity:
                self._judged.popitem(last=False)
        return list(known.lines)
