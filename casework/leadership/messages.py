"""What goes to the chair travels as a referral on a ground: state, clock and answer come with it.

Written in one event with its ground; where the ground waits for a second person it is a draft
that goes with the confirmation (docs/decisions/0007).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.access.steps import ReferralState
from casework.cases.codec import SealedRecord
from casework.cases.writing import Writing
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind, UnitKind
from casework.leadership.errors import NoChair
from casework.referrals.turning import hand_section
from casework.vault import sharing
from casework.vault.agreements import Consent, is_in_force
from casework.vault.house import House
from casework.vault.rosters import Member, Unit
from casework.vault.sections import Receiver


@dataclass(frozen=True, repr=False)
class Message:
    """What is about to go to the chair; ``notes`` lie in a section of the message's own."""

    referral_id: Id
    service: str
    urgency: str
    due_at: datetime
    notes: Sequence[tuple[SealedRecord, Id]]


def post(writing: Writing, consent: Consent, message: Message) -> None:
    """Add a message to an event: sent where its ground is in force, else as a draft."""
    goes = is_in_force(consent, writing.now)
    section = writing.begin(SectionKind.REFERRAL)
    for content, record_id in message.notes:
        writing.seal(section, content, record_id)
    if goes:
        readers = [Receiver(r, consent.ground, consent.consent_id) for r in consent.receiver_ids]
        hand_section(writing, section, readers)
    request = sharing.Request(
        referral_id=message.referral_id,
        case_id=consent.case_id,
        consent_id=consent.consent_id,
        to_unit=consent.recipient_unit,
        note_section=section.epoch.section_id,
        service=message.service,
        urgency=message.urgency,
        sent_at=writing.now,
        due_at=message.due_at,
    )
    state = ReferralState.SENT if goes else ReferralState.DRAFT
    keyring, commune = writing.hand.keyring, writing.house.commune
    writing.put(sharing.new_referral(keyring, commune, request, state))


@dataclass(frozen=True)
class Chair:
    """The chair's office, and who there has an account."""

    unit: Unit
    members: list[Member]


def get_chair(house: House) -> Chair:
    """Return the chair's office; raises NoChair where nobody is in service."""
    with house.database.read() as db:
        roster = house.roster(db)
    for unit in roster.units_of(UnitKind.LEADERSHIP):
        members = roster.live_members(unit.unit)
        if members:
            return Chair(unit, members)
    raise NoChair
