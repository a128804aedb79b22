"""A message opened by its address; whoever it was taken back from is told that, and no more."""

from __future__ import annotations

from casework.audit.actions import Action
from casework.kernel.errors import NotFound
from casework.kernel.ids import id_from_text
from casework.leadership.reading import (
    SIGNS,
    Sign,
    decision_of,
    open_message,
)
from casework.leadership.rules import NOTICE, ORDER
from casework.referrals.reading import ReferralPage, open_referral
from casework.referrals.views import tell_end
from casework.web.here import hand, house


def open_page(message: str, service: str) -> ReferralPage:
    """Open a message of one service; raises SharingEnded, NotFound."""
    message_id = id_from_text(message)
    try:
        return open_message(house(), hand(), message_id, service)
    except NotFound:
        tell_end(message_id)
        raise


def open_order(order: str, action: Action = Action.REFERRAL_VIEW) -> ReferralPage:
    """Open the message by which an order came: a request, or a notice on which the chair ordered.

    Raises SharingEnded, NotFound.
    """
    message_id = id_from_text(order)
    try:
        page = open_referral(house(), hand(), message_id, action)
    except NotFound:
        tell_end(message_id)
        raise
    own_motion = page.face.service == NOTICE and decision_of(page) is not None
    if page.face.service != ORDER and not own_motion:
        raise NotFound
    return page


def sign_of_page(page: ReferralPage) -> Sign:
    """Return in words where an opened message stands."""
    face = page.face
    at = next(step.at for step in page.steps if step.state is face.state)
    return SIGNS[face.service](
        face.state, at, confirmed=page.view is not None and page.view.agreement.in_force
    )
