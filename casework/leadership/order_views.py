"""A no-contact order on screen: asked by the police, and the chair's three buttons."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.access.steps import ReferralState
from casework.audit.actions import Action
from casework.cases.consents.errors import NoLongerInForce, NotAGround
from casework.cases.showing import rows_of
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.leadership import orders, rules
from casework.leadership.asking import IDS, Request, fresh_ids, open_request
from casework.leadership.cancel_forms import InitiateForm, cancellation_rows
from casework.leadership.cancelling import ORDERED
from casework.leadership.opening import open_order, open_page, sign_of_page
from casework.leadership.order_forms import (
    DecisionForm,
    IssueForm,
    RefuseForm,
    RequestForm,
    ReturnForm,
)
from casework.leadership.reading import (
    cancellations_of,
    content_of,
    decision_of,
    motion_of,
    seen_at,
)
from casework.leadership.records import ISSUED, NoContactDecision, NoContactRequest
from casework.leadership.rules import ORDER, Standing
from casework.leadership.supervising import is_for_police
from casework.leadership.telling import problem_words
from casework.referrals.errors import MovedOn
from casework.referrals.listing import desk
from casework.referrals.reading import ReferralPage
from casework.referrals.showing import Line, line_of
from casework.referrals.turns import Reply, moved_on
from casework.vault.sharing import MayNotBeGranted
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("orders", __name__)


@blueprint.get("/cases/<case>/orders/new")
@requires(Permission.ORDER_REQUEST)
def show_new(case: str) -> str:
    """Show the form of a request, filled with what came back; or why no order can be asked."""
    wanted = open_request(house(), hand(), id_from_text(case))
    return _request_page(wanted, wanted.begun(), fresh_ids())


@blueprint.post("/cases/<case>/orders/new")
@requires(Permission.ORDER_REQUEST)
def request_order(case: str) -> Response | str:
    """Ask for an order: on her yes it goes at once, on the law with a second person's yes."""
    ids = {name: id_from_text(request.form.get(name, "")) for name in IDS}
    wanted = open_request(house(), hand(), id_from_text(case))
    form = RequestForm()
    wanted.prepare(form)
    if not form.validate():
        return _request_page(wanted, form, ids)
    try:
        orders.request_order(house(), hand(), id_from_text(case), wanted.asking(form, ids))
    except NotAGround as error:
        form.form_errors.extend(problem_words(problem) for problem in error.problems)
        return _request_page(wanted, form, ids)
    except (NoLongerInForce, MayNotBeGranted) as error:
        form.form_errors.append(error.message_vi)
        return _request_page(wanted, form, ids)
    address = url_for("chair_calls.call_on_order", message=id_to_text(ids["referral_id"]))
    return redirect(address, 303)


def _request_page(wanted: Request, form: RequestForm, ids: dict[str, Id]) -> str:
    occasion = wanted.occasion
    if occasion.where in (Standing.UNKNOWN, Standing.OUTSIDE):
        return render_template("leadership/not_told.html", occasion=occasion)
    wanted.prepare(form)
    return render_template(
        "leadership/order_new.html", form=form, ids=ids, occasion=occasion, wanted=wanted
    )


@blueprint.get("/orders/<order>")
@requires(Permission.ORDER_VIEW)
def view_order(order: str) -> str:
    """Show a request and its decision to the police or to the chair; opening it receives it."""
    page = open_order(order)
    asked, decision = content_of(page, NoContactRequest), decision_of(page)
    first_at, motion = asked.first_at if asked else None, motion_of(page)
    shown = rows_of(RequestForm, asked, page.names) if asked else []
    return render_template(
        "leadership/order.html",
        page=page,
        sign=sign_of_page(page),
        rows=rows_of(InitiateForm, motion, page.names) if motion else shown,
        motion=motion,
        tells=page.is_receiver and is_for_police(house(), page.face.from_unit),
        told=_told(page) if motion and page.is_receiver else [],
        cancellations=[cancellation_rows(one, page.names) for one in cancellations_of(page)],
        may_cancel=page.face.state in ORDERED,
        first_at=first_at,
        reason=page.view.agreement.reason if page.view else None,
        seen_at=seen_at((step.state, step.at) for step in page.steps),
        may_decide=_may_decide(page),
        decision=_shown(decision, page) if decision else None,
    )


def _told(page: ReferralPage) -> list[Line]:
    """Return what the chair has sent to the police about this file, the newest first."""
    sent = desk(house(), hand(), Action.REFERRAL_LIST)
    here = [face for face in (*sent.drafts, *sent.sent) if face.case_id == page.face.case_id]
    told = [face for face in here if (face.service, face.state) in _TOLD]
    return [line_of(house().codes, face) for face in told]


