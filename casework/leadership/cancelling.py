"""The verbs that end an order early: asked by the police's form, answered on signed paper.

A request travels as a message of its own on what the order rests on, so that its twelve hours,
its telephone and its rise are a referral's.  The answer stands beside the order.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from casework.access.steps import UNANSWERED, Hands, ReferralState
from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases.codec import decode
from casework.cases.consents.errors import NoLongerInForce
from casework.cases.consents.service import SentTwice
from casework.cases.writing import Writing
from casework.kernel.errors import Forbidden
from casework.kernel.ids import Id, id_to_text, new_id
from casework.leadership import rules, upcoming
from casework.leadership.errors import NotADecision
from casework.leadership.messages import Message, post
from casework.leadership.orders import URGENCY
from casework.leadership.records import (
    CANCELLED,
    KEPT,
    NOBODY,
    Cancellation,
    CancelRequest,
    NoContactDecision,
)
from casework.referrals.errors import MovedOn
from casework.referrals.records import Answer, AnswerKind
from casework.referrals.service import begin_answer, receive
from casework.referrals.turning import change_referral, give_back, require_new, turn
from casework.vault import sharing
from casework.vault.agreements import Referral, is_in_force
from casework.vault.desk import Hand, Plan
from casework.vault.house import House
from casework.vault.sections import look_into
from casework.vault.survey import survey_case

ORDERED = (ReferralState.ACCEPTED, ReferralState.IN_SERVICE)
"""How the message of an order stands while the order does."""


@dataclass(frozen=True, repr=False)
class AskingToCancel:
    """A request about to be written; both ids are made when the form is shown."""

    referral_id: Id
    request_id: Id
    request: CancelRequest


def ask(house: House, hand: Hand, order: Id, asking: AskingToCancel) -> Id:
    """Pass a request to cancel an order on to the chair, who has twelve hours from its receipt.

    Raises NotADecision for a request without its hour and reason, MovedOn where no order stands
    or one is asked already, NoLongerInForce, Forbidden. Sent twice, it is asked once.
    """
    request = asking.request
    if request.asked_at is None or not request.asked_by or not request.reason.strip():
        raise NotADecision
    due_at = rules.cancel_by(house.codes, request.asked_at)

    def plan(writing: Writing, referral: Referral) -> Plan:
        writing.require_working()
        if writing.knows(ObjectKind.REFERRAL, asking.referral_id):
            raise SentTwice
        if hand.keyring.unit != referral.from_unit:
            raise Forbidden
        _require_order(writing, referral)
        if list(_pending(writing, referral)):
            raise MovedOn
        consent = writing.survey.agreements.consent(referral.consent_id)
        if not is_in_force(consent, writing.now):
            raise NoLongerInForce
        content = CancelRequest(
            id_to_text(order), request.asked_by, request.asked_at, request.reason, request.alone
        )
        notes = [(content, asking.request_id)]
        post(writing, consent, Message(asking.referral_id, rules.CANCEL, URGENCY, due_at, notes))
        return writing.plan(sharing.ground_of(consent))

    change_referral(house, hand, Action.ORDER_ASK_CANCEL, order, plan)
    return asking.referral_id


def answer(
    house: House, hand: Hand, order: Id, case_id: Id, signed: Cancellation, record_id: Id
) -> None:
    """Enter what the chair has signed: the order is cancelled, or it is kept, with reasons.

    What was asked is answered in the same event; a cancelled order ends at once. Raises
    NotADecision, MovedOn for the second of two, Forbidden for whoever was not asked.
    """
    if problems_of(signed):
        raise NotADecision
    _receive_requests(house, hand, order, case_id)
    cancels = signed.outcome == CANCELLED

    def plan(writing: Writing, referral: Referral) -> Plan:
        require_new(writing, record_id)
        if hand.keyring.unit != referral.to_unit:
            raise Forbidden
        _require_order(writing, referral)
        waiting = list(_pending(writing, referral))
        if not cancels and not waiting and signed.asked_by is None:
            raise MovedOn
        section = writing.renew(writing.survey.sections[referral.answer_section or b""])
        writing.seal(section, signed, record_id)
        for request in waiting:
            _tell(writing, request, signed)
        if cancels:
            turn(writing, referral, ReferralState.COMPLETED, Hands.RECEIVER)
            writing.plan_ahead([], upcoming.replaces(order))
        return writing.plan()

    action = Action.ORDER_CANCEL if cancels else Action.ORDER_KEEP
    change_referral(house, hand, action, order, plan)


def _tell(writing: Writing, request: Referral, signed: Cancellation) -> None:
    """Answer a request where its sender reads the answer, and give back its note if refused."""
    yes = signed.outcome == CANCELLED
    said = Answer(AnswerKind.ACCEPTED if yes else AnswerKind.DECLINED, signed.text)
    section = begin_answer(writing, request, said, new_id())
    to = ReferralState.ACCEPTED if yes else ReferralState.DECLINED
    turn(writing, request, to, Hands.RECEIVER, answer=section)
    if not yes:
        give_back(writing, request)


def _receive_requests(house: House, hand: Hand, order: Id, case_id: Id) -> None:
    """Note that the chair has opened what it is about to answer."""
    with house.database.read() as db:
        roster = house.roster(db)
        survey = survey_case(db, roster, house.verified, case_id, house.clock.now())
    agreements = survey.agreements
    known = agreements.referrals.get(order)
    if known is None or known.to_unit != hand.keyring.unit:
        raise Forbidden
    for row in agreements.referrals_on(known.consent_id):
        if row.service == rules.CANCEL and row.state == ReferralState.SENT:
            with suppress(MovedOn):
                receive(house, hand, row.referral_id)


def _pending(writing: Writing, order: Referral) -> Iterator[Referral]:
    """Yield the requests about an order that nobody has answered, as far as the hand holds them."""
    keyring, wanted = writing.hand.keyring, id_to_text(order.referral_id)
    for row in writing.survey.agreements.referrals_on(order.consent_id):
        if row.service != rules.CANCEL or row.state not in UNANSWERED:
            continue
        note = writing.survey.sections[row.note_section]
        if note.grant_to((keyring.unit, keyring.user)) is None:
            continue
        said = [decode(plaintext) for _, plaintext in look_into(keyring, note)]
        if any(isinstance(one, CancelRequest) and one.order == wanted for one in said):
            yield row


def _require_order(writing: Writing, referral: Referral) -> None:
    """Raise MovedOn unless an order stands there."""
    rows = writing.survey.sections.get(referral.answer_section or b"")
    if ReferralState(referral.state) not in ORDERED or rows is None:
        raise MovedOn
    found = [decode(plaintext) for _, plaintext in look_into(writing.hand.keyring, rows)]
    if not any(isinstance(one, NoContactDecision) for one in found):
        raise MovedOn


def problems_of(signed: Cancellation) -> list[tuple[str, str]]:
    """Return what keeps an entry from being a decision, each at its field."""
    found = []
    if signed.outcome not in (CANCELLED, KEPT):
        found.append(("number", "Chọn hủy bỏ hay không hủy bỏ."))
    if not signed.number.strip():
        found.append(("number", "Ghi số văn bản đã ký; bản ký mới là quyết định."))
    if signed.signed_at is None:
        found.append(("signed_at", "Ghi ngày giờ ký."))
    if not signed.text.strip():
        found.append(("text", "Ghi lý do; người xin hủy bỏ sẽ được báo."))
    if signed.asked_by not in (None, NOBODY) and signed.asked_at is None:
        found.append(("asked_at", "Ghi lúc nhận đơn; 12 giờ tính từ lúc ấy."))
    asked, at = signed.asked_at, signed.signed_at
    if asked and at and at < asked:
        found.append(("signed_at", "Giờ ký phải sau giờ nhận đơn."))
    return found
