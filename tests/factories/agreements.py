"""Her answers and the referrals that rest on them, as tests need them; all visibly synthetic."""

from __future__ import annotations

from datetime import datetime, timedelta

from casework.cases.consents.records import NO, SPOKEN, YES, LawReason, PurposeAnswer, Talk
from casework.cases.consents.service import Recording, record
from casework.cases.service import view_case
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.referrals.records import ReferralNote
from casework.referrals.sending import Sending, send
from casework.vault.desk import Hand
from casework.vault.house import House
from tests.factories.commune import MORNING

ASKS = "Khám và giữ lại đêm nay (mẫu)"
REASON = LawReason(reason="Người gây bạo lực đang cầm dao trước cửa (mẫu)")


def talk(**changes: object) -> Talk:
    """Return a conversation that went as it should; ``changes`` spoil it."""
    fields = {
        "held_at": MORNING,
        "purposes": (PurposeAnswer("REFERRAL", YES), PurposeAnswer("STATISTICS", NO)),
        "how": SPOKEN,
        "witness": "Chị hàng xóm (mẫu)",
        "alone": YES,
        "told_who_can_open": YES,
        "told_limits": YES,
        "told_help_goes_on": YES,
        "survivor_answer": YES,
    }
    return Talk(**(fields | changes))  # type: ignore[arg-type]  # names and types as in Talk


def sections_of(house: House, hand: Hand, case: Id, *kinds: SectionKind) -> tuple[Id, ...]:
    """Return the hand's own sections of these kinds."""
    doors = view_case(house, hand, case).doors
    return tuple(door.section_id for door in doors if door.own and door.kind in kinds)


def recording(
    house: House,
    hand: Hand,
    case: Id,
    to: Id,
    *kinds: SectionKind,
    until_at: datetime | None = None,
    named: tuple[Id, ...] = (),
) -> Recording:
    """Return her yes that ``to`` may have the sections of these kinds, for thirty days."""
    return Recording(
        consent_id=new_id(),
        record_id=new_id(),
        recipient=to,
        given=True,
        talk=talk(),
        sections=sections_of(house, hand, case, *(kinds or (SectionKind.INCIDENT,))),
        until_at=until_at or house.clock.now() + timedelta(days=30),
        named=named,
    )


def agreed(house: House, hand: Hand, case: Id, to: Id, *kinds: SectionKind) -> Id:
    """Record that she agreed; returns the consent's id."""
    return record(house, hand, case, recording(house, hand, case, to, *kinds))


def sending(consent: Id, urgency: str = "URGENT", service: str = "MEDICAL") -> Sending:
    """Return a referral as it is about to be sent."""
    return Sending(new_id(), new_id(), consent, service, urgency, ReferralNote(asks=ASKS))


def referred(house: House, hand: Hand, case: Id, to: Id, urgency: str = "URGENT") -> Id:
    """Send a referral on her consent about the incident; returns its id."""
    consent = agreed(house, hand, case, to)
    return send(house, hand, case, sending(consent, urgency))
