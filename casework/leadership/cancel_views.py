"""An order's early end on screen: the request of the police, the chair's answer, the sheet."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.audit.actions import Action
from casework.cases.consents.errors import NoLongerInForce
from casework.cases.showing import rows_of
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.leadership import cancelling, rules
from casework.leadership.cancel_forms import (
    CancelForm,
    CancellationForm,
    CancelRequestForm,
    KeepForm,
)
from casework.leadership.cancelling import ORDERED, AskingToCancel
from casework.leadership.opening import open_order, open_page, sign_of_page
from casework.leadership.reading import cancellations_of, content_of, decision_of
from casework.leadership.records import CANCELLED, CancelRequest
from casework.leadership.rules import CANCEL
from casework.referrals.errors import MovedOn
from casework.referrals.reading import ReferralPage
from casework.referrals.showing import answer_rows
from casework.referrals.turns import Reply, moved_on
from casework.web.forms import CaseworkForm
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("cancellations", __name__)


@dataclass(frozen=True)
class Entering:
    """What one of these forms says about itself."""

    title: str
    button: str
    lead: str
    tone: str = ""


_ASK = Entering(
    "Chuyển đơn xin hủy bỏ",
    "Chuyển Chủ tịch, rồi gọi điện",
    "Bản giấy (Mẫu số 10) là đơn; ở đây là sổ. Chủ tịch có 12 giờ từ lúc nhận đơn.",
)
_ANSWERS: dict[str, tuple[type[CancellationForm], Entering]] = {
    "cancel": (
        CancelForm,
        Entering(
            "Hủy bỏ quyết định cấm tiếp xúc",
            "Ghi vào sổ",
            "Bản giấy đã ký (Mẫu số 11) mới là quyết định; ở đây là sổ. Gọi người được bảo vệ "
            "trước khi người kia biết.",
            "danger",
        ),
    ),
    "keep": (
        KeepForm,
        Entering(
            "Không hủy bỏ quyết định",
            "Ghi không hủy bỏ",
            "Luật đòi trả lời bằng văn bản và nêu rõ lý do. Quyết định vẫn có hiệu lực.",
        ),
    ),
}


@blueprint.get("/orders/<order>/cancellations/new")
@requires(Permission.ORDER_REQUEST)
def show_new(order: str) -> Reply:
    """Show the form on which the police pass a request to cancel on to the chair."""
    return _ask_page(order, CancelRequestForm(formdata=None), (new_id(), new_id()))


@blueprint.post("/orders/<order>/cancellations/new")
@requires(Permission.ORDER_REQUEST)
def ask_to_cancel(order: str) -> Reply:
    """Pass a request to cancel an order on to the chair."""
    names = ("referral_id", "record_id")
    referral_id, record_id = (id_from_text(request.form.get(name, "")) for name in names)
    form = CancelRequestForm()
    if not form.validate():
        return _ask_page(order, form, (referral_id, record_id))
    content = form.filled(None)
    typed = content if isinstance(content, CancelRequest) else CancelRequest()
    asking = AskingToCancel(referral_id, record_id, typed)
    try:
        cancelling.ask(house(), hand(), id_from_text(order), asking)
    except MovedOn:
        return moved_on(order)
    except NoLongerInForce as error:
        form.form_errors.append(error.message_vi)
        return _ask_page(order, form, (referral_id, record_id))
    address = url_for("chair_calls.call_on_cancellation", message=id_to_text(referral_id))
    return redirect(address, 303)


def _ask_page(order: str, form: CancelRequestForm, ids: tuple[Id, Id]) -> Reply:
    page = open_order(order)
    if page.is_receiver:
        raise NotFound
    if page.face.state not in ORDERED:
        return moved_on(order)
    return _entry_page(page, _ASK, form, {"referral_id": ids[0], "record_id": ids[1]})


def _entry_page(
    page: ReferralPage, entering: Entering, form: CaseworkForm, ids: dict[str, Id]
) -> str:
    order = id_to_text(page.face.referral_id)
    return render_template(
        "leadership/entry.html",
        address=url_for("orders.view_order", order=order),
        entering=entering,
        form=form,
        ids=ids,
        number=page.face.number,
    )


@blueprint.get("/cancellations/<message>")
@requires(Permission.ORDER_VIEW)
def view_request(message: str) -> str:
    """Show a request to cancel an order to the police or to the chair; opening it receives it."""
    page = open_page(message, CANCEL)
    asked = content_of(page, CancelRequest)
    return render_template(
        "leadership/cancellation.html",
        page=page,
        asked=asked,
        sign=sign_of_page(page),
        rows=rows_of(CancelRequestForm, asked, page.names) if asked else [],
        basis=house().codes["clocks"][rules.CANCEL_WITHIN].basis,
        answers=answer_rows(page.answers, page.names),
    )


@blueprint.get("/orders/<order>/cancel", defaults={"verb": "cancel"})
@blueprint.get("/orders/<order>/keep", defaults={"verb": "keep"})
@requires(Permission.ORDER_DECIDE, refusal=404)
def show_answer(order: str, verb: str) -> Reply:
    """Show the form of one of the two answers, with who asked and when."""
    asked = _asked(request.args.get("asked"))
    form = _ANSWERS[verb][0](formdata=None, data=asked)
    return _answer_page(order, verb, form, new_id())


def _asked(message: str | None) -> dict[str, object]:
    found = content_of(open_page(message, CANCEL), CancelRequest) if message else None
    return {"asked_by": found.asked_by, "asked_at": found.asked_at} if found else {}


@blueprint.post("/orders/<order>/cancel", defaults={"verb": "cancel"})
@blueprint.post("/orders/<order>/keep", defaults={"verb": "keep"})
@requires(Permission.ORDER_DECIDE, refusal=404)
def answer(order: str, verb: str) -> Reply:
    """Enter what was signed."""
    record_id = id_from_text(request.form.get("record_id", ""))
    form = _ANSWERS[verb][0]()
    page = open_order(order)
    if not form.validate():
        return _answer_page(order, verb, form, record_id)
    face = page.face
    try:
        signed = form.cancellation()
        cancelling.answer(house(), hand(), face.referral_id, face.case_id, signed, record_id)
    except MovedOn:
        return moved_on(order)
    flash(gettext("Đã ghi. Gọi điện cho người được bảo vệ và Công an xã nếu chưa gọi."), "good")
    return redirect(url_for("orders.view_order", order=order), 303)


def _answer_page(order: str, verb: str, form: CancellationForm, record_id: Id) -> Reply:
    page = open_order(order)
    if not page.is_receiver:
        raise NotFound
    if page.face.state not in ORDERED:
        return moved_on(order)
    return _entry_page(page, _ANSWERS[verb][1], form, {"record_id": record_id})


@blueprint.get("/orders/<order>/cancellation")
@requires(Permission.ORDER_VIEW)
def print_cancellation(order: str) -> Response | str:
    """Show the sheet by which those are told who had the order; the log says it was printed."""
    page = open_order(order, Action.PAGE_PRINT)
    ended = next((one for one in cancellations_of(page) if one.outcome == CANCELLED), None)
    if ended is None:
        raise NotFound
    return render_template(
        "leadership/cancellation_print.html",
        page=page,
        decision=decision_of(page),
        ended=ended,
        recipients=list(house().codes["order_recipients"]),
    )
