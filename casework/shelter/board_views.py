"""The board of houses, beds and nights, and each house; for the women's union alone."""

from __future__ import annotations

from typing import TypeAlias

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.kernel.clock import local_day
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.kernel.kinds import UnitKind
from casework.shelter import rules, service, store
from casework.shelter.board_showing import board_rows, house_rows
from casework.shelter.forms import HouseForm
from casework.shelter.records import SafeHouse
from casework.vault.cases import restricted_among
from casework.vault.errors import SavedMeanwhile
from casework.web.choices import Option
from casework.web.guard import requires
from casework.web.here import hand, house

Reply: TypeAlias = Response | str | tuple[str, int]

blueprint = Blueprint("shelter", __name__)


@blueprint.get("/shelter")
@requires(Permission.SHELTER_VIEW, refusal=404)
def show_board() -> str:
    """Show every house with the free beds of the next two weeks, and who is there."""
    board, today = store.read(house(), hand()), local_day(house().clock.now())
    with house().database.read() as db:
        held = [stay.case_id for stay in board.stays if stay.case_id is not None]
        restricted = restricted_among(db, held)
    rows = board_rows(house().codes, board, today, restricted)
    return render_template(
        "shelter/board.html",
        rows=rows,
        retired=[one for one in board.houses if one.retired],
        free=sum(row.nights[0].free for row in rows),
    )


@blueprint.get("/shelter/houses/new")
@requires(Permission.SHELTER_WRITE, refusal=404)
def show_new_house() -> str:
    """Show the empty form of a house."""
    form = HouseForm(formdata=None)
    _offer_accounts(form)
    return _page(form, new_id(), 0)


@blueprint.post("/shelter/houses/new")
@requires(Permission.SHELTER_WRITE, refusal=404)
def add_house() -> Reply:
    """Add a house; sent twice, it is added once."""
    return _save(_posted_id(), 0)


@blueprint.get("/shelter/houses/<safe_house>")
@requires(Permission.SHELTER_VIEW, refusal=404)
def show_house(safe_house: str) -> str:
    """Show a house, to be read and changed."""
    known = _get(id_from_text(safe_house))
    form = HouseForm.showing(known)
    _offer_accounts(form)
    return _page(form, known.house_id, known.edition)


@blueprint.post("/shelter/houses/<safe_house>")
@requires(Permission.SHELTER_WRITE, refusal=404)
def change_house(safe_house: str) -> Reply:
    """Change a house; a colleague's newer edition is shown beside what was typed."""
    seen = request.form.get("edition", "")
    known = _get(id_from_text(safe_house))
    return _save(known.house_id, int(seen) if seen.isdecimal() and len(seen) < 9 else 0)


def _posted_id() -> Id:
    return id_from_text(request.form.get("house_id", ""))


def _get(house_id: Id) -> SafeHouse:
    known = rules.find_house(store.read(house(), hand()), house_id)
    if known is None:
        raise NotFound
    return known


def _save(house_id: Id, seen: int) -> Reply:
    form = HouseForm()
    _offer_accounts(form)
    if not form.validate():
        return _page(form, house_id, seen)
    try:
        service.write_house(house(), hand(), form.filled(house_id, seen + 1))
    except SavedMeanwhile:
        theirs = _get(house_id)
        return _page(form, house_id, theirs.edition, theirs), SavedMeanwhile.status
    flash(gettext("Đã lưu."), "good")
    return redirect(url_for("shelter.show_board"), 303)


def _offer_accounts(form: HouseForm) -> None:
    with house().database.read() as db:
        units = house().roster(db).units_of(UnitKind.SHELTER)
    form["account"].offer(Option(id_to_text(unit.unit), unit.name) for unit in units)


def _page(form: HouseForm, house_id: Id, edition: int, theirs: SafeHouse | None = None) -> str:
    return render_template(
        "shelter/house.html",
        form=form,
        house_id=id_to_text(house_id),
        edition=edition,
        theirs=None if theirs is None else house_rows(house().codes, theirs),
    )
