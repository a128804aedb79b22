"""The duty rota of a unit: open, signed by the unit, each row held against its newest tip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.kernel.ids import Id
from casework.vault.keyring import Keyring
from casework.vault.listing import Vouching, require_newest
from casework.vault.models import DutyPhone as DutyPhone  # the rooms above name this row


@dataclass(frozen=True)
class Shift:
    """Who of the keyring's unit answers which phone, from when until when."""

    shift_id: Id
    user: Id
    phone: str
    from_at: datetime
    until_at: datetime


def shift_row(keyring: Keyring, commune: Id, shift: Shift, version: int = 1) -> DutyPhone:
    """Return one version of a shift of the keyring's unit."""
    return DutyPhone(
        commune_id=commune,
        shift_id=shift.shift_id,
        version=version,
        unit_id=keyring.unit,
        user_id=shift.user,
        phone=shift.phone,
        from_at=shift.from_at,
        until_at=shift.until_at,
    )


def duty_at(db: Session, vouching: Vouching, unit: Id, at: datetime) -> list[DutyPhone]:
    """Return who of a unit is on duty at ``at``, whoever began last first."""
    query = (
        select(DutyPhone)
        .where(DutyPhone.unit_id == unit, DutyPhone.from_at <= at, DutyPhone.until_at > at)
        .order_by(DutyPhone.from_at.desc(), DutyPhone.shift_id)
    )
    rows = list(db.scalars(query))
    require_newest(db, vouching, rows)
    db.expunge_all()
    return rows


def duty_after(db: Session, vouching: Vouching, unit: Id, at: datetime) -> list[DutyPhone]:
    """Return the shifts of a unit that are not over at ``at``, in order of their beginning."""
    query = (
        select(DutyPhone)
        .where(DutyPhone.unit_id == unit, DutyPhone.until_at > at)
        .order_by(DutyPhone.from_at, DutyPhone.shift_id)
    )
    rows = list(db.scalars(query))
    require_newest(db, vouching, rows)
    db.expunge_all()
    return rows


def find_shift(db: Session, shift_id: Id) -> DutyPhone | None:
    """Return a shift as it stands, None if there is none."""
    return db.get(DutyPhone, shift_id)
