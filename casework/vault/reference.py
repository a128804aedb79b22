"""Reference data of the commune: read whole, every version held against the log, or refused.

Villages and confirmed entries are open, but each row is signed by the keeper (the root, for the
names that a founding proposes), so that nobody slips in a false number as checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.audit.events import ObjectKind
from casework.audit.reading import StoredTip, count_tips, tips_of_kinds
from casework.crypto.encoding import lp
from casework.crypto.errors import BadSignature
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label
from casework.crypto.signatures import Verified
from casework.kernel.codes import Code
from casework.kernel.ids import Id
from casework.kernel.text import SortKey, sort_key
from casework.vault.comparison import Comparison
from casework.vault.errors import ForgedTip, NotEntitled
from casework.vault.models import Confirmation, Village
from casework.vault.models.reference import BASIS_LENGTH as BASIS_LENGTH
from casework.vault.models.reference import FORMER_LENGTH as FORMER_LENGTH
from casework.vault.models.reference import NAME_LENGTH as NAME_LENGTH
from casework.vault.models.reference import VALUE_LENGTH as VALUE_LENGTH
from casework.vault.models.reference import ConfirmationState as ConfirmationState
from casework.vault.models.reference import VillageState as VillageState
from casework.vault.models.reference import confirmation_id
from casework.vault.rosters import Roster, Stamp
from casework.vault.survey import require_vouched
from casework.vault.versioned import Bound

KINDS = (ObjectKind.VILLAGE, ObjectKind.CONFIRMATION)
_KEPT = frozenset(KINDS)
_FORMER = "; "
_MARK = "chưa kiểm chứng"


@dataclass(frozen=True)
class KnownVillage:
    """One version of a village and who wrote it; ``by`` is empty for what a founding proposed."""

    village_id: Id
    version: int
    name: str
    former: tuple[str, ...]
    state: VillageState
    basis: str
    since_on: date | None
    merged_into: Id | None
    by: str

    @property
    def mark_vi(self) -> str | None:
        """The words to print beside the name, or None where somebody vouches for it."""
        return _MARK if self.state is VillageState.PROPOSED else None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, today's first."""
        return (self.name, *self.former)

    @property
    def order(self) -> SortKey:
        """Where it stands in a list."""
        return sort_key(self.name)


@dataclass(frozen=True)
class KnownConfirmation:
    """One version of somebody's word on an entry; ``told`` is its place in the log."""

    version: int
    entry_hash: bytes
    state: ConfirmationState
    basis: str
    checked_on: date
    by: str
    author: Id
    told: int
    value: str = ""
    """The commune's own, in the place of what was shipped; empty for the word alone."""


@dataclass(frozen=True)
class Reference:
    """All that the commune vouches for, verified, as of one place in the log; oldest first."""

    stamp: Stamp
    villages: Mapping[Id, tuple[KnownVillage, ...]]
    entries: Mapping[tuple[str, str], tuple[KnownConfirmation, ...]]

    def newest(self) -> list[KnownVillage]:
        """Return every village as it is called now, in Vietnamese order."""
        return sorted((known[-1] for known in self.villages.values()), key=lambda one: one.order)

    def standing(self, name: str, entry: Code) -> KnownConfirmation | None:
        """Return who vouches for an entry as it reads now: not for what it said another day."""
        known = self.entries.get((name, entry.code))
        if not known or known[-1].state is not ConfirmationState.CONFIRMED:
            return None
        return known[-1] if known[-1].entry_hash == entry_hash(name, entry) else None


def entry_hash(name: str, entry: Code) -> bytes:
    """Return the hash of what an entry of this list says."""
    return sha256(lp(Label.CODE_ENTRY, name, entry.content()))


def former_of(names: tuple[str, ...]) -> str:
    """Return other names in the one form in which a row holds them."""
    return _FORMER.join(names)


def proposed_village(commune: Id, village_id: Id, name: str) -> Village:
    """Return the first version of a village that a founding proposes, and nobody vouches for."""
    proposed = VillageState.PROPOSED
    return village_row(
        commune, KnownVillage(village_id, 1, name, (), proposed, "", None, None, by="")
    )


