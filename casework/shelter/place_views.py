"""Choosing a house for her: who comes, which house fits, and what to answer the sender."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.kernel.clock import local_day
from casework.kernel.errors import Conflict, Forbidden
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.referrals import service as referrals
from casework.referrals.duty import who_is_on_duty
from casework.referrals.errors import MovedOn
from casework.referrals.records import Answer, AnswerKind
from casework.shelter import service, store, words
from casework.shelter.board_showing import Misfit, offers
from casework.shelter.errors import BedTaken
from casework.shelter.forms import PlaceForm, TellForm
from casework.shelter.reading import StayPage, open_stays
from casework.shelter.service import Placing, party_of
from casework.shelter.showing import names_house
from casework.shelter.stay_views import stay_page
from casework.web.choices import Option
from casework.web.guard import requires
from casework.web.here import hand, house
from casework.web.principal import current_principal

Reply: TypeAlias = Response | str | tuple[str, int]

blueprint = Blueprint("placing", __name__)


@dataclass
class Choice:
    """One request's choice of a house: the file, the form, and the ids of what it will write."""

    page: StayPage
    form: PlaceForm
    stay_id: Id
    record_id: Id
    misfits: list[Misfit] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Why the house that was chosen is no longer to be had."""


@blueprint.get("/cases/<case>/stay/new")
@requires(Permission.SHELTER_PLACE, refusal=404)
def show_place(case: str) -> Reply:
    """Ask who needs beds, and when."""
    page = open_stays(house(), hand(), id_from_text(case))
    _require_open(page)
    if page.current is not None:
        return redirect(url_for("stays.view_stay", case=case))
    known = {"from_on": local_day(house().clock.now()), "word": words.offer(), "adults": 1}
    form = PlaceForm(formdata=None, data=known)
    return _render(Choice(page, form, new_id(), new_id()), "who")


@blueprint.post("/cases/<case>/stay/new")
@requires(Permission.SHELTER_PLACE, refusal=404)
def place(case: str) -> Reply:
    """Go to the houses that fit, back to who comes, or place her."""
    page = open_stays(house(), hand(), id_from_text(case))
    stay_id, record_id = (id_from_text(request.form.get(n, "")) for n in ("stay_id", "record_id"))
    if any(taken.record_id == record_id for taken in page.steps):
        return _placed(case)
    _require_open(page)
    if page.current is not None:
        return stay_page(page, told=True), Conflict.status
    choice = Choice(page, PlaceForm(), stay_id, record_id)
    if not choice.form.is_told() or request.form.get("go") == "who":
        return _render(choice, "who")
    _offer(choice)
    if request.form.get("go") != "place":
        return _render(choice, "house")
    return _place(choice, case)


def _require_open(page: StayPage) -> None:
    if page.file.closed_here:
        raise Forbidden


def _offer(choice: Choice) -> None:
    """Offer the houses that fit now; one that was chosen and fits no more is said to be lost."""
    form, codes = choice.form, house().codes
    board, today = store.read(house(), hand()), local_day(house().clock.now())
    party = party_of(form.filled(choice.stay_id))
    fitting, choice.misfits = offers(codes, board, party, form.wish, today)
    form["house"].offer(fitting)
    chosen = form["house"].data
    names = {id_to_text(one.house_id): one.name for one in board.houses}
    if chosen in names and chosen not in {option.value for option in fitting}:
        lost = next((m for m in choice.misfits if m.name == names[chosen]), None)
        choice.lost = [names[chosen], *(lost.reasons if lost else [])]
        form["house"].data = None


def _place(choice: Choice, case: str) -> Reply:
    form, page = choice.form, choice.page
    fine = form.validate()
    if not _is_told_of_list(form):
        return _render(choice, "house")
    if choice.lost or not fine:
        return _render(choice, "house"), Conflict.status if choice.lost else 200
    placing = Placing(
        form.filled(choice.stay_id), choice.record_id, id_from_text(form["house"].data), page.seen
    )
    try:
        service.place(house(), hand(), page.file.case_id, placing)
    except BedTaken:
        _offer(choice)
        return _render(choice, "house"), BedTaken.status
    except Conflict as error:
        newest = open_stays(house(), hand(), page.file.case_id)
        return stay_page(newest, told=True), error.status
    return _placed(case)


def _is_told_of_list(form: PlaceForm) -> bool:
    """A publicly listed house is chosen by whoever knows that it is."""
    chosen = next((o for o in form["house"].options if o.value == form["house"].data), None)
    if chosen is None or chosen.mark is None or form["told"].data:
        return True
    message = gettext("Nhà này không phải nơi bí mật: nói với người ấy trước, rồi đánh dấu.")
    form["told"].errors = [message]
    return False


def _placed(case: str) -> Response:
    flash(gettext("Đã bố trí. Gọi cho nhà ngay, rồi trả lời bên chuyển."), "good")
    return redirect(url_for("stays.view_stay", case=case), 303)


def _render(choice: Choice, stage: str) -> str:
    return render_template(
        "shelter/place.html",
        form=choice.form,
        page=choice.page,
        case=id_to_text(choice.page.file.case_id),
        stage=stage,
        choice=choice,
        carried=list(choice.form.carried(stage)),
    )


@blueprint.get("/cases/<case>/stay/tell")
@requires(Permission.SHELTER_PLACE, refusal=404)
def show_tell(case: str) -> Reply:
    """Show the answer that may leave the union: safe, whom to phone, and no house."""
    page = open_stays(house(), hand(), id_from_text(case))
    form = TellForm(formdata=None, data={"text": _sentence()})
    _offer_referrals(form, page)
    return _tell_page(page, form, new_id())


@blueprint.post("/cases/<case>/stay/tell")
@requires(Permission.SHELTER_PLACE, refusal=404)
def tell(case: str) -> Reply:
    """Answer a sender; a text that names the house does not leave."""
    page = open_stays(house(), hand(), id_from_text(case))
    answer_id, form = id_from_text(request.form.get("answer_id", "")), TellForm()
    _offer_referrals(form, page)
    fine = form.validate()
    if page.newest is not None and names_house(page.newest, form.words()):
        form["text"].errors = [*form["text"].errors, gettext(_NAMED)]
        fine = False
    if not fine:
        return _tell_page(page, form, answer_id)
    said = Answer(AnswerKind.MESSAGE, form.words())
    try:
        referrals.answer(house(), hand(), id_from_text(form["referral"].data), said, answer_id)
    except MovedOn as error:
        return stay_page(page, told=True), error.status
    flash(gettext("Đã trả lời bên chuyển."), "good")
    return redirect(url_for("stays.view_stay", case=case), 303)


_NAMED = "Câu này có tên, địa chỉ hoặc số của nhà, hoặc tên chủ nhà. Bỏ ra rồi gửi lại."


def _sentence() -> str:
    """Return what the sender needs and no more: she is safe, and whom to phone."""
    unit = current_principal().unit
    on_duty = who_is_on_duty(house(), unit)
    call = f" Việc gì cần, gọi số trực của Hội: {on_duty[0].phone}." if on_duty else ""
    return f"Đã bố trí nơi tạm lánh.{call}"


def _offer_referrals(form: TellForm, page: StayPage) -> None:
    codes, names = house().codes, page.file.names
    options = [
        Option(
            id_to_text(row.referral_id),
            f"{names.get(row.from_unit, '')} · {codes['service_types'].label(row.service)}",
        )
        for row in page.asked
    ]
    form["referral"].offer(options)
    if len(options) == 1 and form["referral"].data is None:
        form["referral"].data = options[0].value


def _tell_page(page: StayPage, form: TellForm, answer_id: Id) -> str:
    return render_template(
        "shelter/tell.html",
        form=form,
        page=page,
        case=id_to_text(page.file.case_id),
        answer_id=id_to_text(answer_id),
    )
