"""Lists of referrals, and of grounds that wait for a second person.

Open columns only, each row held against its newest tip; a file's own pages judge the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from casework.access.steps import ConsentState, ReferralState
from casework.audit.events import ObjectKind
from casework.audit.reading import latest_tips
from casework.database.prepared import Prepared
from casework.kernel.ids import Id
from casework.vault.keyring import Keyring
from casework.vault.listing import Vouching, require_newest
from casework.vault.models import Case, Consent, Grant, Referral
from casework.vault.rows import Columns

_REFERRALS, _CASES = Columns(Referral), Columns(Case)

AT_MOST = 500
"""How many lines a list shows; a desk with more open referrals has another problem."""


@dataclass(frozen=True)
class ListedReferral:
    """The newest version of a referral, and the open face of its case."""

    referral: Referral
    case: Case
    ends_at: datetime | None = None
    """When the consent comes to its end by itself that a list of what has come goes by."""


@dataclass(frozen=True)
class ListedConsent:
    """The newest version of a consent or legal ground, and the open face of its case."""

    consent: Consent
    case: Case
    author: Id
    """Who signed this version."""


def find_referral_case(db: Session, referral_id: Id) -> Id | None:
    """Return the case of a referral, None if there is no such referral."""
    return db.scalar(select(Referral.case_id).where(Referral.referral_id == referral_id).limit(1))


def find_consent_case(db: Session, consent_id: Id) -> Id | None:
    """Return the case of a consent, None if there is no such consent."""
    return db.scalar(select(Consent.case_id).where(Consent.consent_id == consent_id).limit(1))


def referrals_to(
    db: Session, vouching: Vouching, keyring: Keyring, states: Collection[str], at: datetime
) -> list[ListedReferral]:
    """Return the referrals in these states that the keyring's unit or user can open now."""
    wanted = {"unit": keyring.unit, "user": keyring.user, "at": at}
    return _referrals(db, vouching, _to_unit(tuple(states)), wanted)


def referrals_from(
    db: Session, vouching: Vouching, keyring: Keyring, states: Collection[str]
) -> list[ListedReferral]:
    """Return the referrals in these states that the keyring's unit has sent and can open."""
    wanted = {"unit": keyring.unit, "user": keyring.user}
    return _referrals(db, vouching, _from_unit(tuple(states)), wanted)


def referrals_of_all(
    db: Session, vouching: Vouching, states: Collection[str]
) -> list[ListedReferral]:
    """Return every referral of the commune in these states: for whoever answers for the clocks."""
    return _referrals(db, vouching, _of_all(tuple(states)), {})


# Each made once for the few lists of states that there are: building costs more than asking.
@cache
def _to_unit(states: tuple[str, ...]) -> Prepared:
    terms = Columns(Consent).of
    of_referral = (
        terms.commune_id == _REFERRALS.of.commune_id,
        terms.consent_id == _REFERRALS.of.consent_id,
    )
    in_time = exists().where(
        *of_referral,
        or_(terms.until_at.is_(None), terms.until_at > bindparam("at", type_=terms.until_at.type)),
    )
    ends_at = select(func.min(terms.until_at)).where(*of_referral).scalar_subquery()
    to_unit = _REFERRALS.of.to_unit == bindparam("unit")
    return _newest_in(states, to_unit, _is_held(), in_time, beside=(ends_at,))


@cache
def _from_unit(states: tuple[str, ...]) -> Prepared:
    return _newest_in(states, _REFERRALS.of.from_unit == bindparam("unit"), _is_held())


@cache
def _of_all(states: tuple[str, ...]) -> Prepared:
    return _newest_in(states)


def _is_held() -> ColumnElement[bool]:
    grants = Columns(Grant).of
    return exists().where(
        grants.commune_id == _REFERRALS.of.commune_id,
        grants.section_id == _REFERRALS.of.note_section,
        grants.receiver_id.in_([bindparam("unit"), bindparam("user")]),
    )


