"""The verbs of a no-contact order: asked by the police, and decided, refused or sent back."""

from __future__ import annotations

from dataclasses import dataclass

from casework.access import sharing as access
from casework.access.steps import Hands, ReferralState
from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases.consents import grounds
from casework.cases.consents import service as consents
from casework.cases.consents.grounds import Invocation, Written
from casework.cases.consents.records import LawReason
from casework.cases.consents.service import SentTwice, change_case
from casework.cases.writing import Writing
from casework.kernel.errors import Forbidden
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind, UnitKind
from casework.leadership import rules, upcoming
from casework.leadership.errors import NotADecision, OutOfScope
from casework.leadership.messages import Message, post
from casework.leadership.records import (
    ISSUED,
    REFUSED,
    RETURNED,
    NoContactDecision,
    NoContactRequest,
)
from casework.leadership.rules import Standing
from casework.referrals.records import ReferralNote
from casework.referrals.sending import send_draft
from casework.referrals.service import begin_answer
from casework.referrals.turning import change_referral, give_back, require_new, turn
from casework.vault import sharing
from casework.vault.agreements import Consent, Referral
from casework.vault.desk import Hand, Plan
from casework.vault.house import House

URGENCY = "URGENT"
"""Its twelve hours are the law's; the due time is counted from the request itself."""
GROUND = "NO_CONTACT_LIFE"
_ACTIONS = {
    ISSUED: Action.ORDER_DECIDE,
    REFUSED: Action.ORDER_REFUSE,
    RETURNED: Action.ORDER_RETURN,
}


@dataclass(frozen=True, repr=False)
class Asking:
    """A request about to be written; the ids are made when the form is shown.

    ``consent`` is her yes to the chair, on which a request of the police rests (Đ25.1.a); None
    where the act threatens life, which the law names itself (Đ25.1.b).
    """

    referral_id: Id
    ground_id: Id
    reason_id: Id
    request_id: Id
    note_id: Id
    chair: Id
    request: NoContactRequest
    where: Standing
    consent: Id | None = None
    reason: LawReason | None = None
    named: tuple[Id, ...] = ()
    confirmer: Id | None = None


def request_order(house: House, hand: Hand, case_id: Id, asking: Asking) -> Id:
    """Ask the chair for an order, on her consent at once, on the law with a second person's yes.

    Raises OutOfScope, NotAGround, NoLongerInForce, Forbidden. Sent twice, it is asked once.
    """
    if hand.keyring.unit_kind is not UnitKind.POLICE:
        house.ledger.refuse(hand.actor, Action.ORDER_REQUEST, cases=[case_id])
        raise Forbidden
    if not rules.may_tell(asking.where, asking.request.judged):
        raise OutOfScope

    def plan(writing: Writing) -> Plan:
        writing.require_working()
        if writing.knows(ObjectKind.REFERRAL, asking.referral_id):
            raise SentTwice
        consent = _on_law(writing, asking) if asking.consent is None else _on_yes(writing, asking)
        post(writing, consent, _message(writing, asking))
        return writing.plan(sharing.ground_of(consent))

    change_case(house, hand, Action.ORDER_REQUEST, case_id, plan)
    return asking.referral_id


def _on_law(writing: Writing, asking: Asking) -> Consent:
    invocation = Invocation(
        consent_id=asking.ground_id,
        record_id=asking.reason_id,
        recipient=asking.chair,
        code=GROUND,
        reason=asking.reason or LawReason(),
        named=asking.named,
        confirmer=asking.confirmer,
        written=Written(SectionKind.PROTECTION, asking.request, asking.request_id),
    )
    return grounds.take_up(writing, invocation)


def _on_yes(writing: Writing, asking: Asking) -> Consent:
    consent = writing.survey.agreements.consent(asking.consent or b"")
    if consent.ground != access.CONSENT or consent.recipient_unit != asking.chair:
        raise Forbidden
    consents.hand_over(writing, consent)
    return consent


def _message(writing: Writing, asking: Asking) -> Message:
    """On her yes the request lies with the note: her consent named its sections before."""
    due_at = rules.decide_by(writing.house.codes, writing.now, asking.request.first_at)
    on_law = asking.consent is None
    note = (ReferralNote(), asking.note_id) if on_law else (asking.request, asking.request_id)
    return Message(asking.referral_id, rules.ORDER, URGENCY, due_at, [note])


def send_request(house: House, hand: Hand, referral_id: Id) -> None:
    """Send a request whose ground another unit has confirmed; raises NoLongerInForce, Forbidden."""

    def plan(writing: Writing, referral: Referral) -> Plan:
        writing.require_working()
        return writing.plan(sharing.ground_of(send_draft(writing, referral)))

    change_referral(house, hand, Action.ORDER_SEND, referral_id, plan)


def decide(
    house: House, hand: Hand, referral_id: Id, decision: NoContactDecision, record_id: Id
) -> None:
    """Enter what the chair has signed: an order, a refusal with reasons, or the missing facts.

    The police read it. Anything but an order gives the request's keys back. Raises NotADecision,
    MovedOn for the second of two, Forbidden for whoever was not asked.
    """
    action = _ACTIONS.get(decision.outcome)
    if action is None or problems_of(house, decision):
        raise NotADecision

    def plan(writing: Writing, referral: Referral) -> Plan:
        require_new(writing, record_id)
        if referral.service != rules.ORDER:
            raise Forbidden
        section = begin_answer(writing, referral, decision, record_id)
        ordered = decision.outcome == ISSUED
        to = ReferralState.ACCEPTED if ordered else ReferralState.DECLINED
        turn(writing, referral, to, Hands.RECEIVER, answer=section)
        if ordered:
            planned = upcoming.planned(house.codes, referral_id, decision)
            writing.plan_ahead(planned, upcoming.replaces(referral_id))
        else:
            give_back(writing, referral)
        return writing.plan()

    change_referral(house, hand, action, referral_id, plan)


def problems_of(house: House, decision: NoContactDecision) -> list[tuple[str, str]]:
    """Return what keeps an entry from being a decision, each at its field."""
    found = []
    paper = decision.outcome in (ISSUED, REFUSED)
    if paper and not decision.number.strip():
        found.append(("number", "Ghi số văn bản đã ký; bản ký mới là quyết định."))
    if paper and decision.signed_at is None:
        found.append(("signed_at", "Ghi ngày giờ ký; quyết định có hiệu lực ngay sau khi ký."))
    if decision.outcome != ISSUED and not decision.text.strip():
        found.append(("text", "Ghi lý do; đơn vị đề nghị và người đề nghị sẽ đọc."))
    signed, until = decision.signed_at, decision.until_at
    if decision.outcome == ISSUED and signed and until:
        if until <= signed:
            found.append(("until_at", "Giờ hết hiệu lực phải sau giờ ký."))
        elif rules.is_too_long(house.codes, signed, until):
            found.append(
                (
                    "until_at",
                    "Mỗi lần cấm tiếp xúc không quá 03 ngày; cần nữa thì ra quyết định mới.",
                )
            )
    return found
