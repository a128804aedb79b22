"""What a grant rests on: consents, legal grounds and referrals, held against the access tables.

Pure: it is told rows whose authors are verified, and refuses a step that nobody might take and a
grant that nothing supports, however well it is signed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from casework.access import sharing
from casework.access.steps import (
    CONSENT_STEPS,
    LAW_STEPS,
    REFERRAL_STEPS,
    ConsentState,
    Hands,
    ReferralState,
)
from casework.crypto.encoding import lp
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label
from casework.kernel.errors import NotFound
from casework.kernel.ids import ID_BYTES, Id
from casework.kernel.kinds import SectionKind, UnitKind
from casework.vault.models import Consent as Consent  # the rooms above name these rows
from casework.vault.models import Grant as Grant
from casework.vault.models import Referral as Referral
from casework.vault.models import SectionEpoch
from casework.vault.rosters import Member, Roster, Unit

STAND_INS = frozenset({UnitKind.COORDINATION, UnitKind.LEADERSHIP})
"""Whose members may confirm, or refuse, where a unit has no second person (SECURITY §4)."""


@dataclass(frozen=True)
class Step:
    """One version of a consent or referral, and who signed it."""

    author: Member
    row: Consent | Referral


@dataclass
class Agreements:
    """The consents and referrals of one case, every version, oldest first."""

    steps: dict[Id, list[Step]] = field(default_factory=dict)
    consents: dict[Id, Consent] = field(default_factory=dict)
    referrals: dict[Id, Referral] = field(default_factory=dict)
    owners: frozenset[Id] = frozenset()
    """The units that own a section of the case."""

    def consent(self, consent_id: Id) -> Consent:
        """Return the newest version of a consent or ground of this case; raises NotFound."""
        if consent_id not in self.consents:
            raise NotFound
        return self.consents[consent_id]

    def referral(self, referral_id: Id) -> Referral:
        """Return the newest version of a referral of this case; raises NotFound."""
        if referral_id not in self.referrals:
            raise NotFound
        return self.referrals[referral_id]

    def referrals_on(self, consent_id: Id, to_unit: Id | None = None) -> list[Referral]:
        """Return the referrals that rest on a consent, to one unit or to any."""
        return [
            row
            for row in self.referrals.values()
            if row.consent_id == consent_id and to_unit in (None, row.to_unit)
        ]

    def desks(self) -> set[Id]:
        """Return the units that a consent or a referral has brought to the case."""
        units = {row.to_unit for row in self.referrals.values()}
        return units | {row.recipient_unit for row in self.consents.values()}

    def next_end(self, at: datetime) -> datetime | None:
        """Return when the next consent is over that is not over at the hour ``at``."""
        ends = (row.until_at for row in self.consents.values())
        return min((end for end in ends if end is not None and end > at), default=None)

    def take(self, author: Member, row: Consent | Referral, desks: set[Id]) -> bool:
        """Add the next version; False if its author might not take this step.

        ``desks`` are the units that own a section of the case.
        """
        known = self.steps.setdefault(row.tip_id, [])
        first, last = (known[0], known[-1]) if known else (None, None)
        known.append(Step(author, row))
        if isinstance(row, Consent):
            self.consents[row.consent_id] = row
            before = last.row if last and isinstance(last.row, Consent) else None
            hands = _consent_hands(before, row)
            same = before is None or before.terms() == row.terms()
            writer, receiver = row.unit_id, row.recipient_unit
        else:
            self.referrals[row.referral_id] = row
            earlier = last.row if last and isinstance(last.row, Referral) else None
            hands = _referral_hands(earlier, row)
            same = _keeps_terms(earlier, row, hands)
            writer, receiver = row.from_unit, row.to_unit
            if earlier is not None and self._has_refused(author, earlier.consent_id):
                desks = desks | {author.unit}
        able = desks | self.desks()
        return same and hands is not None and _is_hand(author, hands, writer, receiver, first, able)

    def _has_refused(self, author: Member, consent_id: Id) -> bool:
        """Say whether the author has just refused a ground, which ends what was to go on it.

        Who stands in for a second person works on no case, and takes back what rests on the ground.
        """
        steps = self.steps.get(consent_id, [])
        return bool(steps) and (
            (steps[-1].row.state, steps[-1].author.user) == (ConsentState.REFUSED, author.user)
        )


def _consent_hands(before: Consent | None, row: Consent) -> Hands | None:
    steps = CONSENT_STEPS if row.ground == sharing.CONSENT else LAW_STEPS
    if row.ground != sharing.CONSENT and sharing.law_code(row.ground) is None:
        return None
    state = None if before is None else ConsentState(before.state)
    return steps.get((state, ConsentState(row.state)))


def _referral_hands(before: Referral | None, row: Referral) -> Hands | None:
    state = None if before is None else ReferralState(before.state)
    return REFERRAL_STEPS.get((state, ReferralState(row.state)))


def _keeps_terms(before: Referral | None, row: Referral, hands: Hands | None) -> bool:
    """Only the writer of a draft changes its terms; only the receiver names its answer, once."""
    if before is None:
        return row.answer_section is None
    drafts = before.state == ReferralState.DRAFT and hands is Hands.WRITER
    if before.terms() != row.terms() and not (drafts and _one_matter(before, row)):
        return False
    answered = before.answer_section != row.answer_section
    if answered and (before.answer_section is not None or hands is not Hands.RECEIVER):
        return False
    return before.reached_at == row.reached_at or hands is Hands.WRITER


def _one_matter(before: Referral, row: Referral) -> bool:
    return (before.case_id, before.from_unit) == (row.case_id, row.from_unit)


def _is_hand(
    author: Member, hands: Hands, writer: Id, receiver: Id, first: Step | None, desks: set[Id]
) -> bool:
    if hands is Hands.WRITER:
        return author.unit == writer
    if hands is Hands.RECEIVER:
        return author.unit == receiver
    if hands is Hands.ANY_DESK:
        return author.unit in desks
    goes_outside = receiver == writer  # by letter: no unit receives anything, see is_outside
    stands_in = author.unit == writer or author.unit_kind in STAND_INS
    impartial = author.unit != receiver or goes_outside
    return first is not None and stands_in and impartial and author.user != first.author.user


def may_speak(author: Member, row: Consent | Referral) -> bool:
    """Say whether the author may have signed this version, judged without its history.

    For lists, which show open columns only; whoever opens the case judges the whole history.
    """
    if row.state in (ConsentState.WITHDRAWN, ReferralState.WITHDRAWN):
        return True
    if isinstance(row, Referral):
        return author.unit in (row.from_unit, row.to_unit)
    return author.unit == row.unit_id or author.unit_kind in STAND_INS


def copy_section(consent_id: Id) -> Id:
    """Return the id of the section in which a ground's own copy lies (her contact, a notice).

    Or a record's own copy: what of an order goes on paper to its supervisor. It follows from the
    consent, or from the record, so that everybody can tell such a copy from the section in which
    the unit goes on writing: what is added there must not reach the copy's receivers.
    """
    return sha256(lp(Label.CONSENT_COPY, consent_id))[:ID_BYTES]


def is_outside(consent: Consent) -> bool:
    """Say whether a ground is that of a letter to a body outside: it hands no key to anybody.

    No body outside is a unit; the unit that writes stands as recipient, and opens nothing by it.
    """
    return consent.ground != sharing.CONSENT and consent.recipient_unit == consent.unit_id


def is_in_force(consent: Consent, at: datetime) -> bool:
    """Say whether keys may rest on it now: agreed or confirmed, or at once, and not yet over."""
    return supports(consent) and not is_over(consent, at)


def supports(consent: Consent) -> bool:
    """Say whether its state supports grants, whatever the hour."""
    at_once = consent.state == ConsentState.ASKED and sharing.acts_at_once(consent.ground)
    return at_once or consent.state in (ConsentState.GIVEN, ConsentState.CONFIRMED)


def is_over(consent: Consent, at: datetime) -> bool:
    """Say whether the end that she named, or that the ground was given, has come."""
    return consent.until_at is not None and consent.until_at <= at


def holder_unit(roster: Roster, receiver: Id) -> Unit | None:
    """Return the unit that a receiver is, is a member of, or is the recovery key of; else None."""
    if receiver in roster.units:
        return roster.units[receiver]
    if receiver in roster.recoveries:
        return roster.recoveries[receiver]
    held = roster.members.get(receiver)
    return roster.units[held[-1].unit] if held else None


def grant_stands(roster: Roster, known: Agreements, grant: Grant, section: SectionEpoch) -> bool:
    """Say whether a grant may stand at all: by the table, and by what it refers to."""
    holder = holder_unit(roster, grant.receiver_id)
    if holder is None:
        return False
    if grant.ground == sharing.OWN:
        return holder.unit == section.owner_unit
    kind = SectionKind(section.kind)
    if grant.ground == sharing.EXCLUSION and grant.ground_ref is None:
        allowed = sharing.may_be_granted(kind, holder.kind, grant.ground)
        return allowed and holder.unit in known.owners
    if grant.ground_ref is None or not sharing.may_be_granted(kind, holder.kind, grant.ground):
        return False
    if grant.ground == sharing.ANSWER:
        referral = known.referrals.get(grant.ground_ref)
        return referral is not None and (
            (referral.answer_section, referral.from_unit, referral.to_unit)
            == (grant.section_id, holder.unit, section.owner_unit)
        )
    consent = known.consents.get(grant.ground_ref)
    if consent is not None and grant.ground == sharing.EXCLUSION:
        return supports(consent) and _is_audience(consent, grant.receiver_id, holder)
    if consent is None or consent.unit_id != section.owner_unit:
        return False
    if grant.ground == sharing.CONFIRM:
        return consent.section_id == grant.section_id and consent.ground != sharing.CONSENT
    return (
        consent.ground == grant.ground
        and supports(consent)
        and _is_audience(consent, grant.receiver_id, holder)
        and _covers(known, consent, grant.section_id)
    )


def _is_audience(consent: Consent, receiver: Id, holder: Unit) -> bool:
    """Say whether a consent names the receiver: by name, as the unit, or as one of that unit.

    A yes for a whole unit covers its members by name, where the case or an exclusion asks for it.
    """
    named = {receiver, holder.unit} & set(consent.receiver_ids)
    return bool(named) and consent.recipient_unit == holder.unit


def _covers(known: Agreements, consent: Consent, section_id: Id) -> bool:
    notes = (r.note_section for r in known.referrals.values() if r.consent_id == consent.consent_id)
    return section_id in (*consent.section_ids, consent.section_id, *notes)


def has_lapsed(known: Agreements, grant: Grant, at: datetime) -> bool:
    """Say whether a grant that might stand has come to its end by the clock.

    A second person reads why the law is invoked until it is confirmed or refused.
    """
    consent = known.consents.get(grant.ground_ref) if grant.ground_ref else None
    if consent is None:
        return False
    if grant.ground == sharing.CONFIRM:
        return consent.state != ConsentState.ASKED
    return is_over(consent, at)
