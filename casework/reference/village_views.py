"""The first page of the reference data, and each village of the commune."""

from __future__ import annotations

from typing import TypeAlias

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.reference import service
from casework.reference.errors import NameTaken
from casework.reference.forms import RetireForm, VillageForm, today
from casework.reference.keeping import may_keep
from casework.reference.showing import list_lines, seen_in, village_lines
from casework.vault.errors import SavedMeanwhile
from casework.vault.reference import KnownVillage, VillageState
from casework.web.guard import requires
from casework.web.here import hand, house

Reply: TypeAlias = Response | str | tuple[str, int]
Versions: TypeAlias = tuple[KnownVillage, ...]

blueprint = Blueprint("reference", __name__)
blueprint.context_processor(may_keep)


@blueprint.get("/reference")
@requires(Permission.REFERENCE_VIEW)
def index() -> str:
    """Show every village, and how much of each code list somebody of the commune has checked."""
    reference = service.look(house())
    return render_template(
        "reference/index.html",
        villages=village_lines(reference),
        lists=list_lines(house().reference.shipped, reference),
    )


@blueprint.get("/reference/villages/new")
@requires(Permission.REFERENCE_KEEP)
def show_new_village() -> str:
    """Show the empty form of a village."""
    return _page(VillageForm(formdata=None), new_id(), ())


@blueprint.post("/reference/villages/new")
@requires(Permission.REFERENCE_KEEP)
def add_village() -> Reply:
    """Add a village; sent twice, it is added once."""
    village_id = id_from_text(request.form.get("village_id", ""))
    known = service.look(house()).villages.get(village_id, ())
    return _save(village_id, seen_in(request.form), known)


@blueprint.get("/reference/villages/<village>")
@requires(Permission.REFERENCE_VIEW)
def show_village(village: str) -> str:
    """Show a village with everything that was ever said of it."""
    known = _get(village)
    return _page(VillageForm.showing(known[-1]), known[-1].village_id, known)


@blueprint.post("/reference/villages/<village>")
@requires(Permission.REFERENCE_KEEP)
def change_village(village: str) -> Reply:
    """Vouch for a village as it is called today; a newer version is shown beside what was typed."""
    known = _get(village)
    return _save(known[-1].village_id, seen_in(request.form), known)


@blueprint.post("/reference/villages/<village>/doubt")
@requires(Permission.REFERENCE_KEEP)
def doubt_village(village: str) -> Reply:
    """Take back that a village was checked: from now on it carries the mark."""
    known = _get(village)[-1]
    draft = service.VillageDraft(
        known.village_id, seen_in(request.form), known.name, known.former, VillageState.PROPOSED
    )
    try:
        service.save_village(house(), hand(), draft)
    except SavedMeanwhile:
        return _overtaken(known.village_id)
    flash(gettext("Đã rút lại: thôn này mang dấu chưa kiểm chứng."), "good")
    return redirect(url_for("reference.index"), 303)


@blueprint.get("/reference/villages/<village>/retire")
@requires(Permission.REFERENCE_KEEP)
def show_retire(village: str) -> str:
    """Ask from which day the village is none any more."""
    known = _get(village)[-1]
    form = RetireForm(formdata=None)
    form.offer_others(known)
    return render_template("reference/retire.html", form=form, known=known)


@blueprint.post("/reference/villages/<village>/retire")
@requires(Permission.REFERENCE_KEEP)
def retire_village(village: str) -> Reply:
    """Offer the village no more; files keep the name that they were written with."""
    known, form = _get(village)[-1], RetireForm()
    form.offer_others(known)
    if not form.validate():
        return render_template("reference/retire.html", form=form, known=known), 400
    try:
        service.save_village(house(), hand(), form.draft(known, seen_in(request.form)))
    except SavedMeanwhile:
        return _overtaken(known.village_id)
    flash(gettext("Đã ghi: không còn thôn này. Hồ sơ cũ giữ nguyên tên."), "good")
    return redirect(url_for("reference.index"), 303)


def _get(village: str) -> Versions:
    known = service.look(house()).villages.get(id_from_text(village))
    if known is None:
        raise NotFound
    return known


def _overtaken(village_id: Id) -> Reply:
    """Show what somebody else has just written, before anything is pressed again."""
    flash(gettext("Người khác vừa đổi thôn này. Chưa ghi gì; xem lại rồi làm tiếp."), "warn")
    return redirect(url_for("reference.show_village", village=id_to_text(village_id)), 303)


def _save(village_id: Id, seen: int, known: Versions) -> Reply:
    form = VillageForm()
    if not form.validate():
        return _page(form, village_id, known, seen), 400
    draft = form.draft(village_id, seen, known[-1] if known else None)
    try:
        service.save_village(house(), hand(), draft)
    except NameTaken as error:
        form["name"].errors = [error.message_vi]
        return _page(form, village_id, known, seen), 400
    except SavedMeanwhile:
        newest = _get(id_to_text(village_id))
        return _page(form, village_id, newest, overtaken=True), SavedMeanwhile.status
    flash(gettext("Đã ghi."), "good")
    return redirect(url_for("reference.index"), 303)


def _page(
    form: VillageForm,
    village_id: Id,
    known: Versions,
    seen: int | None = None,
    *,
    overtaken: bool = False,
) -> str:
    newest = known[-1] if known else None
    return render_template(
        "reference/village.html",
        form=form,
        village_id=id_to_text(village_id),
        seen=seen if seen is not None else 0 if newest is None else newest.version,
        newest=newest,
        past=known[-2::-1],
        overtaken=overtaken,
        names={one.village_id: one.name for one in house().places.known},
        today=today(),
    )
