"""Open columns of the web's two tables say whose row it is and how old; the rest is sealed."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from casework.database.base import Base, Hash32, Id16, Moment, OfCommune
from casework.kernel.ids import Id


class SessionRow(OfCommune, Base):
    """One browser's session (SECURITY §6).

    `user_tag` finds all sessions of somebody who leaves, for who knows the run key; to anybody else
    it is noise, or the hour of a sign-in would tell which house it was.  Nothing is decided by it,
    the user that counts is inside the blob.
    """

    __tablename__ = "sessions"

    id_hash: Mapped[bytes] = mapped_column(Hash32, primary_key=True)
    user_tag: Mapped[Id | None] = mapped_column(Id16, index=True)
    blob: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment, index=True)


class KeptForm(OfCommune, Base):
    """What somebody had typed when the session locked, sealed to that person's own key."""

    __tablename__ = "kept_forms"

    id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    user_id: Mapped[Id] = mapped_column(Id16, index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment, index=True)