def _newest_in(
    states: tuple[str, ...],
    *wanted: ColumnElement[bool],
    beside: tuple[ColumnElement[datetime | None], ...] = (),
) -> Prepared:
    own, other = _REFERRALS.of, _REFERRALS.table.alias()
    newest = (
        select(func.max(other.c.version))
        .where(other.c.commune_id == own.commune_id, other.c.referral_id == own.referral_id)
        .scalar_subquery()
    )
    named: list[ColumnElement[str]] = [literal_column(f"'{state}'") for state in states]
    return Prepared(
        select(*own, *_CASES.of, *beside)
        .join_from(_REFERRALS.table, _CASES.table, _CASES.of.case_id == own.case_id)
        .where(_REFERRALS.of_commune, _CASES.of_commune)
        .where(own.version == newest, own.state.in_(named), *wanted)
        .order_by(own.due_at, own.referral_id)
        .limit(AT_MOST)
    )


def _referrals(
    db: Session, vouching: Vouching, query: Prepared, wanted: Mapping[str, Any]
) -> list[ListedReferral]:
    split, end = len(_REFERRALS.of), len(_REFERRALS.of) + len(_CASES.of)
    lines = [
        ListedReferral(_REFERRALS.make(row[:split]), _CASES.make(row[split:end]), *row[end:])
        for row in query.all(db.connection(), commune=db.info["commune"], **wanted)
    ]
    require_newest(db, vouching, [line.referral for line in lines])
    require_newest(db, vouching, [line.case for line in lines])
    return lines


def grounds_waiting(db: Session, vouching: Vouching) -> list[ListedConsent]:
    """Return every legal ground of the commune that nobody has confirmed or refused yet."""
    other = aliased(Consent)
    newest = (
        select(func.max(other.version))
        .where(other.consent_id == Consent.consent_id)
        .scalar_subquery()
    )
    query = (
        select(Consent, Case)
        .join(Case, Case.case_id == Consent.case_id)
        .where(Consent.version == newest, Consent.state == ConsentState.ASKED.value)
        .order_by(Consent.recorded_at, Consent.consent_id)
        .limit(AT_MOST)
    )
    found = list(db.execute(query))
    require_newest(db, vouching, [consent for consent, _ in found])
    require_newest(db, vouching, [case for _, case in found])
    tips = latest_tips(db, ObjectKind.CONSENT, [consent.consent_id for consent, _ in found])
    db.expunge_all()
    return [ListedConsent(row, case, tips[row.consent_id].author) for row, case in found]


def states_of(
    db: Session, vouching: Vouching, consent_ids: Collection[Id]
) -> dict[Id, ConsentState]:
    """Return where each of these consents or grounds stands, as its newest version says."""
    rows = db.scalars(
        select(Consent).where(Consent.consent_id.in_(consent_ids)).order_by(Consent.version)
    )
    newest = {row.consent_id: row for row in rows}
    require_newest(db, vouching, list(newest.values()))
    return {consent_id: ConsentState(row.state) for consent_id, row in newest.items()}


def holds_grant(db: Session, keyring: Keyring, section_id: Id) -> bool:
    """Say whether the keyring's unit or user was handed this section's key."""
    query = select(Grant.grant_id).where(
        Grant.section_id == section_id, Grant.receiver_id.in_((keyring.unit, keyring.user))
    )
    return db.scalar(query.limit(1)) is not None


def is_unopened_at(db: Session, referral_id: Id, unit: Id) -> bool:
    """Say whether a referral to this unit still waits to be opened; its opening judges the rest."""
    query = (
        select(Referral.to_unit, Referral.state)
        .where(Referral.referral_id == referral_id)
        .order_by(Referral.version.desc())
        .limit(1)
    )
    return db.execute(query).first() == (unit, ReferralState.SENT.value)


def is_withdrawn_from(db: Session, referral_id: Id, unit: Id) -> bool:
    """Say whether a referral to this unit was taken back; it decides words, and opens nothing."""
    query = (
        select(Referral.to_unit, Referral.state)
        .where(Referral.referral_id == referral_id)
        .order_by(Referral.version.desc())
        .limit(1)
    )
    return db.execute(query).first() == (unit, ReferralState.WITHDRAWN.value)
