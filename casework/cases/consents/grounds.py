"""The verbs of the law: invoke a ground with a reason, confirm it as a second person, refuse it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.access import sharing as access
from casework.access.steps import ConsentState
from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases import exclusions
from casework.cases.codec import SealedRecord
from casework.cases.consents import rules
from casework.cases.consents.errors import AnsweredAlready, NotAGround, NotTheSecondPerson
from casework.cases.consents.records import ContactCopy, LawReason
from casework.cases.consents.rules import Problem
from casework.cases.consents.service import (
    SentTwice,
    change_case,
    own_kinds,
    recipient_of,
    release,
    take_back,
)
from casework.cases.consents.situation import situation_in
from casework.cases.writing import Writing
from casework.kernel.clock import local_day
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind, UnitKind
from casework.vault import sharing
from casework.vault.agreements import Agreements, Consent, copy_section
from casework.vault.audience import barred_from, goes_by_name, own_holders
from casework.vault.desk import Hand, Plan
from casework.vault.house import House
from casework.vault.rosters import Roster
from casework.vault.sections import OpenSection, Receiver
from casework.vault.survey import Survey
from casework.vault.versioned import sign


@dataclass(frozen=True, repr=False)
class Written:
    """What is written for the recipient alone: a section of its own, begun with the ground."""

    kind: SectionKind
    content: SealedRecord
    record_id: Id


@dataclass(frozen=True, repr=False)
class Invocation:
    """A legal ground towards one recipient; the ids are made when the form is shown.

    ``contact`` stands for the identity section where the ground opens contact only.
    ``confirmer`` is the user or unit asked to confirm where the unit has no second person.
    """

    consent_id: Id
    record_id: Id
    recipient: Id
    code: str
    reason: LawReason
    sections: tuple[Id, ...] = ()
    until_at: datetime | None = None
    named: tuple[Id, ...] = ()
    contact: ContactCopy | None = None
    contact_id: Id | None = None
    confirmer: Id | None = None
    written: Written | None = None
    """Never together with ``contact``: a ground has one copy of its own."""


def invoke(house: House, hand: Hand, case_id: Id, invocation: Invocation) -> Id:
    """Write down why the law is invoked, and ask a second person to confirm it.

    Where danger does not wait (``access.sharing.AT_ONCE``) the keys go in this same event;
    otherwise after the confirmation, by a referral or by ``consents.service.share``. Raises
    NotAGround with its problems.
    """

    def plan(writing: Writing) -> Plan:
        writing.require_working()
        if writing.knows(ObjectKind.CONSENT, invocation.consent_id):
            raise SentTwice
        return writing.plan(sharing.ground_of(take_up(writing, invocation)))

    change_case(house, hand, Action.GROUND_INVOKE, case_id, plan)
    return invocation.consent_id


def take_up(writing: Writing, invocation: Invocation) -> Consent:
    """Add a ground to an event that does more than invoke it; raises NotAGround."""
    _require_ground(writing, invocation)
    return _write_down(writing, invocation)


def take_up_outside(writing: Writing, invocation: Invocation) -> Consent:
    """Add the ground of a letter to a body outside to an event; raises NotAGround.

    It hands no key to anybody: the unit itself stands where a recipient would.
    """
    opens = invocation.sections or invocation.named or invocation.contact or invocation.written
    if opens or invocation.recipient != writing.hand.keyring.unit:
        raise Forbidden
    grounds, age = writing.house.codes["legal_grounds"], situation_in(writing).age
    today = local_day(writing.now)
    problems = rules.outside_problems(grounds, invocation.code, invocation.reason, age, today)
    problems += _second_problems(writing, invocation)
    if problems:
        raise NotAGround(tuple(problems))
    return _write_down(writing, invocation)


def _write_down(writing: Writing, invocation: Invocation) -> Consent:
    keyring, roster = writing.hand.keyring, writing.roster
    reason = writing.begin(SectionKind.CONSENT)
    writing.seal(reason, invocation.reason, invocation.record_id)
    begun = [reason]
    copies: tuple[Id, ...] = ()
    if invocation.contact is not None and invocation.contact_id is not None:
        contact = writing.begin(SectionKind.IDENTITY, copy_section(invocation.consent_id))
        writing.seal(contact, invocation.contact, invocation.contact_id)
        begun.append(contact)
        copies = (contact.epoch.section_id,)
    elif invocation.written is not None:
        written = invocation.written
        own = writing.begin(written.kind, copy_section(invocation.consent_id))
        writing.seal(own, written.content, written.record_id)
        begun.append(own)
        copies = (own.epoch.section_id,)
    terms = sharing.Terms(
        consent_id=invocation.consent_id,
        case_id=writing.survey.case.case_id,
        section_id=reason.epoch.section_id,
        recipient_unit=invocation.recipient,
        ground=access.law(invocation.code),
        sections=(*invocation.sections, *copies),
        receivers=invocation.named or (invocation.recipient,),
        until_at=invocation.until_at,
    )
    commune = writing.house.commune
    consent = sharing.consent_row(keyring, commune, terms, ConsentState.ASKED, writing.now)
    writing.put(sign(consent, keyring.signer))
    confirmer = _confirmer(writing, invocation)
    if confirmer is not None:
        to = Receiver(confirmer, access.CONFIRM, consent.consent_id)
        writing.put(*sharing.hand_over(keyring, roster, writing.survey, reason, [to]))
    if access.acts_at_once(consent.ground):
        _go_at_once(writing, consent, invocation.sections, begun)
    return consent


def _go_at_once(
    writing: Writing, consent: Consent, sections: tuple[Id, ...], begun: list[OpenSection]
) -> None:
    """Hand over what was there and what this event begins; it is confirmed afterwards."""
    keyring, roster = writing.hand.keyring, writing.roster
    writing.put(*sharing.plan_grants(keyring, roster, writing.survey, sections, consent))
    writing.touches(sections)
    ids, ref = consent.receiver_ids, consent.consent_id
    receivers = [Receiver(one, consent.ground, ref) for one in ids]
    exclusions.tell(writing, [Receiver(one, access.EXCLUSION, ref) for one in ids])
    for section in begun:
        writing.put(*sharing.hand_over(keyring, roster, writing.survey, section, receivers))


def _require_ground(writing: Writing, invocation: Invocation) -> None:
    survey, roster = writing.survey, writing.roster
    recipient = recipient_of(writing, invocation.recipient)
    invoked = rules.Invoked(
        code=invocation.code,
        reason=invocation.reason,
        contact=invocation.contact,
        age=situation_in(writing).age,
        kinds=[
            *own_kinds(writing, invocation.sections),
            *([invocation.written.kind] if invocation.written else []),
        ],
        sender=writing.hand.keyring.unit_kind,
        recipient=recipient.kind,
        refused_by_her=has_refused(survey.agreements, recipient.unit),
    )
    grounds = writing.house.codes["legal_grounds"]
    problems = list(rules.ground_problems(grounds, invoked, local_day(writing.now)))
    members = [member.user for member in roster.live_members(recipient.unit)]
    restricted = survey.case.restricted
    problems += rules.whom_problems(members, invocation.named, (), restricted=restricted)
    problems += rules.excluded_problems(invocation.named, barred_from(survey))
    problems += _second_problems(writing, invocation)
    if problems:
        raise NotAGround(tuple(problems))


def _second_problems(writing: Writing, invocation: Invocation) -> list[Problem]:
    roster, survey, hand = writing.roster, writing.survey, writing.hand
    able = stand_ins(roster, survey, hand, invocation.recipient)
    if has_second_person(roster, survey, hand) or _confirmer(writing, invocation) in able:
        return []
    return [Problem.NO_SECOND_PERSON]


def has_refused(agreements: Agreements, recipient: Id) -> bool:
    """Say whether her newest answer about a recipient is no, or was taken back."""
    answers = [
        consent
        for consent in agreements.consents.values()
        if consent.ground == access.CONSENT and consent.recipient_unit == recipient
    ]
    newest = max(answers, key=lambda consent: consent.changed_at, default=None)
    no = (ConsentState.REFUSED, ConsentState.WITHDRAWN)
    return newest is not None and newest.state in no


def has_second_person(roster: Roster, survey: Survey, hand: Hand) -> bool:
    """Say whether somebody else of the hand's unit holds the case and can confirm."""
    named = set(own_holders(hand.keyring, roster, survey))
    others = {m.user for m in roster.live_members(hand.keyring.unit)} - {hand.keyring.user}
    return bool(others if hand.keyring.unit in named else others & named)


