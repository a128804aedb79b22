"""The verbs of consent: record her answer, share on it, take it back, end what is over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework.access import sharing as access
from casework.access.steps import OPEN, ConsentState, ReferralState
from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases import exclusions
from casework.cases.consents import rules
from casework.cases.consents.errors import AnsweredAlready, NoLongerInForce, NotAConsent
from casework.cases.consents.records import Talk, Unwanted
from casework.cases.consents.situation import situation_in
from casework.cases.writing import Writing
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.vault import sharing
from casework.vault.agreements import Consent, is_in_force, is_outside, is_over
from casework.vault.audience import barred_from
from casework.vault.desk import Hand, Plan, write
from casework.vault.house import House
from casework.vault.rosters import Roster, Unit
from casework.vault.sections import Receiver
from casework.vault.survey import Survey, survey_case


@dataclass(frozen=True, repr=False)
class Recording:
    """Her answer about one recipient; the ids are made when the form is shown.

    ``given`` False records a refusal, which needs no sections and no end. ``named`` are the users
    of the recipient who may open it; empty means the whole unit.
    """

    consent_id: Id
    record_id: Id
    recipient: Id
    given: bool
    talk: Talk
    sections: tuple[Id, ...] = ()
    until_at: datetime | None = None
    named: tuple[Id, ...] = ()
    unwanted: Unwanted | None = None
    unwanted_id: Id | None = None
    from_now: bool = False
    """She opens what is written from now on, and nothing of what was."""


class SentTwice(Exception):
    """A form was sent twice; its first sending has done what it asks for."""


def record(house: House, hand: Hand, case_id: Id, recording: Recording) -> Id:
    """Record what she agreed to, or that she said no; hands no key over yet.

    Raises NotAConsent with the problems of a yes that is none. Sent twice, it is recorded once.
    """

    def plan(writing: Writing) -> Plan:
        writing.require_working()
        if writing.knows(ObjectKind.CONSENT, recording.consent_id):
            raise SentTwice
        if recording.given:
            _require_valid(writing, recording)
        section = writing.begin(SectionKind.CONSENT)
        writing.seal(section, recording.talk, recording.record_id)
        if recording.unwanted is not None and recording.unwanted_id is not None:
            exclusions.write_down(writing, recording.unwanted, recording.unwanted_id)
        terms = sharing.Terms(
            consent_id=recording.consent_id,
            case_id=case_id,
            section_id=section.epoch.section_id,
            recipient_unit=recording.recipient,
            ground=access.CONSENT,
            sections=_opened(writing, recording) if recording.given else (),
            receivers=recording.named or (recording.recipient,),
            until_at=recording.until_at if recording.given else None,
        )
        state = ConsentState.GIVEN if recording.given else ConsentState.REFUSED
        writing.put(sharing.new_consent(hand.keyring, house.commune, terms, state, writing.now))
        return writing.plan()

    change_case(house, hand, Action.CONSENT_RECORD, case_id, plan)
    return recording.consent_id


def _opened(writing: Writing, recording: Recording) -> tuple[Id, ...]:
    """Return the sections that her yes opens, begun anew where it reaches back to nothing.

    So it is where she says "only from now on", and where she comes back to a yes that was over:
    what was written while the desk was shut out stays shut to it.
    """
    survey, recipient, now = writing.survey, recording.recipient, writing.now
    opened = []
    for section_id in dict.fromkeys(recording.sections):
        anew = recording.from_now or returns_after_gap(survey, section_id, recipient, now)
        rows = survey.sections[section_id]
        opened.append(writing.follow(rows).epoch.section_id if anew else section_id)
    return tuple(opened)


def returns_after_gap(survey: Survey, section_id: Id, recipient: Id, now: datetime) -> bool:
    """Say whether the desk was once allowed this section, and is not any more."""
    hers = [
        consent
        for consent in survey.agreements.consents.values()
        if consent.ground == access.CONSENT
        and consent.recipient_unit == recipient
        and section_id in consent.section_ids
        and consent.state != ConsentState.REFUSED
    ]
    return bool(hers) and not any(is_in_force(consent, now) for consent in hers)


def _require_valid(writing: Writing, recording: Recording) -> None:
    roster = writing.roster
    situation = situation_in(writing)
    asked = rules.Asked(
        talk=recording.talk,
        age=situation.age,
        carer_suspected=situation.carer_suspected,
        kinds=own_kinds(writing, recording.sections),
        recipient=recipient_of(writing, recording.recipient).kind,
        until_at=recording.until_at,
        members=[member.user for member in roster.live_members(recording.recipient)],
        named=recording.named,
        unwanted=() if recording.unwanted is None else recording.unwanted.users,
        restricted=writing.survey.case.restricted,
        barred=barred_from(writing.survey),
    )
    problems = rules.problems_of(asked, writing.now)
    if problems:
        raise NotAConsent(problems)


def share(house: House, hand: Hand, case_id: Id, consent_id: Id) -> None:
    """Hand over exactly what a consent or confirmed ground names; idempotent.

    Raises NoLongerInForce. A referral does the same when it is sent.
    """

    def plan(writing: Writing) -> Plan:
        writing.require_working()
        consent = writing.survey.agreements.consent(consent_id)
        hand_over(writing, consent)
        return writing.plan(sharing.ground_of(consent))

    change_case(house, hand, Action.GRANT_GIVE, case_id, plan)


def hand_over(writing: Writing, consent: Consent) -> None:
    """Add the grants of a consent's sections, and of what was said, to its receivers."""
    if consent.unit_id != writing.hand.keyring.unit or is_outside(consent):
        raise Forbidden
    if not is_in_force(consent, writing.now):
        raise NoLongerInForce
    _give(writing, consent, ())


