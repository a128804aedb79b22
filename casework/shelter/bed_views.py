"""Freeing a bed by who does not hold the file: after a call to the house, and nothing of her."""

from __future__ import annotations

from typing import TypeAlias

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.kernel.clock import local_day
from casework.kernel.errors import NotFound
from casework.kernel.ids import id_from_text
from casework.shelter import rules, store
from casework.shelter.bed_form import ReleaseForm
from casework.shelter.board_showing import bed_state
from casework.shelter.releasing import release, seen_as
from casework.vault.errors import SavedMeanwhile
from casework.web.guard import requires
from casework.web.here import hand, house

Reply: TypeAlias = Response | str | tuple[str, int]

blueprint = Blueprint("beds", __name__)


@blueprint.get("/shelter/beds/<stay>/release")
@requires(Permission.SHELTER_PLACE, refusal=404)
def show_release(stay: str) -> Reply:
    """Say whom to call first, and what freeing the bed does and does not do."""
    return _page(stay, ReleaseForm(formdata=None))


@blueprint.post("/shelter/beds/<stay>/release")
@requires(Permission.SHELTER_PLACE, refusal=404)
def free(stay: str) -> Reply:
    """Free the bed; where its people wrote something since, that is shown first."""
    form = ReleaseForm()
    if not form.validate():
        return _page(stay, form), 400
    on = local_day(form["at"].data or house().clock.now())
    try:
        release(house(), hand(), id_from_text(stay), request.form.get("seen", ""), on)
    except SavedMeanwhile:
        return _page(stay, form, overtaken=True), SavedMeanwhile.status
    flash(gettext("Đã trả giường. Người giữ hồ sơ sẽ thấy và ghi tiếp."), "good")
    return redirect(url_for("shelter.show_board"), 303)


def _page(stay: str, form: ReleaseForm, *, overtaken: bool = False) -> str:
    board = store.read(house(), hand())
    bed = rules.find_stay(board, id_from_text(stay))
    at = None if bed is None else rules.find_house(board, bed.house_id)
    if bed is None or at is None or bed.state.is_over:
        raise NotFound
    return render_template(
        "shelter/release.html",
        form=form,
        bed=bed,
        at=at,
        state=bed_state(bed, local_day(house().clock.now())),
        seen=seen_as(bed),
        overtaken=overtaken,
    )
