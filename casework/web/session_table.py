"""A session lives in a sealed row that only its cookie and this server's run key open together;
it locks after idling, ends after a working day, and is never revived by a slower request.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, cast

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import CursorResult, bindparam, delete, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.datastructures import CallbackDict
from werkzeug.http import parse_cookie

from casework.crypto.derivation import expand
from casework.crypto.encoding import lp
from casework.crypto.labels import Label
from casework.database.engine import Database
from casework.database.prepared import Prepared
from casework.kernel.clock import Clock
from casework.kernel.errors import CaseworkError, Tampered
from casework.kernel.ids import ID_BYTES, Id
from casework.kernel.settings import SessionRules
from casework.web.models import SessionRow
from casework.web.session_state import Level, SessionState, Ticket, open_state, seal_state

SECURE_COOKIE = "__Host-casework"
LOOPBACK_COOKIE = "casework"
ANONYMOUS_LIFE = timedelta(hours=2)
GRACE = timedelta(minutes=15)
"""How long an ended session's row stays, so that a form posted just too late is still kept."""

# Built once: it is the first statement of every request.
_BLOB = Prepared(
    select(SessionRow.__table__.c.blob).where(
        SessionRow.__table__.c.commune_id == bindparam("commune"),
        SessionRow.__table__.c.id_hash == bindparam("id_hash"),
    )
)

_SESSIONLESS = ("/static/", "/healthz")
_LOG = logging.getLogger(__name__)


class Ending(Enum):
    """What becomes of a session's row when the request is over."""

    KEPT = "kept"  # rewritten in place if changed
    RENEWED = "renewed"  # moves to a new id, if the old one is still there
    BEGUN = "begun"  # a new id whatever became of the old one
    ENDED = "ended"


class CaseworkSession(CallbackDict[str, Any], SessionMixin):
    """Flask's session (a dict of JSON values) with the sealed state of the desk beside it.

    `former` is the user of a session that has just run out; `failure` is why the table could
    not be read, for the guard to raise: a page that needs nobody must still be shown.
    """

    def __init__(
        self,
        state: SessionState,
        ticket: Ticket | None = None,
        stored: bytes | None = None,
        data: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data or {}, _note_change)
        self.state = state
        self.ticket = ticket
        self.stored = stored
        self.modified = False
        self.ending = Ending.KEPT
        self.former: Id | None = None
        self.failure: Exception | None = None

    def becomes(self, state: SessionState, ending: Ending = Ending.KEPT) -> None:
        """Take a new state, to be stored when the request is over."""
        self.state = state
        self.modified = True
        if self.ending is not Ending.ENDED:
            self.ending = ending if ending is not Ending.KEPT else self.ending


def _note_change(changed: "CallbackDict[str, Any]") -> None:
    cast(CaseworkSession, changed).modified = True


@dataclass(frozen=True)
class Terms:
    """After how long a session locks, ends, and has its last sign of life written down."""

    idle: timedelta
    absolute: timedelta
    touch: timedelta

    @classmethod
    def of(cls, rules: SessionRules) -> "Terms":
        """Return the terms that the settings ask for."""
        return cls(
            idle=timedelta(minutes=rules.idle_minutes),
            absolute=timedelta(hours=rules.absolute_hours),
            touch=timedelta(seconds=rules.touch_seconds),
        )