def _give(writing: Writing, consent: Consent, notes: Iterable[Id]) -> None:
    """Hand over what a consent names, the notes that rest on it, and who is excluded."""
    section_ids = (*consent.section_ids, consent.section_id, *notes)
    keyring, roster, survey = writing.hand.keyring, writing.roster, writing.survey
    writing.put(*sharing.plan_grants(keyring, roster, survey, section_ids, consent))
    writing.touches(section_ids)
    readers = (Receiver(r, access.EXCLUSION, consent.consent_id) for r in consent.receiver_ids)
    exclusions.tell(writing, readers)


def release(writing: Writing, consent: Consent) -> bool:
    """Send the drafts that waited for a ground, with the keys it names; False if none waits.

    The receiver's time runs from now on, not from the hour of the draft.
    """
    rests = writing.survey.agreements.referrals_on(consent.consent_id)
    drafts = [referral for referral in rests if referral.state == ReferralState.DRAFT]
    if not drafts:
        return False
    _give(writing, consent, (referral.note_section for referral in drafts))
    now = writing.now
    for referral in drafts:
        due_at = referral.due_at + (now - referral.sent_at)
        turn = sharing.Turn(ReferralState.SENT, now, sent_at=now, due_at=due_at)
        writing.put(sharing.referral_becomes(writing.hand.keyring, referral, turn))
    return True


def withdraw(house: House, hand: Hand, case_id: Id, consent_id: Id) -> None:
    """Take her consent back at once, at any desk that she trusts; nobody is told why.

    One event: every grant that rests on it ends, its sections' keys are marked for change, and
    its open referrals are withdrawn. Withdrawn twice, it is withdrawn once. A legal ground is not
    hers to withdraw (Forbidden).
    """

    def plan(writing: Writing) -> Plan:
        survey = writing.survey
        if not survey.held_by(hand.keyring):
            raise NotFound
        consent = survey.agreements.consent(consent_id)
        if consent.ground != access.CONSENT:
            raise Forbidden
        if consent.state == ConsentState.WITHDRAWN:
            raise SentTwice
        if consent.state != ConsentState.GIVEN:
            raise AnsweredAlready
        _become(writing, consent, ConsentState.WITHDRAWN)
        take_back(writing, consent)
        return writing.plan(sharing.ground_of(consent))

    change_case(house, hand, Action.CONSENT_WITHDRAW, case_id, plan)


def take_back(writing: Writing, consent: Consent) -> None:
    """Add the end of everything that rests on a consent: grants, keys and open referrals."""
    keyring = writing.hand.keyring
    writing.take_back(sharing.take_back(keyring, writing.survey, consent))
    turn = sharing.Turn(ReferralState.WITHDRAWN, writing.now)
    for referral in writing.survey.agreements.referrals.values():
        rests = referral.consent_id == consent.consent_id
        if rests and referral.state in (ReferralState.DRAFT, *OPEN):
            writing.put(sharing.referral_becomes(keyring, referral, turn))


def end_what_is_over(house: House, hand: Hand, case_id: Id) -> bool:
    """End the grants of the case whose time is over; False if there were none.

    They open nothing in the meantime: the clock is asked at every reading.
    """

    def plan(writing: Writing) -> Plan:
        writing.require_joined()
        taken = sharing.end_lapsed(hand.keyring, writing.survey)
        if not taken.end:
            raise SentTwice
        writing.take_back(taken)
        for consent in writing.survey.agreements.consents.values():
            ends = consent.state in (ConsentState.GIVEN, ConsentState.CONFIRMED)
            own = consent.unit_id == hand.keyring.unit
            if ends and own and is_over(consent, writing.now):
                _become(writing, consent, ConsentState.EXPIRED)
        return writing.plan()

    return change_case(house, hand, Action.GRANT_REVOKE, case_id, plan)


def _become(writing: Writing, consent: Consent, state: ConsentState) -> None:
    writing.put(sharing.consent_becomes(writing.hand.keyring, consent, state, writing.now))


def own_kinds(writing: Writing, section_ids: tuple[Id, ...]) -> list[SectionKind]:
    """Return the kinds of the unit's own sections; raises NotFound for any other section."""
    own = own_sections(writing.survey, writing.hand)
    if not set(section_ids) <= set(own):
        raise NotFound
    return [own[section_id] for section_id in dict.fromkeys(section_ids)]


def own_sections(survey: Survey, hand: Hand) -> dict[Id, SectionKind]:
    """Return the sections that the hand's unit owns and holds, with their kinds."""
    return {
        rows.current.section_id: SectionKind(rows.current.kind)
        for rows in survey.held_by(hand.keyring)
        if rows.current.owner_unit == hand.keyring.unit
    }


def recipient_of(writing: Writing, unit_id: Id) -> Unit:
    """Return the recipient unit; raises NotFound for one that is not there, or is one's own."""
    unit = writing.roster.units.get(unit_id)
    if unit is None or not unit.epochs or unit_id == writing.hand.keyring.unit:
        raise NotFound
    return unit


def change_case(
    house: House, hand: Hand, action: Action, case_id: Id, plan: Callable[[Writing], Plan]
) -> bool:
    """Carry out one plan on a case as one event; False where the form was sent twice."""

    def planner(db: Session, roster: Roster) -> Plan:
        survey = survey_case(db, roster, house.verified, case_id, house.clock.now())
        return plan(Writing(house, hand, roster, survey))

    with suppress(SentTwice):
        write(house, hand, action, planner)
        return True
    return False
