"""Letters to bodies outside on the first page: to be asked after, to be printed, to be stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.cases.upcoming import ComingUp
from casework.kernel.clock import format_moment
from casework.kernel.ids import id_to_text
from casework.referrals.letters.authority import WAITS_WORDS, confirmed_in
from casework.referrals.letters.heard import Unheeded, look_at_unheeded
from casework.referrals.letters.showing import DUE_WORDS, due_of
from casework.vault.house import House
from casework.vault.keyring import Keyring
from casework.vault.looking import then
from casework.workspace.item import Group, Offer, WorkItem


def recalled_letters(house: House, keyring: Keyring) -> Offer:
    """What she has taken back at another desk, and the desk that wrote it has not dealt with."""
    if not allows(keyring.unit_kind, keyring.role, Permission.LETTER_WRITE):
        return None
    return then(look_at_unheeded(house), lambda found: [*map(_recalled, found)])


def _recalled(one: Unheeded) -> WorkItem:
    if one.handed:
        words = "Thư đã giao: gọi nơi nhận, nhờ dừng"
    else:
        words = "Thư chưa giao: giữ lại, hủy bản đã in"
    address = f"/cases/{id_to_text(one.case_id)}/letters/{id_to_text(one.letter)}"
    note = f"{one.number} · rút lại lúc {format_moment(one.at)}"
    return WorkItem(words, address, note, one.at, one.at if one.handed else None, Group.STOP)


def letters_that_wait(house: House, found: Iterable[ComingUp]) -> Iterator[WorkItem]:
    """Yield what the desk has planned about its own letters, and is to be done now."""
    planned, now = list(found), house.clock.now()
    for one, address in due_of(planned, now):
        yield WorkItem(DUE_WORDS, address, one.number, one.at, one.at, Group.LETTERS)
    for one, address in confirmed_in(house, planned):
        yield WorkItem(WAITS_WORDS, address, one.number, one.at, group=Group.LETTERS)
