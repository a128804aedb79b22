"""The addresses of a file: the list, the first five minutes, the file itself, paper."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.cases import service
from casework.cases.closing.service import how_it_ended
from casework.cases.findings import entry_of
from casework.cases.forms.danger import OpeningForm
from casework.cases.forms.search import SearchForm
from casework.cases.lines import show_line
from casework.cases.listing import list_cases
from casework.cases.page import calls_of, make_page
from casework.cases.parts import PARTS
from casework.cases.records import FirstMinutes, Incident, Survivor
from casework.cases.rules.scope import label_vi
from casework.cases.search import search_cases
from casework.cases.service import NewPart, Opening
from casework.cases.showing import labels_of
from casework.cases.strips import strips_of
from casework.cases.timeline import happened
from casework.kernel.clock import from_micros, to_micros
from casework.kernel.codes import CodeList
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.lines import Place
from casework.web.choices import Option
from casework.web.guard import requires
from casework.web.here import hand, house
from casework.web.paging import read_token, write_token
from casework.web.principal import current_principal, known_principal

FOLDED = ("first", "contact", "reporter", "kin")
"""Parts that stand above already, or that nobody who passes by should read."""

blueprint = Blueprint("cases", __name__)


@blueprint.context_processor
def describe() -> dict[str, Any]:
    """Give this room's templates what may be pressed, and codes in words."""
    me = known_principal()
    return {
        "may_open": me is not None and allows(me.unit_kind, me.role, Permission.CASE_OPEN),
        "may_close": me is not None and allows(me.unit_kind, me.role, Permission.CASE_CLOSE),
        "may_reopen": me is not None and allows(me.unit_kind, me.role, Permission.CASE_REOPEN),
        "may_write": me is not None and allows(me.unit_kind, me.role, Permission.SECTION_WRITE),
        "labels": lambda name, chosen: labels_of(house().codes, name, chosen),
        "scope_label": label_vi,
        "kinds": PARTS,
    }


@blueprint.get("/cases")
@requires(Permission.CASE_LIST)
def show_list() -> str:
    """List the unit's own files, newest first, by name: those worked on, or those closed."""
    key = read_token(request.args.get("after"), int, bytes)
    after = None if key is None else Place(from_micros(int(key[0])), bytes(key[1]))  # type: ignore[arg-type]  # read_token has checked the types
    closed = request.args.get("closed") == "1"
    page = list_cases(house(), hand(), after, closed=closed)
    place, statuses = page.after, _statuses()
    return _list_page(
        SearchForm(formdata=None),
        lines=[show_line(statuses, line) for line in page.lines],
        closed=closed,
        first=after is None,
        next_token=write_token((to_micros(place.listed_at), place.row_id)) if place else None,
    )


@blueprint.post("/cases")
@requires(Permission.CASE_SEARCH)
def search() -> str:
    """Find files by what is remembered; the words stand in no address and in no log."""
    form = SearchForm()
    if not form.validate():
        return _list_page(form, found=[], more=False)
    page, statuses = search_cases(house(), hand(), form["words"].data or ""), _statuses()
    found = [show_line(statuses, one.line, one.reasons) for one in page.found]
    return _list_page(form, found=found, more=page.more)


def _list_page(form: SearchForm, **shown: object) -> str:
    return render_template(
        "cases/list.html" if "lines" in shown else "cases/found.html", form=form, **shown
    )


def _statuses() -> CodeList:
    return house().codes["case_statuses"]


@blueprint.get("/cases/new")
@requires(Permission.CASE_OPEN)
def show_opening() -> str:
    """Show the first five minutes; the case gets its id here, so that it is opened once."""
    return _opening_page(OpeningForm(formdata=None), new_id())


@blueprint.post("/cases/new")
@requires(Permission.CASE_OPEN)
def open_case() -> Response | str:
    """Open a file from as little as one line."""
    case_id = id_from_text(request.form.get("case_id", ""))
    form = OpeningForm()
    form["holders"].offer(_colleagues())
    if not form.validate():
        return _opening_page(form, case_id)
    service.open_case(house(), hand(), _opening(form, case_id))
    flash(gettext("Đã lưu. Ghi tiếp lúc nào cũng được, theo thứ tự nào cũng được."), "good")
    return redirect(url_for("cases.view_case", case=id_to_text(case_id)), 303)


def _opening(form: OpeningForm, case_id: Id) -> Opening:
    first = form.filled(None)
    now = house().clock.now()
    if isinstance(first, FirstMinutes) and first.received_at is None:
        first = replace(first, received_at=now)
    parts = [NewPart(SectionKind.SAFETY, first)]
    survivor = Survivor(name=form["name"].data or "")
    if survivor.name:
        parts.append(NewPart(SectionKind.IDENTITY, survivor))
    if form["line"].data:
        parts.append(NewPart(SectionKind.INCIDENT, Incident(account=form["line"].data)))
    holders = form.chosen_holders(current_principal().user)
    return Opening(case_id, parts, entry_of(survivor, None), holders)


def _opening_page(form: OpeningForm, case_id: Id) -> str:
    codes = house().codes
    form["holders"].offer(_colleagues())
    questions = [
        (field, code, calls_of(codes, code.words("call")))
        for field in ("dangers", "whereabouts")
        for code in codes["first_dangers" if field == "dangers" else "whereabouts"]
    ]
    return render_template(
        "cases/open.html", form=form, case_id=id_to_text(case_id), questions=questions
    )


def _colleagues() -> list[Option]:
    me = current_principal()
    return [
        Option(id_to_text(member.user), member.name)
        for member in service.list_members(house())
        if member.unit == me.unit and member.user != me.user
    ]


@blueprint.get("/cases/<case>")
@requires(Permission.CASE_VIEW)
def view_case(case: str) -> str:
    """Show a file: safe contact first, then what is held, what is shut, what is missing."""
    file = service.view_case(house(), hand(), id_from_text(case))
    codes = house().codes
    page = make_page(codes, file, house().clock.now())
    return render_template(
        "cases/view.html",
        page=page,
        codes=codes,
        case=case,
        calls=calls_of(codes, page.hotlines),
        folded=FOLDED,
        strips=list(strips_of(page)),
        ended=how_it_ended(file),
        past=happened(codes, file),
    )


@blueprint.get("/cases/<case>/print")
@requires(Permission.CASE_VIEW)
def print_case(case: str) -> str:
    """Show a file for paper; the log says that it was printed, and by whom."""
    file = service.print_case(house(), hand(), id_from_text(case))
    page = make_page(house().codes, file, house().clock.now())
    return render_template("cases/print.html", page=page, codes=house().codes, case=case)


@blueprint.get("/kit")
@requires(Permission.KIT_PRINT)
def print_kit() -> str:
    """Show the blank papers for when the machine is down; nobody's data is on them."""
    return render_template("cases/kit.html", codes=house().codes, calls_of=calls_of)
