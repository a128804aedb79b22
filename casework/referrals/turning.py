"""One step of a referral: found in its case, taken by the right hands, signed."""

from __future__ import annotations

from collections.abc import Callable

from casework.access.steps import JOINED, OPEN, Hands, ReferralState
from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases.consents.service import SentTwice, change_case
from casework.cases.writing import Writing
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id
from casework.referrals import rules
from casework.vault import sharing
from casework.vault.agreement_lists import find_referral_case
from casework.vault.agreements import Referral
from casework.vault.desk import Hand, Plan
from casework.vault.house import House
from casework.vault.sections import OpenSection, Receiver


def give_back(writing: Writing, referral: Referral) -> None:
    """End what the referral handed over: its note, and all else unless another one rests on it."""
    agreements = writing.survey.agreements
    others = [
        other
        for other in agreements.referrals_on(referral.consent_id)
        if other.referral_id != referral.referral_id and other.state in (*OPEN, *JOINED)
    ]
    consent = agreements.consent(referral.consent_id)
    only = (referral.note_section,) if others else None
    writing.take_back(sharing.take_back(writing.hand.keyring, writing.survey, consent, only))


def require_new(writing: Writing, record_id: Id) -> None:
    """Raise SentTwice for a record that the case knows: the form was sent before."""
    if writing.knows(ObjectKind.RECORD, record_id):
        raise SentTwice


def case_of(house: House, hand: Hand, action: Action, referral_id: Id) -> Id:
    """Return the case of a referral; raises NotFound, and logs the refusal, if there is none."""
    with house.database.read() as db:
        case_id = find_referral_case(db, referral_id)
    if case_id is None:
        house.ledger.refuse(hand.actor, action)
        raise NotFound
    return case_id


_OF_A_DESK = frozenset(
    {
        Action.REFERRAL_ACCEPT,
        Action.REFERRAL_DECLINE,
        Action.REFERRAL_START,
        Action.REFERRAL_ANSWER,
        Action.REFERRAL_COMPLETE,
        Action.REFERRAL_WITHDRAW,
    }
)
"""The steps of one desk that helps with another's case."""


def _answered_elsewhere(house: House, referral: Referral) -> bool:
    """Say whether such a message has steps of its own: the chair decides, and never declines."""
    entry = house.codes["service_types"].find(referral.service)
    return entry is not None and entry.text("page") is not None


def change_referral(
    house: House,
    hand: Hand,
    action: Action,
    referral_id: Id,
    plan: Callable[[Writing, Referral], Plan],
) -> bool:
    """Carry out one step of a referral as one event, for a unit that holds its note."""

    def of_case(writing: Writing) -> Plan:
        referral = writing.survey.agreements.referral(referral_id)
        if action in _OF_A_DESK and _answered_elsewhere(house, referral):
            raise NotFound
        keyring = writing.hand.keyring
        note = writing.survey.sections[referral.note_section]
        answers = writing.survey.sections.get(referral.answer_section or b"")
        holds = [
            rows for rows in (note, answers) if rows and rows.grant_to((keyring.unit, keyring.user))
        ]
        if not holds:
            raise NotFound
        return plan(writing, referral)

    return change_case(house, hand, action, case_of(house, hand, action, referral_id), of_case)


def turn(
    writing: Writing,
    referral: Referral,
    to: ReferralState,
    hands: Hands,
    *,
    answer: Id | None = None,
    outcome: str | None = None,
) -> None:
    """Take one step, signed; raises Forbidden for another unit's step, MovedOn for a late one."""
    if hands is Hands.RECEIVER and writing.hand.keyring.unit != referral.to_unit:
        raise Forbidden
    rules.step(ReferralState(referral.state), to, hands)
    changed = sharing.Turn(to, writing.now, answer_section=answer, outcome=outcome)
    writing.put(sharing.referral_becomes(writing.hand.keyring, referral, changed))


def hand_section(writing: Writing, section: OpenSection, to: list[Receiver]) -> None:
    """Add the grants of a section that this event begins."""
    keyring, roster, survey = writing.hand.keyring, writing.roster, writing.survey
    writing.put(*sharing.hand_over(keyring, roster, survey, section, to))
