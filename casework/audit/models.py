"""The log's tables: events as they were hashed, and open columns that only repeat what they say.

Every column beside `event` serves queries; verification compares each with the event's bytes.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.database.base import Base, Hash32, Id16, Moment, OfCommune
from casework.kernel.ids import Id

# Rows are found by commune and index and never change: SQLite keeps them in that order, in one
# tree instead of two, and so writes fewer pages for each event.
_IN_KEY_ORDER = {"sqlite_with_rowid": False}

_REFUSED = text("outcome = 'refused'")


class LogHead(OfCommune, Base):
    """Where the log ends; the one row that every entry locks."""

    __tablename__ = "audit_head"
    __table_args__ = (_IN_KEY_ORDER,)

    commune_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    era: Mapped[int] = mapped_column(BigInteger)
    size: Mapped[int] = mapped_column(BigInteger)
    frontier: Mapped[bytes] = mapped_column(LargeBinary)
    root: Mapped[bytes] = mapped_column(Hash32)
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))


class LogEvent(OfCommune, Base):
    """One event: its bytes, its leaf hash, and what queries look for."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index(None, "commune_id", "session", "session_seq", unique=True),
        Index(None, "commune_id", "at", "idx"),
        Index(None, "commune_id", "actor", "at", "idx"),
        Index(None, "commune_id", "unit", "at", "idx"),
        Index(None, "commune_id", "action", "at", "idx"),
        Index(
            "ix_audit_events_refused",
            "commune_id",
            "at",
            "idx",
            sqlite_where=_REFUSED,
            postgresql_where=_REFUSED,
        ),
        _IN_KEY_ORDER,
    )

    commune_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    idx: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    event: Mapped[bytes] = mapped_column(LargeBinary)
    leaf: Mapped[bytes] = mapped_column(Hash32)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[Id | None] = mapped_column(Id16)
    unit: Mapped[Id | None] = mapped_column(Id16)
    session: Mapped[Id | None] = mapped_column(Id16)
    session_seq: Mapped[int] = mapped_column(BigInteger)
    action: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(10))


class LogEventCase(OfCommune, Base):
    """An event speaks of a case."""

    __tablename__ = "audit_event_cases"
    __table_args__ = (Index(None, "commune_id", "case_id", "idx"), _IN_KEY_ORDER)

    commune_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    idx: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    case_id: Mapped[Id] = mapped_column(Id16, primary_key=True)


class LogTip(OfCommune, Base):
    """A tip in an event, at its position there; a version of an object is told once."""

    __tablename__ = "audit_tips"
    __table_args__ = (
        Index(None, "commune_id", "kind", "object_id", "version", unique=True),
        Index(None, "commune_id", "case_id", "idx"),
        _IN_KEY_ORDER,
    )

    commune_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    idx: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[Id] = mapped_column(Id16)
    case_id: Mapped[Id | None] = mapped_column(Id16)
    version: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(Hash32)
    author: Mapped[Id] = mapped_column(Id16)
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))


HEADS, EVENTS, EVENT_CASES, TIPS = (
    Base.metadata.tables[model.__tablename__] for model in (LogHead, LogEvent, LogEventCase, LogTip)
)
