"""Signing in, locking, unlocking and ending are one call each, and each moves to a new cookie."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

from flask import current_app
from flask.globals import request_ctx
from sqlalchemy import delete
from sqlalchemy.orm import Session

from casework.kernel.ids import Id, new_id
from casework.web.models import SessionRow
from casework.web.session_state import Level, SessionState
from casework.web.session_table import (
    ANONYMOUS_LIFE,
    CaseworkSession,
    CaseworkSessionInterface,
    Ending,
    without_keys,
)


def current_session() -> CaseworkSession:
    """Return this request's session. Raises TypeError where there is none (static files)."""
    here = find_session()
    if here is None:
        raise TypeError("this address has no session")
    return here


def find_session() -> CaseworkSession | None:
    """Return this request's session, None where there is none."""
    here = request_ctx.session
    return here if isinstance(here, CaseworkSession) else None


def session_table() -> CaseworkSessionInterface:
    """Return the table behind all sessions of the running application."""
    return cast(CaseworkSessionInterface, current_app.session_interface)


def sign_in(user: Id, keyring: bytes, level: Level, log_session: Id | None = None) -> None:
    """Begin a user's session under a new id; nothing of the anonymous one is carried over.

    `log_session` is what the log calls it, where the event of the sign-in has named it already.
    """
    here, now = current_session(), session_table().clock.now()
    here.clear()
    here.becomes(
        SessionState(
            created_at=now,
            last_seen_at=now,
            expires_at=now + session_table().terms.absolute,
            user=user,
            session=log_session or new_id(),
            level=level,
            keyring=keyring,
        ),
        Ending.BEGUN,
    )


def unlock(keyring: bytes, level: Level) -> None:
    """Give a locked session its keys again, under a new id; its end does not move."""
    here = current_session()
    now = session_table().clock.now()
    here.becomes(
        replace(here.state, keyring=keyring, level=level, locked=False, last_seen_at=now),
        Ending.RENEWED,
    )


def step_up(level: Level) -> None:
    """Raise the factor level, under a new id."""
    here = current_session()
    here.becomes(replace(here.state, level=level), Ending.RENEWED)


def replace_keyring(keyring: bytes) -> None:
    """Store a keyring that has grown (a new epoch, new pins), under a new id."""
    here = current_session()
    here.becomes(replace(here.state, keyring=keyring), Ending.RENEWED)


def renew() -> None:
    """Move the session to a new id; whatever held the old cookie is shut out."""
    here = current_session()
    here.becomes(here.state, Ending.RENEWED)


def lock() -> None:
    """Drop the keys, keep user and end. The new cookie also empties the browser's page cache."""
    here = current_session()
    if here.state.user is not None:
        here.becomes(without_keys(here.state), Ending.RENEWED)


def sign_out() -> None:
    """End the session: its row is deleted and its cookie taken back."""
    here, now = current_session(), session_table().clock.now()
    here.clear()
    here.becomes(SessionState(now, now, now + ANONYMOUS_LIFE), Ending.ENDED)


def touch() -> None:
    """Write down a sign of life at once."""
    here = current_session()
    here.becomes(replace(here.state, last_seen_at=session_table().clock.now()))


def until_lock() -> timedelta | None:
    """Return how long until the session locks or ends by itself; None for nobody or locked."""
    state, table = current_session().state, session_table()
    if state.user is None or state.locked:
        return None
    end = min(state.last_seen_at + table.terms.idle, state.expires_at)
    return max(end - table.clock.now(), timedelta(0))


def end_sessions_of(db: Session, user: Id, *, but: CaseworkSession | None = None) -> None:
    """Delete all sessions of a user inside the caller's transaction, perhaps all but one."""
    rows = delete(SessionRow).where(SessionRow.user_tag == session_table().tag_of(user))
    if but is not None and but.ticket is not None:
        rows = rows.where(SessionRow.id_hash != but.ticket.id_hash)
    db.execute(rows)
