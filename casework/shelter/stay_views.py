"""Her stay, from the choice of a house to the day after: each page and each step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.kernel.clock import local_day
from casework.kernel.errors import Conflict, Forbidden, NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.shelter import service
from casework.shelter.errors import BedTaken
from casework.shelter.forms import STEP_FORMS, LeaveForm, StepForm
from casework.shelter.reading import StayPage, open_stays
from casework.shelter.records import BedState, Stay, Step
from casework.shelter.showing import history, spoken, state_of, stay_rows
from casework.web.guard import requires
from casework.web.here import hand, house
from casework.web.unsaved import posted_fields, texts_of

Reply: TypeAlias = Response | str | tuple[str, int]

blueprint = Blueprint("stays", __name__)


@dataclass(frozen=True)
class Verb:
    """What the page of a step says, and what the step is."""

    title: str
    button: str
    lead: str
    step: Step
    tone: str = ""


VERBS = {
    "arrive": Verb(
        "Ghi đã đến",
        "Đã đến",
        "Ghi khi đã có người của nhà báo, hoặc đã đưa đến nơi.",
        Step.ARRIVED,
    ),
    "give": Verb(
        "Ghi đã hỗ trợ gì", "Ghi", "Không bao giờ thu tiền của người tạm lánh.", Step.GAVE
    ),
    "extend": Verb(
        "Đổi ngày rời đi",
        "Lưu ngày mới",
        "Giường được giữ đến ngày mới. Nhà có tài khoản tự thấy ngày mới; nhà khác thì gọi báo.",
        Step.EXTENDED,
    ),
    "leave": Verb(
        "Ghi đã rời đi",
        "Đã rời đi",
        "Giường trống từ hôm nay. Hỏi người ấy có thấy an toàn không, ai đi cùng, ai hỏi thăm lại.",
        Step.LEFT,
    ),
}

_CANCEL = Verb(
    "Bỏ chỗ đã giữ",
    "Bỏ chỗ",
    "Người ấy chưa đến nhà. Giường trống ngay, và nhà không còn chờ ai. Hỏi thăm lại người ấy.",
    Step.LEFT,
)
"""What leaving is called before she has come."""


@blueprint.get("/cases/<case>/stay")
@requires(Permission.SHELTER_VIEW, refusal=404)
def view_stay(case: str) -> str:
    """Show where she is, what is said on the phone, and what has happened so far."""
    return stay_page(open_stays(house(), hand(), id_from_text(case)))


@blueprint.get("/cases/<case>/stay/<slug>")
@requires(Permission.SHELTER_PLACE, refusal=404)
def show_step(case: str, slug: str) -> Reply:
    """Show the form of one step."""
    verb, page = _verb(slug), open_stays(house(), hand(), id_from_text(case))
    stay = _require_open(page, verb)
    if stay is None:
        return redirect(url_for("stays.view_stay", case=case))
    known = {"at": page.arrived_said_at} if verb.step is Step.ARRIVED else {}
    form = STEP_FORMS[slug](formdata=None, data=known)
    _prepare(form, stay)
    return _step_page(page, verb, form, new_id())


@blueprint.post("/cases/<case>/stay/<slug>")
@requires(Permission.SHELTER_PLACE, refusal=404)
def take_step(case: str, slug: str) -> Reply:
    """Write one step; a colleague's newer step is shown, and what was typed is kept."""
    verb, page = _verb(slug), open_stays(house(), hand(), id_from_text(case))
    record_id, form = id_from_text(request.form.get("record_id", "")), STEP_FORMS[slug]()
    if any(taken.record_id == record_id for taken in page.steps):
        return _done(case)
    stay = _require_open(page, verb)
    if stay is None:
        return stay_page(page, told=True), Conflict.status
    _prepare(form, stay)
    if not form.validate():
        return _step_page(page, verb, form, record_id)
    seen = id_from_text(request.form.get("seen", ""))
    stepping = service.Stepping(_after(stay, verb, form), record_id, seen)
    try:
        service.take_step(house(), hand(), page.file.case_id, stepping)
    except Conflict as error:
        newest = open_stays(house(), hand(), page.file.case_id)
        if newest.current is None:
            return stay_page(newest, told=True), error.status
        return _step_page(newest, verb, form, record_id, error), error.status
    return _done(case)


def _verb(slug: str) -> Verb:
    if slug not in VERBS:
        raise NotFound
    return VERBS[slug]


def _require_open(page: StayPage, verb: Verb) -> Stay | None:
    """Return the stay that goes on; raises Forbidden where the case is closed for this step."""
    if page.file.closed_here and verb.step is not Step.LEFT:
        raise Forbidden
    stay = page.current
    if stay is None or (verb.step is Step.ARRIVED and stay.state is BedState.PRESENT):
        return None
    return stay


def _prepare(form: StepForm, stay: Stay) -> None:
    if isinstance(form, LeaveForm):
        form.narrow(arrived=stay.state is BedState.PRESENT)


def _after(stay: Stay, verb: Verb, form: StepForm) -> Stay:
    """Return the stay as it stands after the step; what belongs to one step only is cleared."""
    at = form["at"].data if "at" in form else None
    now = house().clock.now()
    said = replace(stay, step=verb.step, at=at or now, note=form["note"].data or "", supplies=())
    return form.after(said)


def _done(case: str) -> Response:
    flash(gettext("Đã ghi."), "good")
    return redirect(url_for("stays.view_stay", case=case), 303)


def _step_page(
    page: StayPage, verb: Verb, form: StepForm, record_id: Id, problem: Conflict | None = None
) -> str:
    stay = page.current
    if verb.step is Step.LEFT and stay is not None and stay.state is BedState.EXPECTED:
        verb = _CANCEL
    return render_template(
        "shelter/step.html",
        verb=verb,
        form=form,
        page=page,
        case=id_to_text(page.file.case_id),
        record_id=id_to_text(record_id),
        seen=id_to_text(page.seen or b""),
        taken=isinstance(problem, BedTaken),
        problem=problem,
        steps=history(house().codes, page.steps)[:1],
    )


def stay_page(page: StayPage, *, told: bool = False) -> str:
    """Return the page of a case's stays; ``told``: somebody was first, here is what was typed."""
    codes, stay = house().codes, page.current
    state = None if stay is None else state_of(stay)
    return render_template(
        "shelter/stay.html",
        page=page,
        case=id_to_text(page.file.case_id),
        stay=stay,
        state=state,
        rows=[] if stay is None else stay_rows(codes, stay),
        spoken="" if stay is None else spoken(stay),
        steps=history(codes, page.steps),
        late=stay is not None and _is_late(stay, local_day(house().clock.now())),
        open=not page.file.closed_here,
        words=texts_of(posted_fields()) if told else None,
    )


def _is_late(stay: Stay, today: date) -> bool:
    expected = stay.state is BedState.EXPECTED and stay.from_on < today
    return expected or stay.until_on <= today
