"""The chair's own motion: an order that nobody asked for, where the act threatens life (Đ25.1.b).

It is entered as the answer to the notice from which the chair knows; whoever sent it reads it.
"""

from __future__ import annotations

from casework.access.steps import Hands, ReferralState
from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases.consents.service import SentTwice
from casework.cases.writing import Writing
from casework.kernel.errors import Forbidden
from casework.kernel.ids import Id, new_id
from casework.leadership import orders, rules, supervising, upcoming
from casework.leadership.errors import NotADecision
from casework.leadership.notices import know_notice
from casework.leadership.records import ISSUED, NoContactDecision, OwnMotion
from casework.referrals.errors import MovedOn
from casework.referrals.records import Answer, AnswerKind
from casework.referrals.turning import change_referral, turn
from casework.vault.agreements import Referral
from casework.vault.desk import Hand, Plan
from casework.vault.house import House


def initiate(
    house: House, hand: Hand, notice: Id, why: OwnMotion, decision: NoContactDecision, ids: list[Id]
) -> None:
    """Enter an order that the chair has signed on its own motion; ``ids`` are of both records.

    Raises NotADecision, MovedOn for the second of two, Forbidden for whoever was not told.
    """
    if decision.outcome != ISSUED or orders.problems_of(house, decision) or not why.threat.strip():
        raise NotADecision

    def plan(writing: Writing, referral: Referral) -> Plan:
        if writing.knows(ObjectKind.RECORD, ids[0]):
            raise SentTwice
        if referral.service != rules.NOTICE or hand.keyring.unit != referral.to_unit:
            raise Forbidden
        if referral.state == ReferralState.RECEIVED:
            raise _Unknown
        if referral.state != ReferralState.ACCEPTED:
            raise MovedOn
        section = writing.renew(writing.survey.sections[referral.answer_section or b""])
        writing.seal(section, why, ids[0])
        writing.seal(section, decision, ids[1])
        turn(writing, referral, ReferralState.IN_SERVICE, Hands.RECEIVER)
        planned = upcoming.planned(house.codes, notice, decision)
        if supervising.is_for_police(house, referral.from_unit):
            planned.append(upcoming.untold(notice, writing.now))
        writing.plan_ahead(planned, upcoming.replaces(notice))
        return writing.plan()

    try:
        change_referral(house, hand, Action.ORDER_INITIATE, notice, plan)
    except _Unknown:  # who orders on a notice knows it
        know_notice(house, hand, notice, Answer(AnswerKind.ACCEPTED), new_id())
        change_referral(house, hand, Action.ORDER_INITIATE, notice, plan)


class _Unknown(Exception):
    """The chair has opened the notice, and has not said that it knows it."""
