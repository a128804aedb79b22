"""The sending desk: a referral is begun and sent, a person is phoned, and it may be taken back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from casework.access.permissions import Permission
from casework.access.steps import ReferralState
from casework.cases.closing.errors import CaseClosed
from casework.cases.service import view_case
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.referrals import sending
from casework.referrals.errors import MovedOn
from casework.referrals.forms import ReachForm, SendForm
from casework.referrals.records import Reached
from casework.referrals.showing import line_of
from casework.referrals.stages import Ids, Page, go_on, show_stage
from casework.referrals.turns import Reply, Verb, moved_on, verb_page
from casework.referrals.views import open_page
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("sending", __name__)


@blueprint.get("/cases/<case>/referrals/new")
@requires(Permission.REFERRAL_SEND)
def show_new(case: str) -> str:
    """Begin a referral on what she has agreed to; its ids are made here, so it goes once."""
    if view_case(house(), hand(), id_from_text(case)).closed_here:
        raise CaseClosed
    return show_stage(Page(case, SendForm(formdata=None), Ids(new_id(), new_id())), "whom")


@blueprint.post("/cases/<case>/referrals/new")
@requires(Permission.REFERRAL_SEND)
def send(case: str) -> Reply:
    """Go on to the next stage; send only from what was looked at, or keep it as a draft."""
    return go_on(case, id_from_text(request.form.get("referral_id", "")))


@blueprint.get("/referrals/<referral>/call")
@requires(Permission.REFERRAL_REACH)
def show_call(referral: str) -> str:
    """Show whom to phone now and what to say; a screen is not a person."""
    return _call_page(referral, ReachForm(formdata=None), new_id())


@blueprint.post("/referrals/<referral>/call")
@requires(Permission.REFERRAL_REACH)
def reach(referral: str) -> Reply:
    """Note whom the sender has spoken to, or that nobody answered."""
    record_id = id_from_text(request.form.get("record_id", ""))
    form = ReachForm()
    if not form.validate():
        return _call_page(referral, form, record_id)
    told = form.values() | {"reached": form["outcome"].data == "YES"}
    reached = Reached(**told | {"at": told["at"] or house().clock.now()})
    try:
        sending.reach(house(), hand(), id_from_text(referral), reached, record_id)
    except MovedOn:
        return moved_on(referral)
    flash(gettext("Đã ghi cuộc gọi."), "good")
    return redirect(url_for("referrals.view_referral", referral=referral), 303)


@blueprint.post("/referrals/<referral>/send")
@requires(Permission.REFERRAL_REACH)
def release(referral: str) -> Reply:
    """Send what waited for a second person of another unit, who has confirmed it."""
    try:
        sending.release(house(), hand(), id_from_text(referral))
    except MovedOn:
        return moved_on(referral)
    flash(gettext("Đã gửi. Gọi nơi nhận ngay, đừng chờ họ mở máy."), "good")
    return redirect(url_for("sending.show_call", referral=referral), 303)


def _call_page(referral: str, form: ReachForm, record_id: Id) -> str:
    page = open_page(id_from_text(referral))
    if page.is_receiver:
        raise NotFound
    return render_template(
        "referrals/call.html",
        form=form,
        record_id=id_to_text(record_id),
        page=page,
        line=line_of(house().codes, page.face),
    )


_WITHDRAW = Verb(
    "Thu hồi phiếu đã chuyển",
    "Thu hồi phiếu này",
    "Dùng khi chuyển nhầm. Nơi nhận mất quyền mở những phần đã chuyển ngay lập tức và không được "
    "cho biết lý do. Điều đã đọc thì không lấy lại được. Nếu chính người bị bạo lực rút lại sự "
    "đồng ý, hãy ghi ở trang Sự đồng ý của hồ sơ.",
    "danger",
    ReferralState.WITHDRAWN,
    receiver=False,
)


@blueprint.get("/referrals/<referral>/withdraw")
@requires(Permission.REFERRAL_WITHDRAW)
def show_withdraw(referral: str) -> Reply:
    """Ask once more before a referral is taken back."""
    return verb_page(_WITHDRAW, referral, None)


@blueprint.post("/referrals/<referral>/withdraw")
@requires(Permission.REFERRAL_WITHDRAW)
def withdraw(referral: str) -> Reply:
    """Take a referral back that was sent amiss; her consent stands."""
    try:
        sending.withdraw(house(), hand(), id_from_text(referral))
    except MovedOn:
        return moved_on(referral)
    flash(gettext("Đã thu hồi. Nơi nhận không còn mở được những phần đã chuyển."), "good")
    return redirect(url_for("referrals.view_referral", referral=referral), 303)
