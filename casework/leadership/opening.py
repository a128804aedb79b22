"""A message opened by its address; whoever it was taken back from is told that, and no more."""

from __future__ import annotations

from casework.kernel.errors import NotFound
from casework.kernel.ids import id_from_text
from casework.leadership.reading import Sign, open_message, order_sign, sign_of
from casework.leadership.rules import ORDER
from casework.referrals.reading import ReferralPage
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


def sign_of_page(page: ReferralPage) -> Sign:
    """Return in words where an opened message stands."""
    face = page.face
    at = next(step.at for step in page.steps if step.state is face.state)
    say = order_sign if face.service == ORDER else sign_of
    return say(face.state, at, confirmed=page.view is not None and page.view.agreement.in_force)
