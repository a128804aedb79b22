"""A referral as both desks read it; the preview is made by the same hand as the receiver's page."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from casework.access.steps import Hands, ReferralState
from casework.audit.actions import Action
from casework.cases.codec import SealedRecord
from casework.cases.consents.reading import Agreement, Opener, agreement_of, openers
from casework.cases.files import CaseFile, Part, make_file
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.referrals import rules, service
from casework.referrals.duty import OnDuty, who_is_on_duty
from casework.referrals.errors import MovedOn
from casework.referrals.records import Reached, ReferralNote
from casework.referrals.rules import Course, Rise
from casework.referrals.sending import Sending
from casework.referrals.turning import case_of
from casework.vault.agreement_lists import is_unopened_at
from casework.vault.agreements import Consent, Referral
from casework.vault.desk import Hand, OpenedCase, read_case
from casework.vault.house import House
from casework.vault.rosters import Roster
from casework.vault.survey import SectionRows, Survey


@dataclass(frozen=True)
class Face:
    """The open side of a referral, and what the clock makes of it."""

    referral_id: Id
    case_id: Id
    number: str
    from_unit: Id
    from_name: str
    to_unit: Id
    to_name: str
    service: str
    urgency: str
    state: ReferralState
    outcome: str
    sent_at: datetime
    due_at: datetime
    reached_at: datetime | None
    changed_at: datetime
    is_overdue: bool
    rises_to: Rise
    phone_next: bool
    """Immediate, unopened after 15 minutes, nobody reached: the sender phones somebody else."""


@dataclass(frozen=True, repr=False)
class ReceiverView:
    """Exactly what the receiving desk sees: note, calls, the parts handed over, her consent."""

    note: ReferralNote
    reached: tuple[Reached, ...]
    kinds: tuple[SectionKind, ...]
    parts: tuple[Part, ...]
    agreement: Agreement
    said: tuple[SealedRecord, ...] = ()
    """What else stands beside the note: what a room above has asked in words of its own."""


@dataclass(frozen=True)
class Took:
    """One step of the referral: when, by whom, to what state."""

    at: datetime
    user: Id
    name: str
    unit_name: str
    state: ReferralState


@dataclass(frozen=True, repr=False)
class ReferralPage:
    """A referral, opened by one of its two desks."""

    face: Face
    is_receiver: bool
    view: ReceiverView | None
    """None once the keys have gone back: after a decline, a withdrawal, or the end of consent."""
    answers: tuple[Part, ...]
    steps: tuple[Took, ...]
    may_become: frozenset[ReferralState]
    on_duty: tuple[OnDuty, ...]
    """Who of the receiving desk answers the phone now; the second is whom to phone next."""
    names: dict[Id, str]


def face_of(house: House, roster: Roster, number: str, row: Referral) -> Face:
    """Return the open side of a referral as it stands at this moment."""
    now = house.clock.now()
    urgency = house.codes["referral_urgencies"][row.urgency]
    state = ReferralState(row.state)
    course = Course(state, urgency, row.sent_at, row.due_at, row.reached_at)
    return Face(
        referral_id=row.referral_id,
        case_id=row.case_id,
        number=number,
        from_unit=row.from_unit,
        from_name=roster.unit(row.from_unit).name,
        to_unit=row.to_unit,
        to_name=roster.unit(row.to_unit).name,
        service=row.service,
        urgency=row.urgency,
        state=state,
        outcome=row.outcome,
        sent_at=row.sent_at,
        due_at=row.due_at,
        reached_at=row.reached_at,
        changed_at=row.changed_at,
        is_overdue=rules.is_overdue(course, now),
        rises_to=rules.rises_to(course, now),
        phone_next=rules.phone_next(course, now),
    )


def open_referral(
    house: House, hand: Hand, referral_id: Id, action: Action = Action.REFERRAL_VIEW
) -> ReferralPage:
    """Open a referral's page for its sender or receiver; opening is what receives it.

    Raises NotFound for everybody else, and for a receiver whose keys have gone back.
    """
    with suppress(MovedOn):
        _receive_if_new(house, hand, referral_id)
    case_id = case_of(house, hand, action, referral_id)

    def choose(survey: Survey) -> list[SectionRows]:
        referral = survey.agreements.referral(referral_id)
        consent = survey.agreements.consent(referral.consent_id)
        wanted = {*_handed(consent), referral.note_section, referral.answer_section}
        held = [r for r in survey.held_by(hand.keyring) if r.current.section_id in wanted]
        held_ids = {rows.current.section_id for rows in held}
        if not held_ids & {referral.note_section, referral.answer_section}:
            raise NotFound
        return held

    opened = read_case(house, hand, action, case_id, choose)
    return _page(house, hand, opened, referral_id)


def _receive_if_new(house: House, hand: Hand, referral_id: Id) -> None:
    with house.database.read() as db:
        waits = is_unopened_at(db, referral_id, hand.keyring.unit)
    if waits:
        service.receive(house, hand, referral_id)


def _handed(consent: Consent) -> tuple[Id, ...]:
    return (*consent.section_ids, consent.section_id)


def _page(house: House, hand: Hand, opened: OpenedCase, referral_id: Id) -> ReferralPage:
    survey, roster = opened.survey, opened.roster
    referral = survey.agreements.referral(referral_id)
    consent = survey.agreements.consent(referral.consent_id)
    file = make_file(opened, hand.keyring)
    view = None
    if referral.note_section in opened.records:
        notes = [p for p in file.parts if p.section_id == referral.note_section]
        view = _receiver_view(house, hand, opened, consent, file, notes)
    is_receiver = hand.keyring.unit == referral.to_unit
    hands = (Hands.RECEIVER,) if is_receiver else (Hands.ANY_DESK,)
    state = ReferralState(referral.state)
    return ReferralPage(
        face=face_of(house, roster, survey.case.number, referral),
        is_receiver=is_receiver,
        view=view,
        answers=tuple(p for p in file.parts if p.section_id == referral.answer_section),
        steps=_steps(survey, roster, referral),
        may_become=rules.steps_from(state, hands),
        on_duty=tuple(who_is_on_duty(house, referral.to_unit)),
        names=file.names,
    )


def _receiver_view(
    house: House,
    hand: Hand,
    opened: OpenedCase,
    consent: Consent,
    file: CaseFile,
    notes: Collection[Part],
    draft: ReferralNote | None = None,
) -> ReceiverView:
    """Gather what a consent hands over; for the page and for the preview alike."""
    contents = [part.content for part in notes]
    note = draft or next((c for c in contents if isinstance(c, ReferralNote)), ReferralNote())
    handed = [s for s in consent.section_ids if s in opened.records]
    return ReceiverView(
        note=note,
        reached=tuple(c for c in contents if isinstance(c, Reached)),
        kinds=tuple(SectionKind(opened.survey.sections[s].current.kind) for s in handed),
        parts=tuple(part for part in file.parts if part.section_id in handed),
        agreement=agreement_of(opened, consent, hand, house.clock.now()),
        said=tuple(c for c in contents if not isinstance(c, ReferralNote | Reached)),
    )


def _steps(survey: Survey, roster: Roster, referral: Referral) -> tuple[Took, ...]:
    return tuple(
        Took(
            step.row.changed_at,
            step.author.user,
            roster.members[step.author.user][-1].name,
            roster.unit(step.author.unit).name,
            ReferralState(step.row.state),
        )
        for step in survey.agreements.steps[referral.referral_id]
    )


@dataclass(frozen=True, repr=False)
class Preview:
    """What the receiver will see, and by name who at that desk could open it."""

    view: ReceiverView
    to_name: str
    openers: tuple[Opener, ...]
    on_duty: tuple[OnDuty, ...]
    names: dict[Id, str]


def preview(house: House, hand: Hand, case_id: Id, draft: Sending) -> Preview:
    """Return exactly what the receiver would see if ``draft`` were sent now."""

    def choose(survey: Survey) -> list[SectionRows]:
        wanted = _handed(survey.agreements.consent(draft.consent_id))
        held = survey.joined_by(hand.keyring)
        return [rows for rows in held if rows.current.section_id in wanted]

    opened = read_case(house, hand, Action.REFERRAL_PREVIEW, case_id, choose)
    consent = opened.survey.agreements.consent(draft.consent_id)
    file = make_file(opened, hand.keyring)
    to_unit = consent.recipient_unit
    named = () if to_unit in consent.receiver_ids else consent.receiver_ids
    return Preview(
        view=_receiver_view(house, hand, opened, consent, file, (), draft.note),
        to_name=opened.roster.unit(to_unit).name,
        openers=tuple(openers(house, to_unit, named)),
        on_duty=tuple(who_is_on_duty(house, to_unit)),
        names=file.names,
    )
