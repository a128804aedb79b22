"""The verbs of a notice: write it, send what was confirmed, and the chair's "I know"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.access.steps import Hands, ReferralState
from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases.consents import grounds
from casework.cases.consents.grounds import Invocation, Written
from casework.cases.consents.records import LawReason
from casework.cases.consents.service import SentTwice, change_case
from casework.cases.writing import Writing
from casework.kernel.errors import Forbidden
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.leadership import rules
from casework.leadership.errors import OutOfScope
from casework.leadership.messages import Message, post
from casework.leadership.records import YES, Notice
from casework.leadership.rules import Standing
from casework.referrals.records import Answer, ReferralNote
from casework.referrals.rules import IMMEDIATE
from casework.referrals.sending import send_draft
from casework.referrals.service import begin_answer
from casework.referrals.turning import change_referral, require_new, turn
from casework.vault import sharing
from casework.vault.agreements import Referral
from casework.vault.desk import Hand, Plan
from casework.vault.house import House


@dataclass(frozen=True, repr=False)
class Telling:
    """A notice about to be written; the ids are made when the form is shown.

    ``where`` is what the file says of the law's scope, ``named`` who of the chair's office may
    open it in a restricted case, ``confirmer`` who is asked where the unit has no second person.
    """

    referral_id: Id
    consent_id: Id
    reason_id: Id
    notice_id: Id
    note_id: Id
    chair: Id
    notice: Notice
    reason: LawReason
    where: Standing
    named: tuple[Id, ...] = ()
    confirmer: Id | None = None

    @property
    def code(self) -> str:
        """The ground: danger does not wait for a second person, everything else does."""
        return "LIFE_DANGER" if self.notice.danger == YES else "NOTICE_CHAIR"

    @property
    def urgency(self) -> str:
        """Both are due at once; only the one says that a life is threatened."""
        return IMMEDIATE if self.notice.danger == YES else "BY_LAW"


def write_notice(house: House, hand: Hand, case_id: Id, telling: Telling) -> Id:
    """Write the notice into a section of its own; it goes now, or with its confirmation.

    Raises OutOfScope, NotAGround, Forbidden for a desk that is no receiver of reports. Sent
    twice, it is written once.
    """
    if hand.keyring.unit_kind not in rules.RECEIVERS:
        house.ledger.refuse(hand.actor, Action.NOTICE_WRITE, cases=[case_id])
        raise Forbidden
    if not rules.may_tell(telling.where, telling.notice.judged):
        raise OutOfScope

    def plan(writing: Writing) -> Plan:
        writing.require_working()
        if writing.knows(ObjectKind.REFERRAL, telling.referral_id):
            raise SentTwice
        consent = grounds.take_up(writing, _invocation(telling))
        post(writing, consent, _message(telling, writing.now))
        return writing.plan(sharing.ground_of(consent))

    change_case(house, hand, Action.NOTICE_WRITE, case_id, plan)
    return telling.referral_id


def _invocation(telling: Telling) -> Invocation:
    return Invocation(
        consent_id=telling.consent_id,
        record_id=telling.reason_id,
        recipient=telling.chair,
        code=telling.code,
        reason=telling.reason,
        named=telling.named,
        confirmer=telling.confirmer,
        written=Written(SectionKind.NOTICE, telling.notice, telling.notice_id),
    )


def _message(telling: Telling, now: datetime) -> Message:
    """The law says "at once": it is due the moment it goes."""
    note = (ReferralNote(asks=telling.notice.asks_note), telling.note_id)
    return Message(telling.referral_id, rules.NOTICE, telling.urgency, now, [note])


def send_notice(house: House, hand: Hand, referral_id: Id) -> None:
    """Send a notice whose ground another unit has confirmed; raises NoLongerInForce, Forbidden."""

    def plan(writing: Writing, referral: Referral) -> Plan:
        writing.require_working()
        return writing.plan(sharing.ground_of(send_draft(writing, referral)))

    change_referral(house, hand, Action.NOTICE_SEND, referral_id, plan)


def know_notice(house: House, hand: Hand, referral_id: Id, known: Answer, answer_id: Id) -> None:
    """Let the desk see that the chair knows, and when; raises MovedOn for the second of two."""

    def plan(writing: Writing, referral: Referral) -> Plan:
        require_new(writing, answer_id)
        section = begin_answer(writing, referral, known, answer_id)
        turn(writing, referral, ReferralState.ACCEPTED, Hands.RECEIVER, answer=section)
        return writing.plan()

    change_referral(house, hand, Action.NOTICE_KNOW, referral_id, plan)
