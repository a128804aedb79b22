"""The addresses of a legal ground: invoke it with a reason, confirm or refuse it as a second."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.cases.consents import grounds
from casework.cases.consents.errors import NotAGround
from casework.cases.consents.ground_forms import GroundForm, not_usable
from casework.cases.consents.page import open_answers
from casework.cases.consents.reading import list_waiting_grounds
from casework.cases.consents.setting import open_setting
from casework.cases.consents.views import describe
from casework.kernel.errors import NotFound
from casework.kernel.ids import id_from_text
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("grounds", __name__)
blueprint.context_processor(describe)


@blueprint.get("/cases/<case>/grounds/new")
@requires(Permission.GROUND_INVOKE)
def show_invocation(case: str) -> str:
    """Show the grounds that this desk may use on this file, and those that it may not."""
    form = GroundForm(formdata=None)
    form.prepare(open_setting(house(), hand(), id_from_text(case)))
    form.begin()
    return _invocation(form, case)


@blueprint.post("/cases/<case>/grounds/new")
@requires(Permission.GROUND_INVOKE)
def invoke(case: str) -> Response | str:
    """Go on with a ground; after the last look, invoke it."""
    case_id = id_from_text(case)
    form = GroundForm()
    form.prepare(open_setting(house(), hand(), case_id))
    if not form.advance():
        return _invocation(form, case)
    try:
        grounds.invoke(house(), hand(), case_id, form.invocation())
    except NotAGround as error:
        form.stop_at(form.said(error.problems), len(form.stages))
        return _invocation(form, case)
    if form.at_once:
        flash(gettext("Đã chuyển ngay. Gọi điện cho nơi nhận, đừng chờ họ mở máy."), "good")
    else:
        flash(
            gettext("Đã ghi. Chưa gì được chuyển: người thứ hai xác nhận rồi mới chuyển."), "good"
        )
    return redirect(url_for("consents.list_answers", case=case), 303)


def _invocation(form: GroundForm, case: str) -> str:
    others = not_usable(form.setting)
    return render_template("consents/ground.html", form=form, case=case, others=others)


@blueprint.get("/grounds")
@requires(Permission.GROUND_CONFIRM)
def list_waiting() -> str:
    """Show the grounds that wait for a second person."""
    return render_template("consents/grounds.html", lines=list_waiting_grounds(house(), hand()))


@blueprint.get("/cases/<case>/grounds/<ground>")
@requires(Permission.GROUND_CONFIRM)
def show_ground(case: str, ground: str) -> str:
    """Show ground, reason, recipient and the names of the sections, and none of their content."""
    ground_id = id_from_text(ground)
    one = open_answers(house(), hand(), id_from_text(case), ground_id).one(ground_id)
    if one.reason is None:
        raise NotFound
    return render_template("consents/ground_review.html", one=one, case=case)


@blueprint.post("/cases/<case>/grounds/<ground>/confirm")
@requires(Permission.GROUND_CONFIRM)
def confirm(case: str, ground: str) -> Response:
    """Confirm as the second person."""
    grounds.confirm(house(), hand(), id_from_text(case), id_from_text(ground))
    flash(
        gettext("Đã xác nhận. Điều đang chờ thì đã gửi; người đề nghị chuyển được từ bây giờ."),
        "good",
    )
    return redirect(url_for("grounds.list_waiting"), 303)


@blueprint.post("/cases/<case>/grounds/<ground>/refuse")
@requires(Permission.GROUND_CONFIRM)
def refuse(case: str, ground: str) -> Response:
    """Refuse as the second person; what went at once is taken back."""
    grounds.refuse(house(), hand(), id_from_text(case), id_from_text(ground))
    flash(gettext("Đã từ chối. Những gì đã mở theo căn cứ này được thu lại."), "good")
    return redirect(url_for("grounds.list_waiting"), 303)
