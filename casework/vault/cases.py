"""The open face of a case: made here, numbered here, and bound to its tip like everything else."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.kernel.ids import Id
from casework.vault.keyring import Keyring
from casework.vault.models import Case
from casework.vault.versioned import Signed, sign

OPEN = "NEW"
CLOSED = "CLOSED"
REOPENED = "REOPENED"


def new_case(
    keyring: Keyring, commune: Id, case_id: Id, number: str, at: datetime, *, restricted: bool
) -> Signed:
    """Return a case led by the keyring's unit, signed."""
    row = Case(
        commune_id=commune,
        case_id=case_id,
        version=1,
        number=number,
        lead_unit=keyring.unit,
        status=OPEN,
        restricted=restricted,
        opened_at=at,
    )
    return sign(row, keyring.signer)


def restricted_from_now(keyring: Keyring, case: Case, *, restricted: bool) -> tuple[Case, Signed]:
    """Return the case's next version, held by named users or by units, and its signature."""
    row = _next(case, case.status, restricted=restricted)
    return row, sign(row, keyring.signer)


def case_becomes(keyring: Keyring, case: Case, status: str) -> Signed:
    """Return the next version of a case, signed; the lead unit alone may sign one."""
    return sign(_next(case, status, restricted=case.restricted), keyring.signer)


def _next(case: Case, status: str, *, restricted: bool) -> Case:
    return Case(
        commune_id=case.commune_id,
        case_id=case.case_id,
        version=case.version + 1,
        number=case.number,
        lead_unit=case.lead_unit,
        status=status,
        restricted=restricted,
        opened_at=case.opened_at,
    )


def is_closed_to(case: Case, unit: Id) -> bool:
    """Say whether a unit writes no more in a case: the lead of a closed one (decision 9)."""
    return case.status == CLOSED and case.lead_unit == unit


def restricted_among(db: Session, cases: Collection[Id]) -> frozenset[Id]:
    """Return those of these cases that named users hold; unverified, it opens nothing."""
    query = select(Case.case_id).where(Case.case_id.in_(cases), Case.restricted)
    return frozenset(db.scalars(query))


def is_known(db: Session, case_id: Id) -> bool:
    """Say whether a case of this id stands in the database."""
    return db.get(Case, case_id) is not None


def next_number(db: Session, prefix: str) -> str:
    """Return the number after the highest that begins with ``prefix``: prefix and six digits."""
    last = db.scalar(select(func.max(Case.number)).where(Case.number.startswith(prefix)))
    serial = 1 if last is None else int(last.removeprefix(prefix)) + 1
    return f"{prefix}{serial:06d}"
