"""The demo shows the chair every state of a notice and of a request, made by the real verbs."""

from __future__ import annotations

from casework.access.steps import ReferralState
from casework.demo.files import open_demo_files
from casework.demo.police import tell_demo_chair
from casework.leadership.rules import NOTICE, ORDER
from casework.referrals.listing import desk, inbox
from tests.factories.commune import TestCommune

CAST = ("hung", "thanh", "mai", "ha", "binh", "dung")


def test_the_demo_tells_and_asks_the_chair(commune: TestCommune) -> None:
    hands = {name: commune.hand(name) for name in CAST}
    open_demo_files(commune.house, commune.clock, hands, 9, 2026)
    tell_demo_chair(commune.house, commune.clock, hands)
    waiting = [(face.service, face.state) for face in inbox(commune.house, hands["dung"])]
    assert sorted(waiting) == [
        (NOTICE, ReferralState.ACCEPTED),
        (NOTICE, ReferralState.SENT),
        (ORDER, ReferralState.ACCEPTED),
        (ORDER, ReferralState.SENT),
    ]
    assert [face.service for face in desk(commune.house, hands["thanh"]).drafts] == [NOTICE]
