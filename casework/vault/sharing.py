"""Keys handed over and taken back: planned here, on what she agreed to or what the law names.

Nothing is planned that the table of ``access.sharing`` does not allow; readers would refuse it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import inspect

from casework.access import sharing
from casework.access.steps import ConsentState, ReferralState
from casework.audit.events import Ground, GroundKind, ObjectKind
from casework.kernel.errors import Forbidden
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.agreements import holder_unit
from casework.vault.audience import require_audience
from casework.vault.keyring import Keyring
from casework.vault.models import Consent, Grant, Referral, RotationMark
from casework.vault.models.sharing import pack
from casework.vault.rosters import Roster
from casework.vault.section_rows import SectionRows
from casework.vault.sections import OpenSection, Receiver, key_of, make_grant
from casework.vault.surveyed import Survey
from casework.vault.versioned import Bound, Signed, sign

M = TypeVar("M", Consent, Referral)


class MayNotBeGranted(Forbidden):
    """This kind of section never goes to this kind of unit on this ground (SECURITY §5)."""

    code = "may-not-be-granted"
    message_vi = "Phần này không được chuyển cho đơn vị đó."
    what_to_do_vi = "Bỏ phần đó ra. Nơi nhận cần biết gì thêm thì hỏi người bị bạo lực."


@dataclass(frozen=True)
class Terms:
    """What a consent or a legal ground says for good; ``ground`` is spelled as in a grant."""

    consent_id: Id
    case_id: Id
    section_id: Id
    recipient_unit: Id
    ground: str
    sections: tuple[Id, ...]
    receivers: tuple[Id, ...]
    until_at: datetime | None


def consent_row(
    keyring: Keyring, commune: Id, terms: Terms, state: ConsentState, at: datetime
) -> Consent:
    """Return the first version of a consent, a refusal or a legal ground."""
    return Consent(
        commune_id=commune,
        consent_id=terms.consent_id,
        version=1,
        case_id=terms.case_id,
        section_id=terms.section_id,
        unit_id=keyring.unit,
        recipient_unit=terms.recipient_unit,
        ground=terms.ground,
        state=state.value,
        sections=pack(terms.sections),
        receivers=pack(terms.receivers),
        recorded_at=at,
        until_at=terms.until_at,
        changed_at=at,
    )


def new_consent(
    keyring: Keyring, commune: Id, terms: Terms, state: ConsentState, at: datetime
) -> Signed:
    """Return the first version of a consent, a refusal or a legal ground, signed."""
    return sign(consent_row(keyring, commune, terms, state, at), keyring.signer)


def consent_becomes(keyring: Keyring, row: Consent, state: ConsentState, at: datetime) -> Signed:
    """Return the next version of a consent, its terms unchanged."""
    return sign(_next(row, state=state.value, changed_at=at), keyring.signer)


@dataclass(frozen=True)
class Request:
    """What a referral says for good: who asks whom, for what, how soon, resting on what."""

    referral_id: Id
    case_id: Id
    consent_id: Id
    to_unit: Id
    note_section: Id
    service: str
    urgency: str
    sent_at: datetime
    due_at: datetime


def new_referral(keyring: Keyring, commune: Id, request: Request, state: ReferralState) -> Signed:
    """Return the first version of a referral, signed by the sender."""
    row = Referral(
        commune_id=commune,
        referral_id=request.referral_id,
        version=1,
        case_id=request.case_id,
        consent_id=request.consent_id,
        from_unit=keyring.unit,
        to_unit=request.to_unit,
        note_section=request.note_section,
        answer_section=None,
        service=request.service,
        urgency=request.urgency,
        state=state.value,
        outcome="",
        sent_at=request.sent_at,
        due_at=request.due_at,
        reached_at=None,
        changed_at=request.sent_at,
    )
    return sign(row, keyring.signer)


@dataclass(frozen=True)
class Turn:
    """What one step changes of a referral; None leaves a field as it is."""

    state: ReferralState
    at: datetime
    answer_section: Id | None = None
    outcome: str | None = None
    reached_at: datetime | None = None
    sent_at: datetime | None = None
    """With ``due_at``: only a draft may still change them."""
    due_at: datetime | None = None


def referral_becomes(keyring: Keyring, row: Referral, turn: Turn) -> Signed:
    """Return the next version of a referral, its terms unchanged."""
    changed = _next(
        row,
        state=turn.state.value,
        changed_at=turn.at,
        answer_section=turn.answer_section or row.answer_section,
        outcome=row.outcome if turn.outcome is None else turn.outcome,
        reached_at=turn.reached_at or row.reached_at,
        sent_at=turn.sent_at or row.sent_at,
        due_at=turn.due_at or row.due_at,
    )
    return sign(changed, keyring.signer)


def _next(row: M, **changes: object) -> M:
    names = [column.key for column in inspect(type(row)).column_attrs]
    fields = {name: getattr(row, name) for name in names}
    return type(row)(**(fields | changes | {"version": row.version + 1}))


def ground_of(consent: Consent) -> Ground:
    """Return what the log says an access rests on."""
    kind = GroundKind.CONSENT if consent.ground == sharing.CONSENT else GroundKind.LAW
    return Ground(kind, consent.consent_id)


def require_allowed(
    roster: Roster, kinds: Iterable[str], receivers: Iterable[Id], ground: str
) -> None:
    """Raise MayNotBeGranted unless each kind of section may go to each receiver on the ground."""
    units = [holder_unit(roster, receiver) for receiver in receivers]
    for kind in kinds:
        for unit in units:
            if unit is None or not sharing.may_be_granted(SectionKind(kind), unit.kind, ground):
                raise MayNotBeGranted


def hand_over(
    keyring: Keyring,
    roster: Roster,
    survey: Survey,
    section: OpenSection,
    receivers: Sequence[Receiver],
) -> list[Signed]:
    """Return grants of a section that this same event begins; raises MayNotBeGranted."""
    fit = require_audience(roster, survey, receivers)
    for to in fit:
        require_allowed(roster, [section.epoch.kind], [to.receiver], to.ground)
    return [make_grant(keyring, roster, section, to, new_id(), 1) for to in fit]


def plan_grants(
    keyring: Keyring,
    roster: Roster,
    survey: Survey,
    sections: Iterable[Id],
    consent: Consent,
) -> list[Signed]:
    """Return the grants that hand these sections to the consent's receivers, and nothing more.

    Where a receiving unit has an excluded member, or the case is restricted, its other members
    hold them by name.

    A receiver that holds a section already on another agreement holds it on this one from now
    on; whoever holds it on this one is left alone.  Raises MayNotBeGranted, or NoKey where the
    keyring's unit does not hold the section itself.
    """
    signed: list[Signed] = []
    terms = (Receiver(r, consent.ground, consent.consent_id) for r in consent.receiver_ids)
    receivers = require_audience(roster, survey, terms)
    for section_id in dict.fromkeys(sections):
        rows = survey.sections[section_id]
        if rows.current.owner_unit != keyring.unit:
            raise MayNotBeGranted
        require_allowed(roster, [rows.current.kind], consent.receiver_ids, consent.ground)
        opened = OpenSection(rows.current, key_of(keyring, rows))
        for to in receivers:
            held = next(
                (g for g in (*rows.grants, *rows.lapsed) if g.receiver_id == to.receiver), None
            )
            if held is None:
                signed.append(make_grant(keyring, roster, opened, to, new_id(), 1))
            elif held.ground_ref != consent.consent_id:
                again = make_grant(keyring, roster, opened, to, held.grant_id, held.version + 1)
                signed.append(again)
    return signed


@dataclass(frozen=True)
class TakenBack:
    """Grants to end, and the marks by which their sections' keys change before the next write."""

    end: list[Bound]
    marks: list[Signed]
    sections: list[Id]


