"""A section handed to another desk, and taken back: the two events on which P2 and P6 turn."""

from __future__ import annotations

from sqlalchemy.orm import Session

from casework.access.steps import ConsentState
from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.desk import Hand, Plan, unchanged, write
from casework.vault.house import House
from casework.vault.models import RotationMark
from casework.vault.rosters import Roster
from casework.vault.sections import OpenSection, Receiver, key_of, make_grant
from casework.vault.sharing import Terms, new_consent
from casework.vault.survey import SectionRows, Survey, survey_case
from casework.vault.versioned import Signed, sign

CONSENT = "consent"
"""The ground of these grants."""


def give(house: House, hand: Hand, case: Id, kind: SectionKind, receiver: Id) -> Id:
    """Grant the hand's own section of a kind to another unit; returns the grant's id."""
    grant_id = new_id()

    def plan(db: Session, roster: Roster) -> Plan:
        survey, rows = _own(house, db, roster, hand, case, kind)
        section = OpenSection(rows.current, key_of(hand.keyring, rows))
        agreed = _agreed(house, hand, rows, receiver)
        to = Receiver(receiver, CONSENT, agreed.row.tip_id)
        signed = make_grant(hand.keyring, roster, section, to, grant_id, 1)
        return Plan([agreed, signed], cases=[case], holds=unchanged(survey))

    write(house, hand, Action.GRANT_GIVE, plan)
    return grant_id


def _agreed(house: House, hand: Hand, rows: SectionRows, receiver: Id) -> Signed:
    """Return her consent that the receiver may have this one section."""
    terms = Terms(
        consent_id=new_id(),
        case_id=rows.current.case_id,
        section_id=new_id(),
        recipient_unit=receiver,
        ground=CONSENT,
        sections=(rows.current.section_id,),
        receivers=(receiver,),
        until_at=None,
    )
    at = house.clock.now()
    return new_consent(hand.keyring, house.commune, terms, ConsentState.GIVEN, at)


def withdraw(house: House, hand: Hand, case: Id, kind: SectionKind, receiver: Id) -> None:
    """End the grant, leave its tombstone, and mark that the section's key must change."""

    def plan(db: Session, roster: Roster) -> Plan:
        survey, rows = _own(house, db, roster, hand, case, kind)
        grant = rows.grant_to([receiver])
        assert grant is not None
        mark = RotationMark(
            commune_id=house.commune,
            section_id=rows.current.section_id,
            version=survey.next_version(ObjectKind.ROTATION, rows.current.section_id),
            case_id=case,
        )
        put = [sign(mark, hand.keyring.signer)]
        return Plan(put, [grant], cases=[case], holds=unchanged(survey))

    write(house, hand, Action.CONSENT_WITHDRAW, plan)


def _own(
    house: House, db: Session, roster: Roster, hand: Hand, case: Id, kind: SectionKind
) -> tuple[Survey, SectionRows]:
    survey = survey_case(db, roster, house.verified, case, house.clock.now())
    rows = survey.owned_by(hand.keyring.unit, kind)
    assert rows is not None
    return survey, rows
