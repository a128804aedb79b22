"""The commune's own number in the place of one that was shipped in doubt, or was not found."""

from __future__ import annotations

from typing import TypeAlias

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.reference import service
from casework.reference.forms import ValueForm, today
from casework.reference.showing import seen_in
from casework.vault.errors import SavedMeanwhile
from casework.web.guard import requires
from casework.web.here import hand, house

Reply: TypeAlias = Response | str | tuple[str, int]

blueprint = Blueprint("reference_values", __name__)


@blueprint.get("/reference/codes/<name>/<code>/value")
@requires(Permission.REFERENCE_KEEP)
def show_value(name: str, code: str) -> str:
    """Ask for the number, and on what it rests."""
    return _page(name, code, ValueForm(formdata=None, data={"checked_on": today()}))


@blueprint.post("/reference/codes/<name>/<code>/value")
@requires(Permission.REFERENCE_KEEP)
def write_value(name: str, code: str) -> Reply:
    """Sign the number; somebody else's newer word is shown beside what was typed."""
    form = ValueForm()
    if not form.validate():
        return _page(name, code, form, seen_in(request.form)), 400
    own = service.OwnValue(
        name,
        code,
        seen_in(request.form),
        form["value"].data,
        form["basis"].data,
        form["checked_on"].data,
    )
    try:
        service.write_value(house(), hand(), own)
    except SavedMeanwhile:
        return _page(name, code, form, overtaken=True), SavedMeanwhile.status
    flash(gettext("Đã ghi số của xã. Mọi trang và mọi tờ in dùng số này từ bây giờ."), "good")
    return redirect(url_for("reference_codes.show_list", name=name), 303)


def _page(
    name: str, code: str, form: ValueForm, seen: int | None = None, *, overtaken: bool = False
) -> str:
    entry, reference = service.valued(house(), name, code), service.look(house())
    entries = house().reference.shipped[name]
    said = reference.entries.get((name, code), ())
    return render_template(
        "reference/value.html",
        form=form,
        entries=entries,
        entry=entry,
        shipped=entry.text(entries.value or ""),
        standing=reference.standing(name, entry),
        seen=len(said) if seen is None else seen,
        overtaken=overtaken,
    )
