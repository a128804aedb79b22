"""Case numbers for whoever may know the number and nothing else; each compared with its tip."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.audit.events import ObjectKind
from casework.audit.reading import latest_tips
from casework.crypto.hashing import sha256
from casework.kernel.ids import Id
from casework.vault.models import Case

_AT_ONCE = 500
"""How many ids one statement asks for; SQLite refuses too many parameters."""


def numbers_of(db: Session, cases: Collection[Id]) -> dict[Id, str]:
    """Return the number of each case whose row says what the log says; others are left out."""
    wanted = sorted(set(cases))
    found: dict[Id, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        tips = latest_tips(db, ObjectKind.CASE, some)
        for row in db.scalars(select(Case).where(Case.case_id.in_(some))):
            tip = tips.get(row.case_id)
            if tip is not None and tip.hash == sha256(row.statement()):
                found[row.case_id] = row.number
    return found


def find_by_number(db: Session, number: str) -> Id | None:
    """Return the case of this number, None if there is none."""
    return db.scalar(select(Case.case_id).where(Case.number == number))
