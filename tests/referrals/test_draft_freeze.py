"""A draft that was sealed once opens for ever: its form is frozen by a vector."""

from __future__ import annotations

from pathlib import Path

from casework.cases.codec import decode, encode
from casework.referrals.records import DraftEnd, ReferralDraft

FROZEN = Path(__file__).with_name("vectors") / "referral-draft.json"
SAMPLE = ReferralDraft(
    service="MEDICAL",
    consent=bytes(range(16)),
    urgency="URGENT",
    asks="Khám tay (mẫu)",
    comes_when="tối nay (mẫu)",
    companions="hai cháu (mẫu)",
    language="BAHNAR",
    safe_contact="gọi em gái (mẫu)",
    warning="người kia đang tìm (mẫu)",
    ended=DraftEnd.SENT,
)


def test_a_draft_has_the_form_of_its_vector() -> None:
    frozen = FROZEN.read_bytes().rstrip(b"\n")
    assert encode(SAMPLE) == frozen
    assert decode(frozen) == SAMPLE


def test_an_empty_draft_survives_the_round_and_shows_nothing() -> None:
    assert decode(encode(ReferralDraft())) == ReferralDraft()
    assert "ẫu" not in repr(SAMPLE)
