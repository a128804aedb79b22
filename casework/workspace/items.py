"""What waits for somebody: every room below offers its items, and the most urgent come first.

A room that has work to show gets one line in :func:`work_of`; it opens what it names under
events of its own, so nothing is shown here that the log does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.audit.actions import Action
from casework.cases.listing import list_cases
from casework.kernel.ids import id_to_text
from casework.vault.desk import Hand
from casework.vault.house import House

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class WorkItem:
    """One line of work: what it is, where it leads, and by when."""

    text: str
    address: str
    note: str
    at: datetime
    due_at: datetime | None = None


def work_of(house: House, hand: Hand) -> list[WorkItem]:
    """Return everything that waits for this hand, most urgent first."""
    return by_urgency([*_recent_files(house, hand)])


def by_urgency(items: Iterable[WorkItem]) -> list[WorkItem]:
    """Return the items by deadline; what has none follows, newest first."""
    newest_first = sorted(items, key=lambda item: item.at, reverse=True)
    return sorted(newest_first, key=lambda item: item.due_at or _NEVER)


def _recent_files(house: House, hand: Hand) -> Iterator[WorkItem]:
    """The newest page of the unit's own files; one event lists them all."""
    keyring = hand.keyring
    if not allows(keyring.unit_kind, keyring.role, Permission.CASE_OPEN):
        return
    statuses = house.codes["case_statuses"]
    for line in list_cases(house, hand, action=Action.WORK_LIST).lines:
        yield WorkItem(
            text=line.entry.name or line.number,
            address=f"/cases/{id_to_text(line.case_id)}",
            note=f"{line.number} · {statuses.label(line.status)}",
            at=line.listed_at,
        )
