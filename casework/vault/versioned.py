"""Every object that can be rolled back is signed as one statement, whose tip stands in the log.

A row of the database holds an object's content; the log holds its tip: kind, id, version, the
SHA-256 of the statement that the row spells, the author, and the author's signature over that
statement.  A row that says anything else than its tip is refused by the next reader
(SECURITY.md §4, "Tips").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from casework.audit.events import ObjectKind, Tip
from casework.audit.ledger import Entry
from casework.crypto import signatures
from casework.crypto.encoding import lp
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label
from casework.kernel.ids import Id

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Bound:
    """Mixin of a row whose content is bound by a tip."""

    tip_kind: ClassVar[ObjectKind]
    kept: ClassVar[bool]
    """True when every version stays as a row of its own; False when the newest replaces it."""
    passes: ClassVar[bool] = False
    """True when a row is dropped with its day: it may be missing once nobody reads it any more."""
    id_column: ClassVar[str]
    version_column: ClassVar[str | None] = None
    """None for an object that has one version for ever."""

    if TYPE_CHECKING:
        commune_id: Mapped[Id]

    @property
    def tip_id(self) -> Id:
        """The object's id, 16 bytes, unique within its kind."""
        value: Id = getattr(self, self.id_column)
        return value

    @property
    def tip_version(self) -> int:
        """The object's version, from 1."""
        return 1 if self.version_column is None else int(getattr(self, self.version_column))

    @property
    def tip_case(self) -> Id | None:
        """The case that the object belongs to, if it belongs to one."""
        case_id: Id | None = getattr(self, "case_id", None)
        return case_id

    def statement(self) -> bytes:
        """Return the canonical bytes that the row spells."""
        raise NotImplementedError


@dataclass(frozen=True, repr=False)
class Signer:
    """Who signs: the id that the log names as author, and the Ed25519 seed (32 bytes)."""

    author: Id
    seed: bytes

    def sign(self, statement: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature over ``statement``."""
        return signatures.sign(self.seed, statement)


@dataclass(frozen=True)
class Signed:
    """A row and its tip, made before the write lock is taken, written inside it."""

    row: Bound
    tip: Tip

    def write(self, entry: Entry) -> None:
        """Put the row in place and its tip into the event; the tip's uniqueness is the lock."""
        if self.row.kept:
            entry.db.add(self.row)
        else:
            entry.db.merge(self.row)
        entry.tip(self.tip)


def sign(row: Bound, signer: Signer) -> Signed:
    """Bind ``row`` as it stands now to a tip signed by ``signer``."""
    statement = row.statement()
    return Signed(
        row,
        Tip(
            kind=row.tip_kind,
            object_id=row.tip_id,
            version=row.tip_version,
            case_id=row.tip_case,
            hash=sha256(statement),
            author=signer.author,
            signature=signer.sign(statement),
        ),
    )


def tombstone_statement(commune: Id, kind: ObjectKind, object_id: Id, version: int) -> bytes:
    """Return the statement that says "this object ends with this version"."""
    return lp(Label.TOMBSTONE, commune, kind.value, object_id, version)


def remove(entry: Entry, row: Bound, signer: Signer) -> None:
    """Delete ``row`` and leave a signed tombstone in the log, one version later."""
    version = row.tip_version + 1
    statement = tombstone_statement(row.commune_id, row.tip_kind, row.tip_id, version)
    entry.tip(
        Tip(
            kind=row.tip_kind,
            object_id=row.tip_id,
            version=version,
            case_id=row.tip_case,
            hash=sha256(statement),
            author=signer.author,
            signature=signer.sign(statement),
        )
    )
    entry.db.delete(row)
