"""The telephone beside a message to the chair: number, words without a name, who was reached."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext

from casework.access.permissions import Permission
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.leadership.opening import open_page, sign_of_page
from casework.leadership.reading import content_of
from casework.leadership.records import YES, Notice
from casework.leadership.rules import CANCEL, NOTICE, ORDER
from casework.referrals import sending
from casework.referrals.errors import MovedOn
from casework.referrals.forms import ReachForm
from casework.referrals.records import Reached
from casework.referrals.showing import line_of
from casework.referrals.turns import Reply, moved_on
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("chair_calls", __name__)


@blueprint.get("/notices/<message>/call")
@requires(Permission.NOTICE_WRITE)
def call_on_notice(message: str) -> str:
    """Show the chair's telephone and what to say, whether or not the notice has gone."""
    return _call_page(message, NOTICE, ReachForm(formdata=None), new_id())


@blueprint.post("/notices/<message>/call")
@requires(Permission.NOTICE_WRITE)
def reach_on_notice(message: str) -> Reply:
    """Note who was reached about a notice, and when; or that nobody answered."""
    return _reach(message, NOTICE)


@blueprint.get("/orders/<message>/call")
@requires(Permission.ORDER_REQUEST)
def call_on_order(message: str) -> str:
    """Show the chair's telephone and what to say about a request."""
    return _call_page(message, ORDER, ReachForm(formdata=None), new_id())


@blueprint.post("/orders/<message>/call")
@requires(Permission.ORDER_REQUEST)
def reach_on_order(message: str) -> Reply:
    """Note who was reached about a request, and when; or that nobody answered."""
    return _reach(message, ORDER)


@blueprint.get("/cancellations/<message>/call")
@requires(Permission.ORDER_REQUEST)
def call_on_cancellation(message: str) -> str:
    """Show the chair's telephone and what to say about a request to cancel an order."""
    return _call_page(message, CANCEL, ReachForm(formdata=None), new_id())


@blueprint.post("/cancellations/<message>/call")
@requires(Permission.ORDER_REQUEST)
def reach_on_cancellation(message: str) -> Reply:
    """Note who was reached about a request to cancel an order, and when."""
    return _reach(message, CANCEL)


def _reach(message: str, service: str) -> Reply:
    record_id = id_from_text(request.form.get("record_id", ""))
    form = ReachForm()
    page = open_page(message, service)
    if not form.validate():
        return _call_page(message, service, form, record_id)
    told = form.values() | {"reached": form["outcome"].data == "YES"}
    reached = Reached(**told | {"at": told["at"] or house().clock.now()})
    try:
        sending.reach(house(), hand(), page.face.referral_id, reached, record_id)
    except MovedOn:
        return moved_on(message)
    flash(gettext("Đã ghi cuộc gọi."), "good")
    return redirect(line_of(house().codes, page.face).address, 303)


def _call_page(message: str, service: str, form: ReachForm, record_id: Id) -> str:
    page = open_page(message, service)
    if page.is_receiver or page.view is None:
        raise NotFound
    told = content_of(page, Notice)
    return render_template(
        "leadership/call.html",
        form=form,
        record_id=id_to_text(record_id),
        page=page,
        address=line_of(house().codes, page.face).address,
        told=told,
        cancels=service == CANCEL,
        danger=told is not None and told.danger == YES,
        sign=sign_of_page(page),
    )