def stand_ins(roster: Roster, survey: Survey, hand: Hand, recipient: Id) -> list[Id]:
    """Return who may be asked to confirm instead: of coordination, else of the chair's office.

    Units, or in a restricted case their members by name; never the recipient's.
    """
    for kind in (UnitKind.COORDINATION, UnitKind.LEADERSHIP):
        units = [
            u.unit for u in roster.units_of(kind) if u.unit not in (recipient, hand.keyring.unit)
        ]
        people = [m.user for unit in units for m in roster.live_members(unit)]
        people = [user for user in people if user not in barred_from(survey)]
        whole = [unit for unit in units if not goes_by_name(roster, survey, unit)]
        if people:
            return [*whole, *people]
    return []


def _confirmer(writing: Writing, invocation: Invocation) -> Id | None:
    """Return who outside the unit is handed the reason, if anybody has to be."""
    roster, survey, hand = writing.roster, writing.survey, writing.hand
    if has_second_person(roster, survey, hand):
        return None
    able = stand_ins(roster, survey, hand, invocation.recipient)
    if invocation.confirmer is not None or survey.case.restricted:
        return invocation.confirmer
    return able[0] if able else None


def confirm(house: House, hand: Hand, case_id: Id, consent_id: Id) -> None:
    """Confirm a ground as the second person; raises NotTheSecondPerson, AnsweredAlready.

    What the unit had written to go on it goes in this same event; who stands in for another unit
    holds none of its keys, and leaves the sending to it.
    """

    def plan(writing: Writing) -> Plan:
        consent = _asked(writing, consent_id, ConsentState.CONFIRMED)
        if consent.unit_id == hand.keyring.unit:
            release(writing, consent)
        return writing.plan(sharing.ground_of(consent))

    change_case(house, hand, Action.GROUND_CONFIRM, case_id, plan)


