"""What an order tells the chair's first page: when it ends, by number only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from casework.cases.upcoming import ComingUp
from casework.kernel.codes import Codes
from casework.kernel.ids import Id, id_to_text
from casework.leadership import rules
from casework.leadership.records import ISSUED, NoContactDecision
from casework.vault.agenda import Replaces, Upcoming

_KIND, _TELL = "order-end:", "order-tell:"
TELL_WORDS = "Báo Công an xã quyết định cấm tiếp xúc"
ENDS_SOON = timedelta(hours=24)
DUE_WORDS = "Quyết định cấm tiếp xúc sắp hết hiệu lực"
DUE_BASIS = (
    "Mỗi lần không quá 03 ngày: Luật 13/2022/QH15 Đ25.1. Còn nguy hiểm thì cần quyết định mới."
)


def untold(message: Id, at: datetime) -> Upcoming:
    """Return that the police, who did not ask for an order, are still to be told of it."""
    return Upcoming(_TELL + id_to_text(message), at)


def is_telling(message: Id) -> Replaces:
    """Return which kind :func:`untold` answers for."""
    return (_TELL + id_to_text(message)).__eq__


def untold_of(found: Iterable[ComingUp]) -> list[tuple[ComingUp, str]]:
    """Return the orders of which the police are still to be told, each with its address."""
    return [
        (one, f"/orders/{one.kind.removeprefix(_TELL)}/police")
        for one in found
        if one.kind.startswith(_TELL)
    ]


def planned(codes: Codes, message: Id, decision: NoContactDecision) -> list[Upcoming]:
    """Return what a decision asks the chair to look at again; only an order lasts."""
    if decision.outcome != ISSUED or decision.signed_at is None:
        return []
    ends = rules.ends_at(codes, decision.signed_at, decision.until_at)
    return [Upcoming(_KIND + id_to_text(message), ends)]


def replaces(message: Id) -> Replaces:
    """Return which kinds one order answers for: its own."""
    return {kind + id_to_text(message) for kind in (_KIND, _TELL)}.__contains__


def due_of(found: Iterable[ComingUp], now: datetime) -> list[tuple[ComingUp, str]]:
    """Return the orders that end within a day, each with its address."""
    return [
        (one, f"/orders/{one.kind.removeprefix(_KIND)}")
        for one in found
        if one.kind.startswith(_KIND) and one.at - ENDS_SOON <= now < one.at
    ]
