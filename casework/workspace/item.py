"""One line of work: what a first page shows of it, under which heading, and in what order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeAlias

from casework.vault.looking import Look

_NEVER = datetime.max.replace(tzinfo=UTC)


class Group(StrEnum):
    """The headings of the first page, in their order."""

    CALL = "Chưa ai mở – gọi ngay"
    STOP = "Người ấy rút lại thư – dừng ngay"
    ORDERS = "Cấm tiếp xúc"
    VILLAGE = "Tin báo từ thôn"
    ANSWER = "Phiếu chuyển chờ trả lời"
    CARE = "Khám lại và 72 giờ"
    LETTERS = "Thư gửi nơi ngoài xã"
    RISEN = "Phiếu, tin báo của xã chưa ai trả lời"
    BEDS = "Chỗ ở hôm nay"
    DRAFTS = "Nháp chưa gửi"
    ANSWERED = "Trả lời vừa về"
    FILES = "Hồ sơ gần đây của đơn vị"


@dataclass(frozen=True)
class WorkItem:
    """One line of work: what it is, where it leads, and by when."""

    text: str
    address: str
    note: str
    at: datetime
    due_at: datetime | None = None
    group: Group = Group.FILES
    basis: str | None = None


Offer: TypeAlias = Look[list[WorkItem]] | None
"""What a room has to look at for a keyring's first page; None for whom that is not."""


def by_urgency(items: Iterable[WorkItem]) -> list[WorkItem]:
    """Return the items by group, then by deadline; what has none follows, newest first."""
    order = list(Group)
    newest_first = sorted(items, key=lambda item: item.at, reverse=True)
    return sorted(newest_first, key=lambda i: (order.index(i.group), i.due_at or _NEVER))
