"""The verbs of the receiving desk: receive, accept, decline, start, answer, complete."""

from __future__ import annotations

from dataclasses import dataclass

from casework.access import sharing as access
from casework.access.steps import Hands, ReferralState
from casework.audit.actions import Action
from casework.cases.codec import SealedRecord
from casework.cases.writing import Writing
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.referrals import rules
from casework.referrals.errors import MovedOn, NoReason
from casework.referrals.records import Answer, LinkedFile
from casework.referrals.turning import change_referral, give_back, hand_section, require_new, turn
from casework.vault.agreements import Referral
from casework.vault.desk import Hand, Plan
from casework.vault.directory import DirectoryEntry
from casework.vault.house import House
from casework.vault.sections import Receiver
from casework.vault.survey import survey_case


def receive(house: House, hand: Hand, referral_id: Id) -> None:
    """Note that the receiver has opened it; raises MovedOn if it was opened already."""

    def plan(writing: Writing, referral: Referral) -> Plan:
        turn(writing, referral, ReferralState.RECEIVED, Hands.RECEIVER)
        return writing.plan()

    change_referral(house, hand, Action.REFERRAL_RECEIVE, referral_id, plan)


@dataclass(frozen=True, repr=False)
class Accepting:
    """What the receiver registers itself when it joins the case.

    ``identity`` are its own records of who she is; ``linked_case`` its own file of hers, if it
    has one; ``answer_id`` is made when the form is shown.
    """

    answer: Answer
    answer_id: Id
    entry: DirectoryEntry
    identity: tuple[SealedRecord, ...] = ()
    linked_case: Id | None = None


def accept(house: House, hand: Hand, referral_id: Id, accepting: Accepting) -> None:
    """Join the case: own identity, own directory row, an answer to the sender; one event.

    Raises MovedOn for the second of two who accept at once, NotFound for a linked file in which
    the unit has written nothing itself.
    """
    if accepting.linked_case is not None:
        _require_own_file(house, hand, accepting.linked_case)

    def plan(writing: Writing, referral: Referral) -> Plan:
        require_new(writing, accepting.answer_id)
        section = begin_answer(writing, referral, accepting.answer, accepting.answer_id)
        turn(writing, referral, ReferralState.ACCEPTED, Hands.RECEIVER, answer=section)
        identity = writing.own(SectionKind.IDENTITY)
        for content in accepting.identity:
            writing.seal(identity, content, new_id())
        if accepting.linked_case is not None:
            writing.seal(identity, LinkedFile(accepting.linked_case), new_id())
        writing.relist(accepting.entry)
        return writing.plan()

    change_referral(house, hand, Action.REFERRAL_ACCEPT, referral_id, plan)


def _require_own_file(house: House, hand: Hand, case_id: Id) -> None:
    with house.database.read() as db:
        roster = house.roster(db)
        survey = survey_case(db, roster, house.verified, case_id, house.clock.now())
    own = hand.keyring.unit
    if not any(rows.current.owner_unit == own for rows in survey.joined_by(hand.keyring)):
        raise NotFound


def decline(house: House, hand: Hand, referral_id: Id, answer: Answer, answer_id: Id) -> None:
    """Say no with a reason; the keys that came with the referral go back at once.

    Raises Forbidden for what the law gives to the receiver.
    """

    def plan(writing: Writing, referral: Referral) -> Plan:
        require_new(writing, answer_id)
        if rules.is_binding(house.codes, referral.service):
            raise Forbidden
        if not answer.text.strip():
            raise NoReason
        section = begin_answer(writing, referral, answer, answer_id)
        turn(writing, referral, ReferralState.DECLINED, Hands.RECEIVER, answer=section)
        give_back(writing, referral)
        return writing.plan()

    change_referral(house, hand, Action.REFERRAL_DECLINE, referral_id, plan)


def start(house: House, hand: Hand, referral_id: Id) -> None:
    """Note that the service has begun."""

    def plan(writing: Writing, referral: Referral) -> Plan:
        turn(writing, referral, ReferralState.IN_SERVICE, Hands.RECEIVER)
        return writing.plan()

    change_referral(house, hand, Action.REFERRAL_START, referral_id, plan)


def answer(house: House, hand: Hand, referral_id: Id, message: Answer, answer_id: Id) -> None:
    """Tell the sender something more; the state stays."""

    def plan(writing: Writing, referral: Referral) -> Plan:
        require_new(writing, answer_id)
        if hand.keyring.unit != referral.to_unit:
            raise Forbidden
        _add_answer(writing, referral, message, answer_id)
        return writing.plan()

    change_referral(house, hand, Action.REFERRAL_ANSWER, referral_id, plan)


def complete(
    house: House, hand: Hand, referral_id: Id, outcome: str, closing: Answer, answer_id: Id
) -> None:
    """Say how it ended (``referral_outcomes``), with a last answer to the sender."""

    def plan(writing: Writing, referral: Referral) -> Plan:
        require_new(writing, answer_id)
        if outcome not in house.codes["referral_outcomes"]:
            raise NoReason
        turn(writing, referral, ReferralState.COMPLETED, Hands.RECEIVER, outcome=outcome)
        _add_answer(writing, referral, closing, answer_id)
        return writing.plan()

    change_referral(house, hand, Action.REFERRAL_COMPLETE, referral_id, plan)


def begin_answer(writing: Writing, referral: Referral, answer: SealedRecord, answer_id: Id) -> Id:
    """Begin the receiver's section of answers, readable by whoever holds the note at the sender."""
    if writing.hand.keyring.unit != referral.to_unit:
        raise Forbidden
    section = writing.begin(SectionKind.REFERRAL)
    writing.seal(section, answer, answer_id)
    note = writing.survey.sections[referral.note_section]
    senders = [grant.receiver_id for grant in note.grants if grant.ground == access.OWN]
    hand_section(
        writing, section, [Receiver(s, access.ANSWER, referral.referral_id) for s in senders]
    )
    return section.epoch.section_id


def _add_answer(writing: Writing, referral: Referral, answer: Answer, answer_id: Id) -> None:
    if referral.answer_section is None or referral.state == ReferralState.WITHDRAWN:
        raise MovedOn
    section = writing.renew(writing.survey.sections[referral.answer_section])
    writing.seal(section, answer, answer_id)