def take_back(
    keyring: Keyring, survey: Survey, consent: Consent, only: Collection[Id] | None = None
) -> TakenBack:
    """Return what shuts out everybody who holds a key on this consent; needs no key.

    ``only`` narrows it to some sections.
    """

    def rests(grant: Grant) -> bool:
        within = only is None or grant.section_id in only
        return within and grant.ground_ref == consent.consent_id

    return _end(keyring, survey, rests)


def end_grants(keyring: Keyring, survey: Survey, grants: Collection[Id]) -> TakenBack:
    """Return what ends these grants of the case; needs no key."""
    return _end(keyring, survey, lambda grant: grant.grant_id in grants)


def end_lapsed(keyring: Keyring, survey: Survey) -> TakenBack:
    """Return what ends every grant of the case whose time is over."""
    lapsed = {grant.grant_id for rows in survey.sections.values() for grant in rows.lapsed}
    return _end(keyring, survey, lambda grant: grant.grant_id in lapsed)


def _end(keyring: Keyring, survey: Survey, wanted: Callable[[Grant], bool]) -> TakenBack:
    end: list[Bound] = []
    marks: list[Signed] = []
    touched: list[Id] = []
    for section_id, rows in survey.sections.items():
        ended = [grant for grant in (*rows.grants, *rows.lapsed) if wanted(grant)]
        end += ended
        if ended:
            touched.append(section_id)
            marks += mark_rotation(keyring, survey, rows)
    return TakenBack(end, marks, touched)


def mark_rotation(keyring: Keyring, survey: Survey, rows: SectionRows) -> list[Signed]:
    """Return the mark that a section's key must change, unless it stands already."""
    if rows.rotation_due is not None:
        return []
    mark = RotationMark(
        commune_id=rows.current.commune_id,
        section_id=rows.current.section_id,
        version=survey.next_version(ObjectKind.ROTATION, rows.current.section_id),
        case_id=rows.current.case_id,
    )
    return [sign(mark, keyring.signer)]
