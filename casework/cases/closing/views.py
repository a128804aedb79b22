"""The addresses of the end: close a file, open it again, and be told that it is closed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.cases.closing import service
from casework.cases.closing.errors import CaseClosed
from casework.cases.closing.forms import CloseForm, ReopenForm
from casework.cases.closing.records import Closing, Reopening
from casework.cases.closing.running import OpenWork, needs_words, still_open
from casework.cases.closing.unfinished import unfinished_in
from casework.cases.files import CaseFile
from casework.cases.service import view_case
from casework.cases.views import describe
from casework.kernel.ids import id_from_text, id_to_text, new_id
from casework.web.errors import posted_words
from casework.web.guard import requires, requires_when_found
from casework.web.here import hand, house

blueprint = Blueprint("closing", __name__)
blueprint.context_processor(describe)


@blueprint.get("/cases/<case>/close")
@requires(Permission.CASE_CLOSE)
def show_closing(case: str) -> str:
    """List what is still open, and ask why the file is closed."""
    file, work = _open(case)
    return _page(file, work, CloseForm(formdata=None), id_to_text(new_id()))


@blueprint.post("/cases/<case>/close")
@requires(Permission.CASE_CLOSE)
def close(case: str) -> Response | str:
    """Close the file; sent twice, it is closed once."""
    record_id = id_from_text(request.form.get("record_id", ""))
    file, work = _open(case, record_id)
    unfinished = bool(unfinished_in(file))
    form = CloseForm(unfinished=unfinished or needs_words(work))
    if not form.validate():
        return _page(file, work, form, id_to_text(record_id))
    closing = form.filled(None)
    if isinstance(closing, Closing):
        service.close(house(), hand(), file.case_id, closing, record_id, unfinished=unfinished)
    flash(gettext("Đã đóng hồ sơ. Những đơn vị khác vẫn làm nốt việc của mình."), "good")
    return redirect(url_for("cases.view_case", case=case), 303)


@blueprint.get("/cases/<case>/reopen")
@requires_when_found(Permission.CASE_REOPEN)
def show_reopening(case: str) -> str:
    """Ask why the file is opened again."""
    file = service.open_to_reopen(house(), hand(), id_from_text(case))
    return _reopening_page(file, ReopenForm(formdata=None), id_to_text(new_id()))


@blueprint.post("/cases/<case>/reopen")
@requires_when_found(Permission.CASE_REOPEN)
def reopen(case: str) -> Response | str:
    """Open the file again; the reason stands beside why it was closed."""
    file, form = service.open_to_reopen(house(), hand(), id_from_text(case)), ReopenForm()
    record_id = id_from_text(request.form.get("record_id", ""))
    if not form.validate():
        return _reopening_page(file, form, id_to_text(record_id))
    reopening = form.filled(None)
    if isinstance(reopening, Reopening):
        service.reopen(house(), hand(), file.case_id, reopening, record_id)
    flash(gettext("Đã mở lại hồ sơ."), "good")
    return redirect(url_for("cases.view_case", case=case), 303)


def explain_closed(_error: CaseClosed) -> tuple[str, int]:
    """Say since when and why the file is closed; what was typed meanwhile is not lost."""
    case = (request.view_args or {})["case"]
    file = view_case(house(), hand(), id_from_text(case))
    fields, words = posted_words()
    page = render_template(
        "closing/closed.html",
        case=case,
        file=file,
        ended=service.how_it_ended(file),
        reasons=house().codes["closure_reasons"],
        fields=fields,
        words=words,
    )
    return page, CaseClosed.status


def _open(case: str, record_id: bytes | None = None) -> tuple[CaseFile, list[OpenWork]]:
    file = service.open_to_close(house(), hand(), id_from_text(case))
    sent_before = any(part.record_id == record_id for part in file.of(Closing.schema))
    if file.closed_here and not sent_before:
        raise CaseClosed
    return file, still_open(file.agreements, house().clock.now())


def _page(file: CaseFile, work: list[OpenWork], form: CloseForm, record_id: str) -> str:
    return _render("closing/close.html", file, form, record_id, work=work, more=unfinished_in(file))


def _reopening_page(file: CaseFile, form: ReopenForm, record_id: str) -> str:
    ended = service.how_it_ended(file)
    return _render("closing/reopen.html", file, form, record_id, ended=ended)


def _render(template: str, file: CaseFile, form: object, record_id: str, **more: Any) -> str:
    return render_template(
        template,
        file=file,
        case=id_to_text(file.case_id),
        form=form,
        record_id=record_id,
        codes=house().codes,
        **more,
    )
