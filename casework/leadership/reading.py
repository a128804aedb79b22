"""A message to the chair as both sides read it, and its state in words; opening it receives it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from casework.access.steps import ConsentState, ReferralState
from casework.cases.codec import SealedRecord
from casework.kernel.clock import format_moment
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id
from casework.leadership.records import Cancellation, NoContactDecision, OwnMotion
from casework.leadership.rules import CANCEL, NOTICE, ORDER
from casework.referrals.reading import ReferralPage, open_referral
from casework.vault.agreements import Agreements, Consent, Referral, is_in_force
from casework.vault.desk import Hand
from casework.vault.house import House

R = TypeVar("R", bound=SealedRecord)
_S = ReferralState


def open_message(house: House, hand: Hand, referral_id: Id, service: str) -> ReferralPage:
    """Open a message of one service; raises NotFound for every other referral."""
    page = open_referral(house, hand, referral_id)
    if page.face.service != service:
        raise NotFound
    return page


def content_of(page: ReferralPage, cls: type[R]) -> R | None:
    """Return what the sender wrote, if this reader still holds it."""
    if page.view is None:
        return None
    parts = [part.content for part in page.view.parts]
    return next((one for one in (*page.view.said, *parts) if isinstance(one, cls)), None)


@dataclass(frozen=True)
class Sign:
    """A message's state in words, and its tone."""

    text: str
    tone: str


def sign_of(state: ReferralState, at: datetime, *, confirmed: bool) -> Sign:
    """Return how a desk is told where its message stands; ``at`` is when it came to that."""
    hour = format_moment(at)
    if state is _S.DRAFT and not confirmed:
        return Sign("Chờ người thứ hai xác nhận – gọi Chủ tịch ngay", "bad")
    words = {
        _S.DRAFT: ("Đã xác nhận, chưa gửi – bấm gửi", "bad"),
        _S.SENT: (f"Gửi lúc {hour}, Chủ tịch chưa mở", "warn"),
        _S.RECEIVED: (f"Chủ tịch đã xem lúc {hour}", "info"),
        _S.ACCEPTED: (f"Chủ tịch ghi đã biết lúc {hour}", "good"),
        _S.IN_SERVICE: (f"Chủ tịch tự ra quyết định cấm tiếp xúc, ghi lúc {hour}", "good"),
        _S.COMPLETED: (f"Quyết định cấm tiếp xúc đã được hủy bỏ, ghi lúc {hour}", "warn"),
        _S.WITHDRAWN: ("Không được xác nhận, đã thu lại", ""),
    }
    return Sign(*words.get(state, ("Đã xong", "good")))


def order_sign(state: ReferralState, at: datetime, *, confirmed: bool) -> Sign:
    """Return how the police are told where a request for an order stands."""
    hour = format_moment(at)
    words = {
        _S.ACCEPTED: (f"Đã có quyết định, ghi lúc {hour}", "good"),
        _S.DECLINED: (f"Không ra quyết định hoặc trả lại lúc {hour} – xem lý do", "warn"),
    }
    said = words.get(state)
    return Sign(*said) if said else sign_of(state, at, confirmed=confirmed)


def cancel_sign(state: ReferralState, at: datetime, *, confirmed: bool) -> Sign:
    """Return how the police are told where a request to cancel an order stands."""
    hour = format_moment(at)
    words = {
        _S.ACCEPTED: (f"Đã hủy bỏ quyết định, ghi lúc {hour}", "good"),
        _S.DECLINED: (f"Không hủy bỏ, ghi lúc {hour} – xem lý do", "warn"),
    }
    said = words.get(state)
    return Sign(*said) if said else sign_of(state, at, confirmed=confirmed)


SIGNS = {NOTICE: sign_of, ORDER: order_sign, CANCEL: cancel_sign}
"""How each service says where it stands."""


def decision_of(page: ReferralPage) -> NoContactDecision | None:
    """Return what the chair has entered, if anything."""
    found = (part.content for part in page.answers)
    return next((one for one in found if isinstance(one, NoContactDecision)), None)


def cancellations_of(page: ReferralPage) -> list[Cancellation]:
    """Return what the chair has entered about ending the order early, newest first."""
    found = sorted(page.answers, key=lambda part: part.written_at, reverse=True)
    return [part.content for part in found if isinstance(part.content, Cancellation)]


def motion_of(page: ReferralPage) -> OwnMotion | None:
    """Return why the chair ordered without being asked, None for an order that was."""
    found = (part.content for part in page.answers)
    return next((one for one in found if isinstance(one, OwnMotion)), None)


def seen_at(states: Iterable[tuple[ReferralState, datetime]]) -> datetime | None:
    """Return when the chair first opened it, None if that has not happened."""
    return next((at for state, at in states if state is _S.RECEIVED), None)


def came_to(agreements: Agreements, referral: Referral) -> datetime:
    """Return when a referral came to the state in which it stands; a phone call moves nothing."""
    steps = agreements.steps[referral.referral_id]
    return next(step.row.changed_at for step in steps if step.row.state == referral.state)


def is_confirmed(consent: Consent, now: datetime) -> bool:
    """Say whether what rests on a ground may go."""
    return consent.state != ConsentState.ASKED and is_in_force(consent, now)
