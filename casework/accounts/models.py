"""Open rows of accounts: who is invited, and how often somebody guessed wrong.

None of them decides anything by itself: a joining becomes a member only by a signed credential.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.crypto.encoding import lp, opt
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label
from casework.database.base import Base, Hash32, Id16, Moment, OfCommune
from casework.kernel.ids import Id


class Joining(OfCommune, Base):
    """An invitation to one unit, from the code handed over until the manager has answered."""

    __tablename__ = "joinings"

    joining_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    unit_id: Mapped[Id] = mapped_column(Id16)
    invited_by: Mapped[Id] = mapped_column(Id16)
    role: Mapped[str] = mapped_column(String(20))
    code_hash: Mapped[bytes] = mapped_column(Hash32, unique=True)
    """Finds the row for a typed code."""
    terms_hash: Mapped[bytes] = mapped_column(Hash32)
    """Binds unit and role to the code, which the database never sees."""
    expires_at: Mapped[datetime] = mapped_column(Moment)
    user_id: Mapped[Id | None] = mapped_column(Id16)
    username: Mapped[str | None] = mapped_column(String(40))
    name: Mapped[str | None] = mapped_column(String(80))
    agreement_public: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    signing_public: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    joined_at: Mapped[datetime | None] = mapped_column(Moment)

    def terms_of(self, code: bytes) -> bytes:
        """Return what ``terms_hash`` must be for the code (16 bytes) that was handed over."""
        return sha256(lp(Label.JOINING, self.commune_id, self.unit_id, self.role, code))

    def claim(self) -> bytes:
        """Return all that the newcomer will be taken in as; its words are read aloud."""
        return lp(
            Label.NEWCOMER,
            self.commune_id,
            self.unit_id,
            self.role,
            opt(self.user_id),
            opt(self.username),
            opt(self.name),
            opt(self.agreement_public),
            opt(self.signing_public),
        )


class Attempts(OfCommune, Base):
    """Wrong guesses of late, by what was guessed at: an account, or one device of an account."""

    __tablename__ = "sign_in_attempts"

    key_hash: Mapped[bytes] = mapped_column(Hash32, primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Moment)
