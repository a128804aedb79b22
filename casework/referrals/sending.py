"""The verbs of the sending desk: send with exactly her keys, note who was reached, take it back."""

from __future__ import annotations

from dataclasses import dataclass

from casework.access import sharing as access
from casework.access.steps import Hands, ReferralState
from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases.consents import rules as consent_rules
from casework.cases.consents import service as consents
from casework.cases.consents.errors import NoLongerInForce
from casework.cases.consents.grounds import has_refused
from casework.cases.consents.service import SentTwice, change_case
from casework.cases.consents.situation import situation_in
from casework.cases.writing import Writing
from casework.kernel.errors import Forbidden
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.referrals import drafts, rules
from casework.referrals.errors import NotOffered, OverridesHerNo
from casework.referrals.records import DraftEnd, Reached, ReferralNote
from casework.referrals.turning import change_referral, give_back, hand_section, require_new, turn
from casework.vault import sharing
from casework.vault.agreements import Consent, Referral, is_in_force
from casework.vault.desk import Hand, Plan
from casework.vault.errors import SavedMeanwhile
from casework.vault.house import House
from casework.vault.sections import Receiver
from casework.vault.versioned import Signed


@dataclass(frozen=True, repr=False)
class Sending:
    """A referral as it is about to be sent; the ids are made when the form is shown.

    Its recipient, sections and readers are the consent's.
    """

    referral_id: Id
    note_id: Id
    consent_id: Id
    service: str
    urgency: str
    note: ReferralNote
    draft_seen: int = 0
    """The version of its draft that the sender saw; 0 where there was none."""


def send(house: House, hand: Hand, case_id: Id, sending: Sending) -> Id:
    """Send a referral: one event with the keys of exactly what the consent or ground names.

    Raises NoLongerInForce, MayNotBeGranted, NotOffered, OverridesHerNo, and SavedMeanwhile where
    its draft says something newer. Sent twice, it goes once; its draft ends with it.
    """

    def plan(writing: Writing) -> Plan:
        writing.require_working()
        if writing.knows(ObjectKind.REFERRAL, sending.referral_id):
            steps = writing.survey.agreements.steps[sending.referral_id]
            raise SentTwice if steps[0].author.user == hand.keyring.user else SavedMeanwhile
        consent = writing.survey.agreements.consent(sending.consent_id)
        _require_offered(writing, sending, consent)
        consents.hand_over(writing, consent)
        section = writing.begin(SectionKind.REFERRAL)
        writing.seal(section, sending.note, sending.note_id)
        hand_section(writing, section, _readers(consent))
        writing.put(_sent(writing, sending, consent, section.epoch.section_id))
        drafts.end(writing, sending.referral_id, sending.draft_seen, DraftEnd.SENT)
        return writing.plan(sharing.ground_of(consent))

    change_case(house, hand, Action.REFERRAL_SEND, case_id, plan)
    return sending.referral_id


def _sent(writing: Writing, sending: Sending, consent: Consent, note: Id) -> Signed:
    urgency = writing.house.codes["referral_urgencies"][sending.urgency]
    request = sharing.Request(
        referral_id=sending.referral_id,
        case_id=consent.case_id,
        consent_id=consent.consent_id,
        to_unit=consent.recipient_unit,
        note_section=note,
        service=sending.service,
        urgency=sending.urgency,
        sent_at=writing.now,
        due_at=rules.due_at(urgency, writing.now),
    )
    keyring = writing.hand.keyring
    return sharing.new_referral(keyring, writing.house.commune, request, ReferralState.SENT)


def _require_offered(writing: Writing, sending: Sending, consent: Consent) -> None:
    codes = writing.house.codes
    offered = codes["service_types"].find(sending.service)
    if offered is None or offered.flag("never_offered") or offered.text("page"):
        raise NotOffered
    if sending.urgency not in codes["referral_urgencies"]:
        raise NotOffered
    refused = has_refused(writing.survey.agreements, consent.recipient_unit)
    by_law = consent.ground != access.CONSENT
    if not by_law or not refused:
        return
    age = situation_in(writing).age
    if consent_rules.overrides_no(sending.service, age, refused_by_her=refused):
        raise OverridesHerNo


def _readers(consent: Consent) -> list[Receiver]:
    return [Receiver(r, consent.ground, consent.consent_id) for r in consent.receiver_ids]


def send_draft(writing: Writing, referral: Referral) -> Consent:
    """Send a draft whose ground was confirmed by somebody who could not send it.

    Raises Forbidden for another unit's, NoLongerInForce while the ground waits or was refused.
    """
    if referral.from_unit != writing.hand.keyring.unit:
        raise Forbidden
    consent = writing.survey.agreements.consent(referral.consent_id)
    if not is_in_force(consent, writing.now):
        raise NoLongerInForce
    if not consents.release(writing, consent):
        raise SentTwice
    return consent


def release(house: House, hand: Hand, referral_id: Id) -> None:
    """Send what waited for its ground, once another unit has confirmed it.

    Raises NoLongerInForce, Forbidden. Sent twice, it goes once.
    """

    def plan(writing: Writing, referral: Referral) -> Plan:
        writing.require_working()
        return writing.plan(sharing.ground_of(send_draft(writing, referral)))

    change_referral(house, hand, Action.REFERRAL_SEND, referral_id, plan)


def withdraw(house: House, hand: Hand, referral_id: Id) -> None:
    """Take a referral back that was sent amiss; her consent stands, the keys go back.

    To take back her consent itself is ``consents.service.withdraw``, at any desk.
    """

    def plan(writing: Writing, referral: Referral) -> Plan:
        if hand.keyring.unit != referral.from_unit:
            raise Forbidden
        if referral.state == ReferralState.WITHDRAWN:
            raise SentTwice
        turn(writing, referral, ReferralState.WITHDRAWN, Hands.ANY_DESK)
        give_back(writing, referral)
        return writing.plan()

    change_referral(house, hand, Action.REFERRAL_WITHDRAW, referral_id, plan)


def reach(house: House, hand: Hand, referral_id: Id, reached: Reached, record_id: Id) -> None:
    """Note whom the sender has spoken to by phone, or that nobody answered; the receiver reads it.

    Only a person who was reached stops the calls.
    """

    def plan(writing: Writing, referral: Referral) -> Plan:
        require_new(writing, record_id)
        state = ReferralState(referral.state)
        if hand.keyring.unit != referral.from_unit:
            raise Forbidden
        rules.step(state, state, Hands.WRITER)
        note = writing.renew(writing.survey.sections[referral.note_section])
        writing.seal(note, reached, record_id)
        if reached.reached:
            told = sharing.Turn(state, writing.now, reached_at=reached.at or writing.now)
            writing.put(sharing.referral_becomes(hand.keyring, referral, told))
        return writing.plan()

    change_referral(house, hand, Action.REFERRAL_REACH, referral_id, plan)
