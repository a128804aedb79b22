"""What somebody had typed when the session locked is kept for that person alone, not lost."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, cast

from flask import Flask, current_app, request
from sqlalchemy import delete, exists, select
from werkzeug.exceptions import HTTPException

from casework.database.engine import Database
from casework.kernel.errors import NotFound, Tampered
from casework.kernel.ids import Id, new_id
from casework.web.models import KeptForm
from casework.web.principal import Principal
from casework.web.sessions import session_table

LIFE = timedelta(days=7)
LARGEST_BYTES = 256 * 1024
MOST_PER_USER = 5

_KEEPER = "casework_keep_form"
_SECRET_NAME = re.compile(r"csrf|password|passphrase|secret|totp|otp|recovery|share", re.IGNORECASE)
_BARE = re.compile(r"[\w:-]*", re.ASCII)

Fields = list[tuple[str, str]]


class FormKeeper(Protocol):
    """Seals a form to its author's public key, and opens it with the author's keyring.

    What `open` returns must be unforgeable for somebody who can only write to the database:
    the user will send it again. `open` raises Tampered.
    """

    def seal(self, user: Id, form: Id, plaintext: bytes) -> bytes | None:
        """Return bytes that only this user can open, bound to user and form; None to keep none."""

    def announce(self, principal: Principal) -> None:
        """Write into the log that this user's forms are about to be opened; once a page."""

    def open(self, principal: Principal, form: Id, sealed: bytes) -> bytes:
        """Return the plaintext, after `announce`; raises Tampered."""


@dataclass(frozen=True)
class Unsaved:
    """A form that was typed and never arrived: where it was bound for, and its fields in order."""

    id: Id
    address: str
    fields: Fields
    kept_at: datetime

    @property
    def words(self) -> list[str]:
        """What a person would recognise: the texts, not the codes."""
        return texts_of(self.fields)


def set_form_keeper(app: Flask, keeper: FormKeeper) -> None:
    """Register who seals and opens; until then nothing is kept."""
    app.extensions[_KEEPER] = keeper


def _find_keeper() -> FormKeeper | None:
    return cast("FormKeeper | None", current_app.extensions.get(_KEEPER))


def posted_fields() -> Fields:
    """Return what this request posted, without secrets, tokens and files; empty if unreadable."""
    try:
        return without_secrets(request.form.items(multi=True))
    except HTTPException:
        return []  # too large, or not a form


def without_secrets(fields: Iterable[tuple[str, str]]) -> Fields:
    """Drop passwords, one-time codes, shares and tokens by the names that we give them."""
    return [(name, value) for name, value in fields if _SECRET_NAME.search(name) is None]


def texts_of(fields: Fields) -> list[str]:
    """Return the values that read as text, without codes, ids and numbers."""
    return [value for _, value in fields if value.strip() and _BARE.fullmatch(value) is None]


def keep_posted_form(user: Id, address: str | None = None, fields: Fields | None = None) -> bool:
    """Keep this request's form (or the given one) for its author; False if it cannot be kept."""
    keeper = _find_keeper()
    kept = posted_fields() if fields is None else fields
    plaintext = json.dumps({"address": address or request.path, "fields": kept}).encode()
    if keeper is None or not kept or len(plaintext) > LARGEST_BYTES:
        return False
    form = new_id()
    sealed = keeper.seal(user, form, plaintext)
    if sealed is None:
        return False
    table = session_table()
    with table.database.write() as db:
        newest = (
            select(KeptForm.id)
            .where(KeptForm.user_id == user)
            .order_by(KeptForm.created_at.desc())
            .limit(MOST_PER_USER - 1)
        )
        standing = list(db.scalars(newest))
        db.execute(delete(KeptForm).where(KeptForm.user_id == user, KeptForm.id.not_in(standing)))
        db.add(KeptForm(id=form, user_id=user, sealed=sealed, created_at=table.clock.now()))
        db.commit()
    return True


def has_unsaved(user: Id) -> bool:
    """Return whether something waits for this user."""
    with session_table().database.read() as db:
        return bool(db.scalar(select(exists().where(KeptForm.user_id == user))))


def list_unsaved(principal: Principal) -> list[Unsaved]:
    """Open what waits for this user, newest first; what does not open is left out."""
    keeper = _find_keeper()
    if keeper is None:
        return []
    with session_table().database.read() as db:
        rows = db.execute(
            select(KeptForm.id, KeptForm.sealed, KeptForm.created_at)
            .where(KeptForm.user_id == principal.user)
            .order_by(KeptForm.created_at.desc())
        ).all()
    if rows:
        keeper.announce(principal)
    found = []
    for form, sealed, kept_at in rows:
        try:
            content = json.loads(keeper.open(principal, form, sealed))
        except Tampered:
            continue
        fields = [(name, value) for name, value in content["fields"]]
        found.append(Unsaved(form, content["address"], fields, kept_at))
    return found


def discard_unsaved(user: Id, form: Id) -> None:
    """Delete one kept form of this user. Raises NotFound."""
    with session_table().database.write() as db:
        row = db.scalar(select(KeptForm).where(KeptForm.id == form, KeptForm.user_id == user))
        if row is None:
            raise NotFound
        db.delete(row)
        db.commit()


def sweep_unsaved(database: Database, now: datetime) -> None:
    """Delete what nobody has fetched within LIFE."""
    with database.write() as db:
        db.execute(delete(KeptForm).where(KeptForm.created_at < now - LIFE))
        db.commit()
