"""A notice on screen: written by a receiving desk, phoned, read and acknowledged by the chair."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.access.steps import ReferralState
from casework.cases.consents.errors import NotAGround
from casework.cases.showing import rows_of
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.leadership import notices
from casework.leadership.forms import KnowForm, NoticeForm
from casework.leadership.opening import open_page, sign_of_page
from casework.leadership.own_motion_views import may_initiate
from casework.leadership.reading import content_of, decision_of, seen_at
from casework.leadership.records import Notice
from casework.leadership.rules import NOTICE, Standing
from casework.leadership.telling import (
    IDS,
    Occasion,
    fresh_ids,
    open_occasion,
    problem_words,
)
from casework.referrals.errors import MovedOn
from casework.referrals.reading import ReferralPage
from casework.referrals.records import Answer, AnswerKind
from casework.referrals.showing import answer_rows
from casework.referrals.turns import Reply, moved_on
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("notices", __name__)


@blueprint.get("/cases/<case>/notices/new")
@requires(Permission.NOTICE_WRITE)
def show_new(case: str) -> str:
    """Show the form of a notice, or why the chair is not told of this file."""
    occasion = open_occasion(house(), hand(), id_from_text(case))
    return _form_page(occasion, NoticeForm.begun(occasion.received_at), fresh_ids())


@blueprint.post("/cases/<case>/notices/new")
@requires(Permission.NOTICE_WRITE)
def write_notice(case: str) -> Response | str:
    """Write a notice; danger goes at once, everything else with a second person's yes."""
    ids = {name: id_from_text(request.form.get(name, "")) for name in IDS}
    occasion = open_occasion(house(), hand(), id_from_text(case))
    form = NoticeForm()
    occasion.prepare(form)
    if not form.validate():
        return _form_page(occasion, form, ids)
    try:
        notices.write_notice(house(), hand(), id_from_text(case), occasion.telling(form, ids))
    except NotAGround as error:
        form.form_errors.extend(problem_words(problem) for problem in error.problems)
        return _form_page(occasion, form, ids)
    address = url_for("chair_calls.call_on_notice", message=id_to_text(ids["referral_id"]))
    return redirect(address, 303)


def _form_page(occasion: Occasion, form: NoticeForm, ids: dict[str, Id]) -> str:
    if occasion.where in (Standing.UNKNOWN, Standing.OUTSIDE):
        return render_template("leadership/not_told.html", occasion=occasion)
    occasion.prepare(form)
    codes = house().codes
    flags = [codes["vulnerability_flags"].label(f) for f in occasion.found.vulnerabilities]
    return render_template(
        "leadership/notice_new.html", form=form, ids=ids, occasion=occasion, flags=flags
    )


@blueprint.get("/notices/<notice>")
@requires(Permission.NOTICE_VIEW)
def view_notice(notice: str) -> str:
    """Show a notice to the desk that wrote it or to the chair; opening it is what receives it."""
    return _page(open_page(notice, NOTICE), KnowForm(formdata=None), new_id())


def _page(page: ReferralPage, form: KnowForm, answer_id: Id) -> str:
    told = content_of(page, Notice)
    return render_template(
        "leadership/notice.html",
        page=page,
        form=form,
        answer_id=id_to_text(answer_id),
        sign=sign_of_page(page),
        told=told,
        rows=rows_of(NoticeForm, told, page.names) if told else [],
        seen_at=seen_at((step.state, step.at) for step in page.steps),
        may_order=may_initiate(page),
        ordered=decision_of(page),
        over=page.face.state is ReferralState.COMPLETED,
        may_know=page.is_receiver and ReferralState.ACCEPTED in page.may_become,
        answers=answer_rows(page.answers, page.names),
    )


@blueprint.post("/notices/<notice>/know")
@requires(Permission.NOTICE_KNOW)
def know_notice(notice: str) -> Reply:
    """Note that the chair knows; the desk sees the hour."""
    answer_id = id_from_text(request.form.get("answer_id", ""))
    form = KnowForm()
    page = open_page(notice, NOTICE)
    if not form.validate():
        return _page(page, form, answer_id)
    known = Answer(AnswerKind.ACCEPTED, form["text"].data or "")
    try:
        notices.know_notice(house(), hand(), id_from_text(notice), known, answer_id)
    except MovedOn:
        return moved_on(notice)
    flash(gettext("Đã ghi là đã biết. Đơn vị báo tin thấy giờ này."), "good")
    return redirect(url_for("chair.show_waiting"), 303)


@blueprint.post("/notices/<notice>/send")
@requires(Permission.NOTICE_WRITE)
def send_notice(notice: str) -> Response:
    """Send a notice that another unit has confirmed."""
    notices.send_notice(house(), hand(), id_from_text(notice))
    flash(gettext("Đã gửi. Gọi Chủ tịch ngay, đừng chờ mở máy."), "good")
    return redirect(url_for("chair_calls.call_on_notice", message=notice), 303)
