"""The addresses of letters that answer a written request: ask, look, print, note that it left."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.access.steps import ConsentState
from casework.audit.actions import Action
from casework.cases.closing.errors import CaseClosed
from casework.cases.consents.errors import NotAGround
from casework.cases.consents.rules import Problem
from casework.cases.consents.situation import situation_of
from casework.cases.consents.stand_ins import stand_in_options
from casework.cases.consents.words import SAID
from casework.cases.files import CaseFile
from casework.cases.forms.record_form import today
from casework.cases.rules.people import is_child
from casework.cases.service import view_case
from casework.kernel.clock import format_moment, local_day
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.referrals.letters import authority
from casework.referrals.letters.authority import CODE, Asking, OpenedAuthorityLetter
from casework.referrals.letters.authority_forms import AuthorityForm
from casework.referrals.letters.errors import LetterStopped
from casework.referrals.letters.forms import FACTS, HandForm
from casework.referrals.letters.showing import AUTHORITY_STATES, facts_of
from casework.web.guard import requires
from casework.web.here import hand, house

_IDS = ("record_id", "consent_id", "reason_id")

blueprint = Blueprint("authority", __name__)


@blueprint.get("/cases/<case>/letters/authority/new")
@requires(Permission.GROUND_INVOKE)
def show_request(case: str) -> str:
    """Ask what the request names, and what it is answered."""
    return _form_page(AuthorityForm(formdata=None), _file(case), {n: new_id() for n in _IDS})


@blueprint.post("/cases/<case>/letters/authority/new")
@requires(Permission.GROUND_INVOKE)
def ask(case: str) -> Response | str:
    """Write the letter and put its ground before a second person; nothing leaves yet."""
    ids = {name: id_from_text(request.form.get(name, "")) for name in _IDS}
    file, form = _file(case), AuthorityForm()
    _prepare(form, file)
    if not form.validate():
        return _form_page(form, file, ids)
    letter = form.letter(ids["consent_id"])
    asking = Asking(
        ids["record_id"], ids["reason_id"], letter, form.law_reason(), form.chosen_confirmer()
    )
    try:
        authority.ask(house(), hand(), file.case_id, asking)
    except NotAGround as error:
        for problem in error.problems:
            name = "child_view" if problem is Problem.NO_CHILD_VIEW else "reason"
            form[name].errors = [SAID[problem][1]]
        return _form_page(form, file, ids)
    flash(gettext("Đã ghi. Người thứ hai xác nhận rồi mới in, mới giao được."), "good")
    return redirect(_address(case, ids["record_id"]), 303)


@blueprint.get("/cases/<case>/letters/authority/<record>")
@requires(Permission.LETTER_WRITE)
def view(case: str, record: str) -> str:
    """Show one letter, where its ground stands, and what is to be done."""
    found = _open(case, record, Action.SECTION_READ)
    return _page("letters/authority_view.html", case, found, HandForm(formdata=None))


@blueprint.post("/cases/<case>/letters/authority/<record>")
@requires(Permission.LETTER_WRITE)
def hand_over(case: str, record: str) -> Response | str:
    """Note that the paper has left the desk."""
    form = HandForm()
    if not form.validate():
        found = _open(case, record, Action.SECTION_READ)
        return _page("letters/authority_view.html", case, found, form)
    ids = id_from_text(case), id_from_text(record)
    at = form["handed_at"].data or house().clock.now()
    said = form["handed_by"].data, form["handed_to"].data
    authority.hand_over(house(), hand(), *ids, at, *said)
    flash(gettext("Đã ghi việc giao thư."), "good")
    return redirect(_address(case, ids[1]), 303)


@blueprint.get("/cases/<case>/letters/authority/<record>/print")
@requires(Permission.LETTER_WRITE)
def print_letter(case: str, record: str) -> str:
    """Show a letter for paper once it was confirmed; the log says that it was printed."""
    found = _open(case, record, Action.PAGE_PRINT)
    if found.file.closed_here:
        raise CaseClosed
    if found.state is not ConsentState.CONFIRMED:
        raise LetterStopped
    return _page("letters/authority_print.html", case, found, None)


def _file(case: str) -> CaseFile:
    file = view_case(house(), hand(), id_from_text(case))
    if file.closed_here:
        raise CaseClosed
    return file


def _prepare(form: AuthorityForm, file: CaseFile) -> None:
    asks_child = is_child(situation_of(file, today()).age)
    people = stand_in_options(house(), file, hand().keyring.unit)
    form.prepare(facts_of(house().codes, file, None), people, asks_child=asks_child)


def _form_page(form: AuthorityForm, file: CaseFile, ids: dict[str, Id]) -> str:
    _prepare(form, file)
    return render_template(
        "letters/authority.html",
        form=form,
        ids=ids,
        number=file.number,
        case=id_to_text(file.case_id),
        ground=house().codes["legal_grounds"][CODE],
    )


def _open(case: str, record: str, action: Action) -> OpenedAuthorityLetter:
    return authority.open_letter(house(), hand(), id_from_text(case), id_from_text(record), action)


def _page(template: str, case: str, found: OpenedAuthorityLetter, form: HandForm | None) -> str:
    one = found.content
    who = [(label, getattr(one, name)) for name, label in FACTS.items()]
    handed = f"{format_moment(one.handed_at)}, {one.handed_by}" if one.handed_at else ""
    return render_template(
        template,
        case=case,
        record=id_to_text(found.part.record_id),
        number=found.file.number,
        closed=found.file.closed_here,
        one=one,
        who=[{"label": label, "value": value} for label, value in who if value],
        state=AUTHORITY_STATES[found.state],
        confirmed=found.state is ConsentState.CONFIRMED,
        handed="; ".join(filter(None, (handed, one.handed_to))),
        day=today() if one.handed_at is None else local_day(one.handed_at),
        form=form,
    )


def _address(case: str, record_id: Id) -> str:
    return url_for("authority.view", case=case, record=id_to_text(record_id))
