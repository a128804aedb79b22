"""What was shipped unverified, list by list: who has checked what, and checking it."""

from __future__ import annotations

from typing import TypeAlias

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.kernel.codes import CodeList
from casework.kernel.errors import NotFound
from casework.reference import service
from casework.reference.forms import ConfirmForm, WithdrawForm, today
from casework.reference.keeping import may_keep
from casework.reference.showing import entry_lines, facts_of, seen_in, source_of, value_lines
from casework.vault.errors import SavedMeanwhile
from casework.web.choices import Option
from casework.web.guard import requires
from casework.web.here import hand, house

Reply: TypeAlias = Response | str | tuple[str, int]

blueprint = Blueprint("reference_codes", __name__)
blueprint.context_processor(may_keep)


@blueprint.get("/reference/codes/<name>")
@requires(Permission.REFERENCE_VIEW)
def show_list(name: str) -> str:
    """Show every entry of a list that was shipped in doubt, and who has checked it."""
    return _page(name, ConfirmForm(formdata=None, data={"checked_on": today()}))


@blueprint.post("/reference/codes/<name>")
@requires(Permission.REFERENCE_KEEP)
def confirm(name: str) -> Reply:
    """Vouch for the entries that were ticked; sent twice, it is done once."""
    entries, form = _get(name), ConfirmForm()
    form["codes"].offer(Option(entry.code, entry.vi) for entry in entries if entry.is_doubtful)
    if not form.validate():
        return _page(name, form, seen_in(request.form)), 400
    checked = service.Checked(
        name,
        form["codes"].data,
        seen_in(request.form),
        form["basis"].data,
        form["checked_on"].data,
    )
    try:
        service.confirm(house(), hand(), checked)
    except SavedMeanwhile:
        return _page(name, form, overtaken=True), SavedMeanwhile.status
    flash(gettext("Đã ghi: các mục này không còn mang dấu."), "good")
    return redirect(url_for("reference_codes.show_list", name=name), 303)


@blueprint.get("/reference/codes/<name>/<code>")
@requires(Permission.REFERENCE_VIEW)
def show_entry(name: str, code: str) -> str:
    """Show one entry with everything that was ever said of it."""
    return _entry_page(name, code, WithdrawForm(formdata=None))


@blueprint.post("/reference/codes/<name>/<code>")
@requires(Permission.REFERENCE_KEEP)
def withdraw(name: str, code: str) -> Reply:
    """Take back somebody's word on an entry: from now on it carries its mark again."""
    form = WithdrawForm()
    if not form.validate():
        return _entry_page(name, code, form), 400
    seen = seen_in(request.form)
    try:
        service.withdraw(house(), hand(), name, code, seen, form["reason"].data)
    except SavedMeanwhile:
        return _entry_page(name, code, form, overtaken=True), SavedMeanwhile.status
    flash(gettext("Đã rút lại: mục này mang dấu trở lại."), "good")
    return redirect(url_for("reference_codes.show_list", name=name), 303)


def _get(name: str) -> CodeList:
    entries = house().reference.shipped.find(name)
    if entries is None or not any(entry.is_doubtful for entry in entries):
        raise NotFound
    return entries


def _page(name: str, form: ConfirmForm, seen: int | None = None, *, overtaken: bool = False) -> str:
    entries, reference = _get(name), service.look(house())
    lines = entry_lines(house().reference.shipped, entries, reference)
    form["codes"].offer(
        Option(line.code, line.vi, " · ".join(line.facts), line.mark_vi)
        for line in lines
        if line.standing is None
    )
    return render_template(
        "reference/codes.html",
        form=form,
        entries=entries,
        source=source_of(entries),
        checked=[line for line in lines if line.standing is not None],
        open_=[line for line in lines if line.standing is None],
        values=value_lines(entries, reference),
        seen=reference.stamp.last_index + 1 if seen is None else seen,
        overtaken=overtaken,
    )


def _entry_page(name: str, code: str, form: WithdrawForm, *, overtaken: bool = False) -> str:
    entry, reference = service.asked_of(house(), name, code), service.look(house())
    said = reference.entries.get((name, code), ())
    return render_template(
        "reference/entry.html",
        form=form,
        entries=_get(name),
        entry=entry,
        facts=list(facts_of(house().codes, entry)),
        standing=reference.standing(name, entry),
        said=said[::-1],
        overtaken=overtaken,
    )
