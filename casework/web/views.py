"""The shell's own addresses: a sign of life, and what was typed and not yet saved."""

from flask import Blueprint, Response, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as AnyResponse

from casework.kernel.errors import CaseworkError
from casework.kernel.ids import id_from_text
from casework.web.guard import LOCK, LOGIN, public, safe_next, signed_in
from casework.web.here import house
from casework.web.principal import current_principal
from casework.web.sessions import current_session, lock, touch, until_lock
from casework.web.unsaved import (
    discard_unsaved,
    has_unsaved,
    keep_posted_form,
    list_unsaved,
    without_secrets,
)

blueprint = Blueprint("web", __name__)


@blueprint.get("/healthz")
@public
def health() -> Response:
    """Say whether the database answers and writing is not halted; nothing else, to anybody."""
    serving = house()
    try:
        with serving.database.read() as db:
            db.execute(select(1))
        fine = not serving.ledger.is_halted
    except (CaseworkError, SQLAlchemyError):
        fine = False
    return Response("ok" if fine else "not ok", 200 if fine else 503, mimetype="text/plain")


@blueprint.post("/touch")
@signed_in
def stay() -> str:
    """Note a sign of life; answers with the seconds until the lock."""
    touch()
    left = until_lock()
    return str(0 if left is None else int(left.total_seconds()))


@blueprint.post("/unsaved/keep")
@public
def keep() -> AnyResponse:
    """Quick lock with a half-typed form: keep it sealed, then drop the keys.

    Public, because the session may have locked by itself a moment ago.
    """
    user = current_session().state.user or current_session().former
    if user is None:
        return redirect(LOGIN, 303)
    posted = without_secrets(request.form.items(multi=True))
    fields = [(name, value) for name, value in posted if name != "kept_address"]
    keep_posted_form(user, safe_next(request.form.get("kept_address")), fields)
    lock()
    return redirect(LOCK, 303)


@blueprint.get("/unsaved")
@signed_in
def unsaved() -> str:
    """Show what waits, to be looked over and sent again."""
    return render_template("errors/unsaved.html", forms=list_unsaved(current_principal()))


@blueprint.post("/unsaved/<form>/discard")
@signed_in
def discard(form: str) -> AnyResponse:
    """Throw one kept form away."""
    user = current_principal().user
    discard_unsaved(user, id_from_text(form))
    return redirect("/unsaved" if has_unsaved(user) else "/", 303)
