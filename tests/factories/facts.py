"""Facts as coordination opens them, and the rows in which they lie."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from casework.cases.codec import decode
from casework.cases.facts import CaseFact
from casework.cases.service import Saving, save_part, view_case
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault import facts
from casework.vault.house import House
from tests.factories.commune import TestCommune


def all_rows(house: House, model: Any) -> list[Any]:
    """Return every row of a table."""
    with house.database.read() as db:
        rows = list(db.scalars(select(model)))
        db.expunge_all()
    return rows


def told(commune: TestCommune) -> list[CaseFact]:
    """Return every fact, as coordination opens them."""
    opened = [decode(f.body) for f in facts.read_facts(commune.house, commune.hand("binh"))]
    assert all(isinstance(fact, CaseFact) for fact in opened)
    return opened  # type: ignore[return-value]  # asserted above


def save(commune: TestCommune, case: Id, kind: SectionKind, content: Any, **more: Any) -> None:
    """Save a new part, with the file as its writer has it open."""
    hung = commune.hand("hung")
    seen = more.pop("seen", None) or view_case(commune.house, hung, case)
    saving = Saving(kind, content, new_id(), 0, seen=seen)
    save_part(commune.house, hung, case, saving)