def village_row(commune: Id, one: KnownVillage) -> Village:
    """Return a version of a village as the database has it."""
    return Village(
        commune_id=commune,
        village_id=one.village_id,
        version=one.version,
        name=one.name,
        former=former_of(one.former),
        state=one.state.value,
        basis=one.basis,
        since_on=one.since_on.isoformat() if one.since_on else "",
        merged_into=one.merged_into,
    )


def confirmation_row(commune: Id, entry: tuple[str, str], said: KnownConfirmation) -> Confirmation:
    """Return a version of the word on an entry, named by list and code, as the database has it."""
    return Confirmation(
        commune_id=commune,
        confirmation_id=confirmation_id(commune, *entry),
        version=said.version,
        list_name=entry[0],
        code=entry[1],
        entry_hash=said.entry_hash,
        state=said.state.value,
        basis=said.basis,
        checked_on=said.checked_on.isoformat(),
        value=said.value,
    )


def stamp_of_reference(db: Session) -> Stamp:
    """Return how much reference data the log holds now."""
    return Stamp(*count_tips(db, KINDS))


def read_reference(db: Session, roster: Roster, verified: Verified) -> Reference:
    """Verify every version; raises a Tampered error for a row that the log or its author denies."""
    stamp = stamp_of_reference(db)
    tips = tips_of_kinds(db, KINDS)
    rows: list[Bound] = [*db.scalars(select(Village)), *db.scalars(select(Confirmation))]
    villages: dict[Id, tuple[KnownVillage, ...]] = {}
    entries: dict[tuple[str, str], tuple[KnownConfirmation, ...]] = {}
    for tip, row, statement in Comparison(roster.commune, tips, rows).told(_KEPT):
        by = _vouched(roster, verified, tip, row, statement)
        match row:
            case Village():
                known = villages.get(row.village_id, ())
                villages[row.village_id] = (*known, _village(row, by))
            case Confirmation():
                key = row.list_name, row.code
                entries[key] = (*entries.get(key, ()), _confirmation(row, tip, by))
    db.expunge_all()
    return Reference(stamp, MappingProxyType(villages), MappingProxyType(entries))


def _vouched(
    roster: Roster, verified: Verified, tip: StoredTip, row: Bound | None, statement: bytes
) -> str:
    """Return the name of whoever signed a row and might; nothing of this kind ever ends."""
    if row is None:
        raise NotEntitled
    if isinstance(row, Confirmation) and row.confirmation_id != confirmation_id(
        roster.commune, row.list_name, row.code
    ):
        raise NotEntitled  # two objects would each have the last word on one entry
    if tip.author != roster.commune:
        require_vouched(roster, verified, tip, row, statement)
        return roster.author(tip.author, tip.index).name
    _require_roots(roster, verified, tip, row, statement)
    return ""


def _require_roots(
    roster: Roster, verified: Verified, tip: StoredTip, row: Bound, statement: bytes
) -> None:
    """The root proposes villages at the founding, and vouches for nothing."""
    try:
        verified.check(roster.root_public, statement, tip.signature)
    except BadSignature:
        raise ForgedTip from None
    proposes = isinstance(row, Village) and row.state == VillageState.PROPOSED.value
    if not proposes or tip.version != 1:
        raise NotEntitled


def _village(row: Village, by: str) -> KnownVillage:
    return KnownVillage(
        village_id=row.village_id,
        version=row.version,
        name=row.name,
        former=tuple(row.former.split(_FORMER)) if row.former else (),
        state=VillageState(row.state),
        basis=row.basis,
        since_on=date.fromisoformat(row.since_on) if row.since_on else None,
        merged_into=row.merged_into,
        by=by,
    )


def _confirmation(row: Confirmation, tip: StoredTip, by: str) -> KnownConfirmation:
    return KnownConfirmation(
        version=row.version,
        entry_hash=row.entry_hash,
        state=ConfirmationState(row.state),
        basis=row.basis,
        checked_on=date.fromisoformat(row.checked_on),
        by=by,
        author=tip.author,
        told=tip.index,
        value=row.value,
    )
