"""The full verification of P4: every bound row of the database against the newest tips.

The log itself is verified first (audit.verification); then this finds what was rolled back,
removed or slipped in anywhere, read or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.audit.events import ObjectKind
from casework.audit.reading import iterate_tips
from casework.crypto.hashing import sha256
from casework.kernel.errors import Tampered
from casework.kernel.ids import Id, id_to_text
from casework.vault import models
from casework.vault.chain import build_roster
from casework.vault.facts import require_whole
from casework.vault.house import House
from casework.vault.mailbox import no_longer_read
from casework.vault.versioned import Bound, tombstone_statement

BOUND_MODELS: tuple[type[Bound], ...] = tuple(
    getattr(models, name) for name in models.__all__ if issubclass(getattr(models, name), Bound)
)


@dataclass(frozen=True)
class ObjectFault:
    """One object that is not as the log has it: which kind, which id (32 hex digits), and how."""

    kind: str
    object_id: str
    what: str


def verify_objects(house: House, db: Session) -> Iterator[ObjectFault]:
    """Yield every object whose row is missing, unknown, altered or older than its tip."""
    try:
        build_roster(db, house.verified)
    except Tampered as error:
        yield ObjectFault("credential", "-", error.code)
    for model in BOUND_MODELS:
        yield from _verify_kind(house, db, model)
    yield from _verify_facts(house, db)


def _verify_facts(house: House, db: Session) -> Iterator[ObjectFault]:
    """No tip names a fact: all that are settled are held against the book as one."""
    try:
        require_whole(db, house, house.book.read(db))
    except Tampered as error:
        yield ObjectFault(ObjectKind.FACT.value, "-", error.code)


def _verify_kind(house: House, db: Session, model: type[Bound]) -> Iterator[ObjectFault]:
    kind = model.tip_kind
    expected: dict[tuple[Id, int], bytes] = {}
    newest: dict[Id, int] = {}
    for tip in iterate_tips(db, kind):
        if not model.kept and tip.object_id in newest:
            expected.pop((tip.object_id, newest[tip.object_id]), None)
        newest[tip.object_id] = tip.version
        expected[tip.object_id, tip.version] = tip.hash
    for row in db.scalars(select(model).execution_options(yield_per=500)):
        known = expected.pop((row.tip_id, row.tip_version), None)
        if known is None:
            what = "row-replayed" if newest.get(row.tip_id, 0) > row.tip_version else "row-unknown"
            yield _fault(kind, row.tip_id, what)
        elif known != sha256(row.statement()):
            yield _fault(kind, row.tip_id, "row-altered")
        db.expunge(row)
    missing = [
        object_id
        for (object_id, version), known in expected.items()
        if known != sha256(tombstone_statement(house.commune, kind, object_id, version))
    ]
    over = no_longer_read(db, missing, house.clock.now()) if model.passes else frozenset()
    for object_id in missing:
        if object_id not in over:
            yield _fault(kind, object_id, "row-missing")


def _fault(kind: ObjectKind, object_id: Id, what: str) -> ObjectFault:
    return ObjectFault(kind.value, id_to_text(object_id), what)
