"""The addresses of care: the visits of a file, one visit to write or to change."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.cases.closing.errors import CaseClosed
from casework.cases.editing import overtaken, posted_id, seen_version, sent_before
from casework.cases.files import Part
from casework.health import service
from casework.health.care import CareFile, open_care
from casework.health.forms import ON_OCCASION, VisitForm
from casework.health.records import CareVisit
from casework.health.service import SavingVisit
from casework.health.showing import urgent_of, visit_line
from casework.kernel.ids import Id, id_from_text, id_to_text
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("care", __name__)


@dataclass(frozen=True, repr=False)
class VisitDesk:
    """What one request writes: the opened file, and the visit if there is one already."""

    care: CareFile
    part: Part | None
    record_id: Id
    care_shown: bool
    """Whether the questions about care after sexual violence stand on the page."""

    @property
    def content(self) -> CareVisit | None:
        """The visit as it was saved last."""
        content = self.part.content if self.part else None
        return content if isinstance(content, CareVisit) else None

    @property
    def version(self) -> int:
        """The version that the page shows; 0 of a new visit."""
        return self.part.version if self.part else 0


@blueprint.get("/cases/<case>/visits")
@requires(Permission.CARE_VIEW, refusal=404)
def list_visits(case: str) -> str:
    """List every visit of a file, newest first."""
    care = open_care(house(), hand(), id_from_text(case))
    lines = [visit_line(house().codes, care.file, part) for part in care.visits()]
    return render_template("health/visits.html", care=care, lines=lines, case=case)


@blueprint.get("/cases/<case>/visits/new")
@blueprint.get("/cases/<case>/visits/<record>")
@requires(Permission.CARE_WRITE, refusal=404)
def show_visit(case: str, record: str | None = None) -> str:
    """Show the form of a visit, filled with what was saved."""
    desk = _desk(case, record)
    return _page(VisitForm.showing(desk.content), desk, case)


@blueprint.post("/cases/<case>/visits/new")
@blueprint.post("/cases/<case>/visits/<record>")
@requires(Permission.CARE_WRITE, refusal=404)
def save_visit(case: str, record: str | None = None) -> Response | str:
    """Save a visit; somebody else's newer version is shown beside what was typed."""
    desk, form = _desk(case, record), VisitForm()
    if request.form.get("go") == "more":
        form.leave_room()
        return _page(form, desk, case)
    if not form.validate():
        return _page(form, desk, case)
    asked = frozenset(request.form.get("asked", "").split())
    visit = form.visit(desk.content, house().clock.now(), asked)
    if desk.content == visit:
        return redirect(_onward(case, desk, visit), 303)
    saving = SavingVisit(desk.record_id, desk.version, visit)
    newer = overtaken(
        desk,
        lambda: service.save_visit(house(), hand(), desk.care, saving),
        lambda: _desk(case, record),
    )
    if newer is not None:
        return _page(form, newer, case, conflict=True)
    flash(gettext("Đã lưu lần khám."), "good")
    return redirect(_onward(case, desk, visit), 303)


def _desk(case: str, record: str | None) -> VisitDesk:
    case_id = id_from_text(case)
    wanted = id_from_text(record) if record is not None else None
    new = wanted or posted_id("record_id")
    care = open_care(house(), hand(), case_id)
    if care.file.closed_here:
        raise CaseClosed
    part = care.visit(new) if wanted else sent_before(care.file, CareVisit.schema, new)
    relevant = care.sexual_care(house().clock.now()).relevant
    return VisitDesk(care, part, new, relevant)


def _onward(case: str, desk: VisitDesk, visit: CareVisit) -> str:
    """After a first word of sexual violence comes what the clock makes urgent; else the file."""
    if visit.sexual == "YES" and not desk.care_shown:
        record = id_to_text(desk.record_id)
        return url_for("care.show_visit", case=case, record=record) + "#after"
    return url_for("cases.view_case", case=case) + "#care"


def _page(form: VisitForm, desk: VisitDesk, case: str, *, conflict: bool = False) -> str:
    now, codes = house().clock.now(), house().codes
    care = desk.care.sexual_care(now)
    hidden = set() if care.relevant else {"sexual_care", "sexual_care_note"}
    if desk.care.told_window(now) or not care.relevant:
        hidden |= {"assault_at", "assault_on"}
    theirs = desk.part is not None and conflict
    urgent, calls = urgent_of(codes, desk.content) if desk.content else ("", [])
    return render_template(
        "health/visit.html",
        form=form,
        desk=desk,
        case=case,
        care=care,
        clock_said=care.left_vi(now),
        hidden=hidden,
        asked=" ".join(sorted(ON_OCCASION - hidden)),
        urgent=urgent,
        calls=calls,
        prompts={code.code: code for code in codes["sexual_care"]},
        seen_version=seen_version(desk, conflict=conflict),
        theirs=visit_line(codes, desk.care.file, desk.part) if theirs and desk.part else None,
    )
