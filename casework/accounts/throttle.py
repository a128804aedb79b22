"""Guessing is slowed per account, and a known device is not locked out by a stranger's guesses.

OWASP "device cookies": a browser that has signed in to an account carries a random token for it;
its guesses are counted apart from those of browsers that have never signed in.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from casework.accounts.models import Attempts
from casework.crypto.hashing import sha256
from casework.kernel.errors import Throttled

FREE_ATTEMPTS = 5
PAUSE = timedelta(minutes=15)


def bucket(username: str, device: bytes | None) -> bytes:
    """Return the key under which guesses count; ``device`` is the browser's token, if known."""
    return sha256(b"sign-in\0", username.encode(), b"\0", device or b"")


def take_attempt(db: Session, key: bytes, now: datetime) -> None:
    """Count one guess before it is tried, or raise Throttled while a pause lasts.

    Counted first, so that guesses sent all at once are counted all the same; a right one is
    forgotten afterwards.  The count starts anew after a pause without any.
    """
    row = db.get(Attempts, key)
    if row is None:
        db.add(Attempts(key_hash=key, failures=1, last_at=now))
        return
    if now >= row.last_at + PAUSE:
        row.failures = 0
    if row.failures >= FREE_ATTEMPTS:
        raise Throttled
    row.failures += 1
    row.last_at = now


def forget(db: Session, key: bytes) -> None:
    """Clear the count after a right password."""
    row = db.get(Attempts, key)
    if row is not None:
        db.delete(row)


def sweep_attempts(db: Session, now: datetime) -> None:
    """Delete counts that no longer slow anybody."""
    db.execute(delete(Attempts).where(Attempts.last_at < now - PAUSE))
