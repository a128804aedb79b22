"""Facts for statistics: sealed, of one size, under ids that nobody without the case can derive.

No tip names a fact, for a tip would tie it to the event of its case. What is settled is bound as a
whole by the book, which the server's log key signs each night.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from casework.audit.events import ObjectKind
from casework.crypto.encoding import lp
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label
from casework.database.base import Base, Hash32, Id16, Moment, OfCommune
from casework.kernel.ids import Id
from casework.vault.versioned import Bound

# In order of the id, which is as good as random: no row number remembers who came first.
_NO_ORDER = {"sqlite_with_rowid": False}


class _Fact(OfCommune):
    fact_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    unit_id: Mapped[Id] = mapped_column(Id16)
    unit_epoch: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    def info(self) -> bytes:
        """HPKE ``info`` of the fact."""
        return lp(Label.FACT, self.commune_id, self.fact_id, self.unit_id, self.unit_epoch)

    def digest(self) -> bytes:
        """What stands for the row in the book: ``info`` is of one length."""
        return sha256(self.info(), sha256(self.sealed))


class PendingFact(_Fact, Base):
    """A fact of today, new or corrected; it waits for the night."""

    __tablename__ = "facts_pending"
    __table_args__ = (_NO_ORDER,)


class SettledFact(_Fact, Base):
    """A fact among all others."""

    __tablename__ = "facts"
    __table_args__ = (_NO_ORDER,)


class FactDue(OfCommune, Base):
    """A case whose fact could not be written with it, or is told anew; its lead does so later."""

    __tablename__ = "facts_due"
    __table_args__ = (_NO_ORDER,)

    case_id: Mapped[Id] = mapped_column(Id16, primary_key=True)


class FactBook(Bound, OfCommune, Base):
    """How many facts are settled, and the Merkle root over all of them, in order of their ids."""

    __tablename__ = "fact_books"
    tip_kind = ObjectKind.FACT
    kept = False
    id_column = "commune_id"
    version_column = "version"

    commune_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int]
    count: Mapped[int]
    root: Mapped[bytes] = mapped_column(Hash32)
    settled_at: Mapped[datetime] = mapped_column(Moment)

    def statement(self) -> bytes:
        return lp(
            Label.FACT_BOOK, self.commune_id, self.version, self.count, self.root, self.settled_at
        )
