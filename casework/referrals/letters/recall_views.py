"""The page on which any desk notes that a body outside shall have no letter any more."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.cases.service import view_case
from casework.kernel.ids import id_from_text, id_to_text, new_id
from casework.referrals.letters.forms import EVERY_BODY, RecallForm
from casework.referrals.letters.recall import recall
from casework.referrals.letters.records import LetterRecall
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("letter_recalls", __name__)


@blueprint.get("/cases/<case>/letters/withdraw")
@requires(Permission.LETTER_WRITE)
def show_recall(case: str) -> str:
    """Ask which body; the list is the same whether or not there is a letter to it."""
    return _page(RecallForm(formdata=None), case, id_to_text(new_id()))


@blueprint.post("/cases/<case>/letters/withdraw")
@requires(Permission.LETTER_WRITE)
def withdraw(case: str) -> Response | str:
    """Take her yes back for every letter to that body, at whatever desk it was written."""
    record_id, form = id_from_text(request.form.get("record_id", "")), RecallForm()
    if not form.validate():
        return _page(form, case, id_to_text(record_id))
    body = form["body"].data
    said = LetterRecall(None if body == EVERY_BODY else body, house().clock.now())
    recall(house(), hand(), id_from_text(case), said, record_id)
    flash(gettext("Đã ghi. Không đơn vị nào in, giao thư đến nơi ấy nữa."), "good")
    return redirect(url_for("cases.view_case", case=case), 303)


def _page(form: RecallForm, case: str, record_id: str) -> str:
    file = view_case(house(), hand(), id_from_text(case))
    return render_template(
        "letters/recall.html", form=form, case=case, number=file.number, record_id=record_id
    )