_TOLD = {
    (rules.SUPERVISE, state) for state in ReferralState if state is not ReferralState.WITHDRAWN
}


def _may_decide(page: ReferralPage) -> bool:
    return page.is_receiver and ReferralState.ACCEPTED in page.may_become


def _shown(decision: NoContactDecision, page: ReferralPage) -> dict[str, object]:
    """Return a decision in words, with the end of an order by the clock."""
    answer = _ANSWERS_BY_OUTCOME[decision.outcome]
    ends = None
    if decision.outcome == ISSUED and decision.signed_at is not None:
        ends = rules.ends_at(house().codes, decision.signed_at, decision.until_at)
    return {
        "title": answer.done,
        "rows": rows_of(answer.form, decision, page.names),
        "ends": ends,
        "over": ends is not None and ends <= house().clock.now(),
        "outcome": decision.outcome,
    }


@blueprint.post("/orders/<order>/send")
@requires(Permission.ORDER_REQUEST)
def send_request(order: str) -> Response:
    """Send a request that another unit has confirmed."""
    orders.send_request(house(), hand(), id_from_text(order))
    flash(gettext("Đã gửi. Gọi Chủ tịch ngay, đừng chờ mở máy."), "good")
    return redirect(url_for("chair_calls.call_on_order", message=order), 303)


@dataclass(frozen=True)
class Answering:
    """One of the chair's three answers: its page, its form, what it says when done."""

    title: str
    button: str
    lead: str
    done: str
    form: type[DecisionForm]
    tone: str = ""


_ANSWERS = {
    "decide": Answering(
        "Ghi quyết định cấm tiếp xúc",
        "Ghi vào sổ",
        "Bản giấy đã ký mới là quyết định; ở đây là sổ. Ký trước, rồi ghi đúng như bản ký.",
        "Quyết định cấm tiếp xúc",
        IssueForm,
    ),
    "refuse": Answering(
        "Không ra quyết định",
        "Ghi không ra quyết định",
        "Luật đòi trả lời bằng văn bản và nêu rõ lý do. Ghi xong, nội dung đề nghị đóng lại.",
        "Không ra quyết định",
        RefuseForm,
        "danger",
    ),
    "return": Answering(
        "Trả lại để bổ sung",
        "Trả lại để bổ sung",
        "Công an xã thấy ngay điều cần bổ sung. Đồng hồ 12 giờ không dừng: đề nghị gửi lại vẫn "
        "tính từ lúc gửi lần đầu. Khẩn thì gọi điện hỏi ngay.",
        "Trả lại để bổ sung",
        ReturnForm,
    ),
}
_ANSWERS_BY_OUTCOME = {one.form.outcome_code: one for one in _ANSWERS.values()}


def _answer_page(order: str, verb: str, form: DecisionForm, record_id: Id) -> Reply:
    page = open_page(order, ORDER)
    if not page.is_receiver:
        raise NotFound
    if not _may_decide(page):
        return moved_on(order)
    return render_template(
        "leadership/decide.html",
        page=page,
        verb=_ANSWERS[verb],
        form=form,
        record_id=id_to_text(record_id),
    )


@blueprint.get("/orders/<order>/decide", defaults={"verb": "decide"})
@blueprint.get("/orders/<order>/refuse", defaults={"verb": "refuse"})
@blueprint.get("/orders/<order>/return", defaults={"verb": "return"})
@requires(Permission.ORDER_DECIDE, refusal=404)
def show_answer(order: str, verb: str) -> Reply:
    """Show the form of one of the three answers."""
    return _answer_page(order, verb, _ANSWERS[verb].form(formdata=None), new_id())


@blueprint.post("/orders/<order>/decide", defaults={"verb": "decide"})
@blueprint.post("/orders/<order>/refuse", defaults={"verb": "refuse"})
@blueprint.post("/orders/<order>/return", defaults={"verb": "return"})
@requires(Permission.ORDER_DECIDE, refusal=404)
def decide(order: str, verb: str) -> Reply:
    """Enter what was signed, or what is missing."""
    record_id = id_from_text(request.form.get("record_id", ""))
    form = _ANSWERS[verb].form()
    page = open_page(order, ORDER)
    if not form.validate():
        return _answer_page(order, verb, form, record_id)
    try:
        orders.decide(house(), hand(), page.face.referral_id, form.decision(), record_id)
    except MovedOn:
        return moved_on(order)
    flash(gettext("Đã ghi. Công an xã thấy ngay; khẩn thì gọi điện nữa."), "good")
    return redirect(url_for("orders.view_order", order=order), 303)
