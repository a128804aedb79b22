"""The address at which a child who was present gets a file of their own."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.cases import children, service
from casework.kernel.ids import id_from_text, id_to_text, new_id
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("children", __name__)


@blueprint.get("/cases/<case>/children/<record>/open")
@requires(Permission.CASE_OPEN)
def show_child(case: str, record: str) -> Response | str:
    """Show what the child's own file will begin with; the file gets its id here."""
    file = service.view_case(house(), hand(), id_from_text(case))
    _, child = children.get_child(file, id_from_text(record))
    if child.linked_case is not None:
        return redirect(url_for("cases.view_case", case=id_to_text(child.linked_case)), 303)
    return render_template(
        "cases/child.html", file=file, child=child, case=case, new_case=id_to_text(new_id())
    )


@blueprint.post("/cases/<case>/children/<record>/open")
@requires(Permission.CASE_OPEN)
def open_child(case: str, record: str) -> Response:
    """Open the child's own file, or go to the one there is."""
    new_case = id_from_text(request.form.get("new_case", ""))
    found = children.open_file_of(
        house(), hand(), id_from_text(case), id_from_text(record), new_case
    )
    flash(gettext("Đây là hồ sơ của trẻ. Hồ sơ kia nhớ chỗ này."), "good")
    return redirect(url_for("cases.view_case", case=id_to_text(found)), 303)
