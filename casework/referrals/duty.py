"""A screen is not a person: who of a desk answers which phone now, as the desk has signed it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.cases.consents.service import SentTwice
from casework.kernel.errors import Forbidden, MalformedValue, NotFound
from casework.kernel.ids import Id
from casework.kernel.text import normalise_phone
from casework.vault.desk import Hand, Plan, write
from casework.vault.duty import DutyPhone, Shift, duty_after, duty_at, find_shift, shift_row
from casework.vault.house import House
from casework.vault.listing import Vouching
from casework.vault.rosters import Roster
from casework.vault.versioned import sign


@dataclass(frozen=True)
class OnDuty:
    """One person on the rota of a desk."""

    shift_id: Id
    user: Id
    name: str
    phone: str
    from_at: datetime
    until_at: datetime


def who_is_on_duty(house: House, unit: Id, at: datetime | None = None) -> list[OnDuty]:
    """Return who of a desk answers now, whoever began last first; then whom to phone next."""
    with house.database.read() as db:
        roster = house.roster(db)
        rows = duty_at(db, Vouching(roster, house.verified), unit, at or house.clock.now())
        return [_on_duty(roster, row) for row in rows if roster.find_member(row.user_id)]


def rota(house: House, unit: Id) -> list[OnDuty]:
    """Return the shifts of a desk that are not over, in order of their beginning."""
    with house.database.read() as db:
        roster = house.roster(db)
        rows = duty_after(db, Vouching(roster, house.verified), unit, house.clock.now())
        return [_on_duty(roster, row) for row in rows if roster.find_member(row.user_id)]


def put_on_duty(house: House, hand: Hand, shift: Shift) -> None:
    """Enter a shift of the hand's own desk; sent twice, it is entered once.

    Raises Forbidden for somebody of another desk, MalformedValue for a shift that ends before it
    begins or has no phone.
    """
    phone = normalise_phone(shift.phone)
    if shift.until_at <= shift.from_at or not any(map(str.isdigit, phone)):
        raise MalformedValue

    def plan(db: Session, roster: Roster) -> Plan:
        member = roster.find_member(shift.user)
        if member is None or member.unit != hand.keyring.unit:
            raise Forbidden
        if find_shift(db, shift.shift_id) is not None:
            raise SentTwice
        row = shift_row(hand.keyring, house.commune, replace(shift, phone=phone))
        return Plan([sign(row, hand.keyring.signer)])

    with suppress(SentTwice):
        write(house, hand, Action.DUTY_WRITE, plan)


def end_shift(house: House, hand: Hand, shift_id: Id) -> None:
    """End a shift of the hand's own desk now; raises Forbidden for any other, NotFound for none."""

    def plan(db: Session, _roster: Roster) -> Plan:
        row = find_shift(db, shift_id)
        if row is None:
            raise NotFound
        if row.unit_id != hand.keyring.unit:
            raise Forbidden
        now = house.clock.now()
        shift = Shift(shift_id, row.user_id, row.phone, row.from_at, min(row.until_at, now))
        ended = shift_row(hand.keyring, house.commune, shift, row.version + 1)
        db.expunge(row)
        return Plan([sign(ended, hand.keyring.signer)])

    write(house, hand, Action.DUTY_WRITE, plan)


def _on_duty(roster: Roster, row: DutyPhone) -> OnDuty:
    member = roster.find_member(row.user_id)
    name = "" if member is None else member.name
    return OnDuty(row.shift_id, row.user_id, name, row.phone, row.from_at, row.until_at)