def refuse(house: House, hand: Hand, case_id: Id, consent_id: Id) -> None:
    """Refuse a ground as the second person: whatever went on it is taken back at once."""

    def plan(writing: Writing) -> Plan:
        consent = _asked(writing, consent_id, ConsentState.REFUSED)
        take_back(writing, consent)
        return writing.plan(sharing.ground_of(consent))

    change_case(house, hand, Action.GROUND_REFUSE, case_id, plan)


def _asked(writing: Writing, consent_id: Id, state: ConsentState) -> Consent:
    """Turn an asked ground to ``state``, signed by somebody who may."""
    survey, keyring = writing.survey, writing.hand.keyring
    if not survey.held_by(keyring):
        raise NotFound
    consent = survey.agreements.consent(consent_id)
    if consent.state == state:
        raise SentTwice
    if consent.state != ConsentState.ASKED:
        raise AnsweredAlready
    if not may_confirm(survey, consent, writing.hand):
        raise NotTheSecondPerson
    writing.put(sharing.consent_becomes(keyring, consent, state, writing.now))
    return consent


def may_confirm(survey: Survey, consent: Consent, hand: Hand) -> bool:
    """Say whether the hand is a second person for this ground: asked, and not the asker."""
    asker = survey.agreements.steps[consent.consent_id][0].author
    if hand.keyring.user == asker.user:
        return False
    grant = survey.sections[consent.section_id].grant_to((hand.keyring.unit, hand.keyring.user))
    return grant is not None and grant.ground in (access.OWN, access.CONFIRM)
