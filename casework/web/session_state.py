"""What a session knows is one frozen value; its bytes are sealed before they touch the disk."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from casework.crypto.blob import open_blob, seal
from casework.crypto.derivation import session_key
from casework.crypto.encoding import lp
from casework.crypto.hashing import random_bytes, sha256
from casework.crypto.labels import Label
from casework.kernel.clock import from_micros, to_micros
from casework.kernel.errors import Tampered
from casework.kernel.ids import ID_BYTES, Id

SECRET_BYTES = 32


class Level(IntEnum):
    """How many factors the user has shown in this session."""

    NONE = 0
    PASSWORD = 1
    SECOND_FACTOR = 2


class UnreadableSession(Tampered):
    """A session's row does not open, or holds what we never wrote."""

    code = "unreadable-session"


@dataclass(frozen=True)
class SessionState:
    """Who sits at the desk and since when.

    `session` is what the log calls this session: it outlives every new cookie, so that a
    session's events stay one numbered chain. `keyring` is None while `locked`.
    """

    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    user: Id | None = None
    session: Id | None = None
    level: Level = Level.NONE
    keyring: bytes | None = field(default=None, repr=False)
    locked: bool = False


@dataclass(frozen=True, repr=False)
class Ticket:
    """The two halves of a cookie: an id (16 bytes) that finds the row, a secret (32) that opens it.

    The table knows the id by its SHA-256 only, and the secret not at all.
    """

    id: Id
    secret: bytes

    @classmethod
    def fresh(cls) -> "Ticket":
        """Return a ticket that nobody has held before."""
        return cls(random_bytes(ID_BYTES), random_bytes(SECRET_BYTES))

    @classmethod
    def find(cls, cookie: str | None) -> "Ticket | None":
        """Read a cookie's value; None for anything that we would not have written."""
        if cookie is None or len(cookie) != (ID_BYTES + SECRET_BYTES) * 4 // 3:
            return None
        try:
            raw = base64.b64decode(cookie, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        return cls(raw[:ID_BYTES], raw[ID_BYTES:])

    @property
    def cookie(self) -> str:
        """The cookie's value, 64 characters of base64url."""
        return base64.urlsafe_b64encode(self.id + self.secret).decode()

    @property
    def id_hash(self) -> bytes:
        """What the table calls this session: 32 bytes."""
        return sha256(self.id)


def seal_state(ticket: Ticket, run_key: bytes, state: SessionState, data: dict[str, Any]) -> bytes:
    """Return the blob of a session's row; `data` is what Flask's session holds (JSON values)."""
    content = {
        "data": data,
        "created": to_micros(state.created_at),
        "seen": to_micros(state.last_seen_at),
        "expires": to_micros(state.expires_at),
        "user": _to_text(state.user),
        "session": _to_text(state.session),
        "level": int(state.level),
        "keyring": _to_text(state.keyring),
        "locked": state.locked,
    }
    plaintext = json.dumps(content, separators=(",", ":")).encode()
    return seal(session_key(ticket.secret, run_key), Label.SESSION, plaintext, _aad(ticket))


def open_state(ticket: Ticket, run_key: bytes, blob: bytes) -> tuple[SessionState, dict[str, Any]]:
    """Return state and data of a row.

    Raises Tampered for a row that was changed, moved from another id, or sealed under another
    run key (the server has been started anew).
    """
    key = session_key(ticket.secret, run_key)
    try:
        content = json.loads(open_blob(key, Label.SESSION, blob, _aad(ticket)))
        state = SessionState(
            created_at=from_micros(content["created"]),
            last_seen_at=from_micros(content["seen"]),
            expires_at=from_micros(content["expires"]),
            user=_from_text(content["user"]),
            session=_from_text(content["session"]),
            level=Level(content["level"]),
            keyring=_from_text(content["keyring"]),
            locked=content["locked"],
        )
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise UnreadableSession from error
    return state, content["data"]


def _aad(ticket: Ticket) -> bytes:
    return lp(Label.SESSION, ticket.id_hash)


def _to_text(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()


def _from_text(value: str | None) -> bytes | None:
    return None if value is None else base64.b64decode(value, validate=True)