class CaseworkSessionInterface(SessionInterface):
    """Carries Flask-Login and Flask-WTF over one table; there is no signed cookie of Flask's."""

    def __init__(
        self, database: Database, clock: Clock, run_key: bytes, terms: Terms, *, tls: bool
    ) -> None:
        self.database = database
        self.clock = clock
        self._run_key = run_key
        self.terms = terms
        self._tls = tls
        self.cookie_name = SECURE_COOKIE if tls else LOOPBACK_COOKIE

    def tag_of(self, user: Id | None) -> bytes | None:
        """Return by what the rows of this user are found, 16 bytes; None for nobody."""
        if user is None:
            return None
        return expand(self._run_key, lp(Label.SESSION_USER, user), ID_BYTES)

    def open_session(self, app: Flask, request: Request) -> SessionMixin:
        """Return the session of the request's cookie, or an anonymous one; never raises."""
        if request.path.startswith(_SESSIONLESS):
            return self.make_null_session(app)
        ticket = Ticket.find(parse_cookie(request.environ).get(self.cookie_name))
        if ticket is None:
            return self._anonymous()
        try:
            with self.database.read() as db:
                found = _BLOB.first(
                    db.connection(), commune=db.info["commune"], id_hash=ticket.id_hash
                )
        except (CaseworkError, SQLAlchemyError) as error:
            opened = self._anonymous()
            opened.failure = error
            return opened
        return self._anonymous() if found is None else self._open(ticket, found[0])

    def _anonymous(self) -> CaseworkSession:
        now = self.clock.now()
        return CaseworkSession(SessionState(now, now, now + ANONYMOUS_LIFE))

    def _open(self, ticket: Ticket, blob: bytes) -> CaseworkSession:
        try:
            state, data = open_state(ticket, self._run_key, blob)
        except Tampered as error:
            _LOG.warning("session refused: %s", error.code)
            return self._anonymous()
        now = self.clock.now()
        if now >= state.expires_at:
            ended = self._anonymous()
            ended.former = state.user
            return ended
        opened = CaseworkSession(state, ticket, blob, data)
        seen = now - state.last_seen_at
        if state.user is not None and not state.locked and seen >= self.terms.idle:
            opened.becomes(without_keys(state))
        elif state.user is not None and seen >= self.terms.touch:
            opened.becomes(replace(state, last_seen_at=now))
        return opened

    def save_session(
        self,
        app: Flask,  # noqa: ARG002 - part of Flask's call
        session: SessionMixin,
        response: Response,
    ) -> None:
        """Write what changed; a request that was overtaken by a lock or an end writes nothing."""
        if not isinstance(session, CaseworkSession) or session.failure is not None:
            return
        if session.ending is Ending.ENDED:
            self._end(session, response)
        elif session.ending is not Ending.KEPT or (session.ticket is None and session.modified):
            self._move(session, response)
        elif session.modified and session.ticket is not None:
            self._rewrite(session, session.ticket)

    def _end(self, session: CaseworkSession, response: Response) -> None:
        if session.ticket is not None:
            with self.database.write() as db:
                _delete_row(db, session.ticket)
                db.commit()
        response.delete_cookie(
            self.cookie_name, path="/", secure=self._tls, httponly=True, samesite="Strict"
        )

    def _move(self, session: CaseworkSession, response: Response) -> None:
        ticket = Ticket.fresh()
        blob = seal_state(ticket, self._run_key, session.state, dict(session))
        with self.database.write() as db:
            if session.ticket is not None:
                stood = _delete_row(db, session.ticket)
                if session.ending is Ending.RENEWED and not stood:
                    return  # locked, ended or renewed meanwhile: that stands
            db.add(
                SessionRow(
                    id_hash=ticket.id_hash,
                    user_tag=self.tag_of(session.state.user),
                    blob=blob,
                    created_at=session.state.created_at,
                )
            )
            db.commit()
        response.set_cookie(
            self.cookie_name,
            ticket.cookie,
            path="/",
            secure=self._tls,
            httponly=True,
            samesite="Strict",
        )

    def _rewrite(self, session: CaseworkSession, ticket: Ticket) -> None:
        blob = seal_state(ticket, self._run_key, session.state, dict(session))
        # Compare and swap: the keys of a slow request must not undo a lock.
        unchanged = (SessionRow.id_hash == ticket.id_hash, SessionRow.blob == session.stored)
        with self.database.write() as db:
            db.execute(update(SessionRow).where(*unchanged).values(blob=blob))
            db.commit()


def without_keys(state: SessionState) -> SessionState:
    """Return the state as it is while locked: user and end, no keys, no level."""
    return replace(state, keyring=None, locked=True, level=Level.NONE)


def _delete_row(db: Session, ticket: Ticket) -> bool:
    gone = db.execute(delete(SessionRow).where(SessionRow.id_hash == ticket.id_hash))
    return cast("CursorResult[Any]", gone).rowcount == 1


def sweep_sessions(database: Database, now: datetime, terms: Terms) -> None:
    """Delete the rows of sessions that have ended."""
    ended = or_(
        SessionRow.created_at < now - terms.absolute - GRACE,
        SessionRow.user_tag.is_(None) & (SessionRow.created_at < now - ANONYMOUS_LIFE),
    )
    with database.write() as db:
        db.execute(delete(SessionRow).where(ended))
        db.commit()
