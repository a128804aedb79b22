"""The page on which the chair tells the police of an own order, and the telephone that follows."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for

from casework.access.permissions import Permission
from casework.access.steps import ReferralState
from casework.cases.consents.errors import NotAGround
from casework.cases.consents.situation import situation_of
from casework.cases.consents.stand_ins import stand_in_options
from casework.cases.forms.record_form import today
from casework.cases.rules.people import is_child
from casework.cases.service import list_members, view_case
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.leadership import rules, supervising
from casework.leadership.opening import open_order
from casework.leadership.reading import decision_of, motion_of
from casework.leadership.records import NoContactDecision, OrderCopy, OwnMotion
from casework.leadership.supervising import Telling, police_of
from casework.leadership.supervising_form import TellForm
from casework.leadership.telling import problem_words
from casework.referrals.errors import MovedOn
from casework.referrals.reading import ReferralPage
from casework.referrals.turns import Reply, moved_on
from casework.vault.rosters import Unit
from casework.web.choices import Option
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("supervisions", __name__)
_IDS = ("referral_id", "ground_id", "reason_id", "copy_id", "note_id")


@blueprint.get("/orders/<order>/police")
@requires(Permission.ORDER_DECIDE, refusal=404)
def show_telling(order: str) -> Reply:
    """Show what the police will read: the order as it was entered, and nothing of why."""
    page = open_order(order)
    form = TellForm.showing(_begun(page))
    return _page(page, form, {name: new_id() for name in _IDS})


@blueprint.post("/orders/<order>/police")
@requires(Permission.ORDER_DECIDE, refusal=404)
def tell_police(order: str) -> Reply:
    """Tell the police; then phone them, whether or not a second person has confirmed."""
    ids = {name: id_from_text(request.form.get(name, "")) for name in _IDS}
    form, page = TellForm(), open_order(order)
    _prepare(form, page)
    if not form.validate():
        return _page(page, form, ids)
    try:
        supervising.tell_police(house(), hand(), page.face.referral_id, _telling(form, ids))
    except NotAGround as error:
        form.form_errors.extend(problem_words(problem) for problem in error.problems)
        return _page(page, form, ids)
    except MovedOn:
        return moved_on(order)
    return redirect(url_for("sending.show_call", referral=id_to_text(ids["referral_id"])), 303)


def _begun(page: ReferralPage) -> OrderCopy:
    motion, paper = motion_of(page) or OwnMotion(), decision_of(page) or NoContactDecision()
    signed, codes = paper.signed_at, house().codes
    until = None if signed is None else rules.ends_at(codes, signed, paper.until_at)
    return OrderCopy(motion.protected, motion.kept_away, paper.number, signed, until, paper.text)


def _telling(form: TellForm, ids: dict[str, Id]) -> Telling:
    confirmer = form["confirmer"].data
    return Telling(
        **ids,
        copy=form.copy(),
        named=tuple(id_from_text(user) for user in form["named"].data or ()),
        confirmer=id_from_text(confirmer) if confirmer else None,
        child_view=form["child_view"].data or "",
    )


def _prepare(form: TellForm, page: ReferralPage) -> Unit:
    """Ask what this file asks: names where it is held by name, the child's own view."""
    file = view_case(house(), hand(), page.face.case_id)
    with house().database.read() as db:
        police = police_of(house().roster(db))
    form.asks_child = is_child(situation_of(file, today()).age)
    if file.restricted:
        people = [m for m in list_members(house()) if m.unit == police.unit]
        able = (m for m in people if m.user not in file.barred)
        form["named"].offer(Option(id_to_text(m.user), m.name) for m in able)
    form["confirmer"].offer(stand_in_options(house(), file, hand().keyring.unit, police.unit))
    return police


def _page(page: ReferralPage, form: TellForm, ids: dict[str, Id]) -> Reply:
    if not page.is_receiver or motion_of(page) is None:
        raise NotFound
    police = _prepare(form, page)
    if page.face.state is not ReferralState.IN_SERVICE or page.face.from_unit == police.unit:
        return moved_on(id_to_text(page.face.referral_id))
    return render_template(
        "leadership/tell_police.html", form=form, page=page, ids=ids, police=police.name
    )
