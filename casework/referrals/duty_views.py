"""Who answers which phone: this desk's rota, and the number of every other desk now."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.matrix import MATRIX
from casework.access.permissions import Permission
from casework.cases.service import list_members
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.referrals import duty
from casework.referrals.forms import ShiftForm
from casework.vault.duty import Shift
from casework.web.choices import Option
from casework.web.guard import requires
from casework.web.here import hand, house
from casework.web.principal import current_principal

blueprint = Blueprint("duty", __name__)


@blueprint.get("/duty")
@requires(Permission.DUTY_VIEW)
def show_duty() -> str:
    """Show who answers now at each desk, and this desk's rota."""
    return _page(ShiftForm(formdata=None), new_id())


@blueprint.post("/duty")
@requires(Permission.DUTY_WRITE)
def put_on_duty() -> Response | str:
    """Enter a shift; sent twice, it is entered once."""
    shift_id = id_from_text(request.form.get("shift_id", ""))
    form = ShiftForm()
    _offer(form)
    if not form.validate():
        return _page(form, shift_id)
    shift = Shift(
        shift_id=shift_id,
        user=id_from_text(form["user"].data),
        phone=form["phone"].data,
        from_at=form["from_at"].data,
        until_at=form["until_at"].data,
    )
    duty.put_on_duty(house(), hand(), shift)
    flash(gettext("Đã ghi ca trực."), "good")
    return redirect("/duty", 303)


@blueprint.post("/duty/<shift>/end")
@requires(Permission.DUTY_WRITE)
def end_shift(shift: str) -> Response:
    """End a shift of this desk now."""
    duty.end_shift(house(), hand(), id_from_text(shift))
    flash(gettext("Đã kết thúc ca trực."), "good")
    return redirect("/duty", 303)


def _offer(form: ShiftForm) -> None:
    me = current_principal()
    form["user"].offer(
        Option(id_to_text(member.user), member.name)
        for member in list_members(house())
        if member.unit == me.unit
    )


def _page(form: ShiftForm, shift_id: Id) -> str:
    me = current_principal()
    _offer(form)
    with house().database.read() as db:
        roster = house().roster(db)
    receiving = sorted({kind for kind, _ in MATRIX[Permission.REFERRAL_ANSWER]})
    desks = [unit for kind in receiving for unit in roster.units_of(kind) if unit.unit != me.unit]
    return render_template(
        "referrals/duty.html",
        form=form,
        shift_id=id_to_text(shift_id),
        shifts=duty.rota(house(), me.unit),
        desks=[(unit.name, duty.who_is_on_duty(house(), unit.unit)) for unit in desks],
    )
