"""The addresses by which a desk keeps a file to people by name, or opens it to all of it again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.cases import restriction, service
from casework.cases.files import CaseFile
from casework.cases.forms.holders import HoldersForm
from casework.cases.restriction import NotAHolder
from casework.kernel.errors import Forbidden
from casework.kernel.ids import id_from_text, id_to_text
from casework.web.choices import Option
from casework.web.guard import requires
from casework.web.here import hand, house
from casework.web.principal import current_principal

blueprint = Blueprint("restriction", __name__)


@blueprint.get("/cases/<case>/restrict")
@requires(Permission.CASE_RESTRICT)
def show_holders(case: str) -> str:
    """Ask who of the desk holds the file by name."""
    file = _led(case)
    form = HoldersForm(formdata=None)
    form["holders"].data = [id_to_text(who) for who in _holders(file)] if file.restricted else []
    return _page(form, file, case)


@blueprint.post("/cases/<case>/restrict")
@requires(Permission.CASE_RESTRICT)
def restrict(case: str) -> Response | str:
    """Hand the file to the chosen people, and take it from everybody else."""
    file, form = _led(case), HoldersForm()
    form["holders"].offer(_colleagues(file))
    if not form.validate():
        return _page(form, file, case)
    chosen = [id_from_text(text) for text in form["holders"].data or ()]
    try:
        restriction.restrict(house(), hand(), id_from_text(case), chosen)
    except NotAHolder:
        one = gettext("Chọn ít nhất một người.")
        own = gettext("Chọn cả chính anh/chị: ai giới hạn thì cùng giữ.")
        form["holders"].errors = [own if chosen else one]
        return _page(form, file, case)
    flash(gettext("Đã giới hạn. Từ bây giờ chỉ những người đã chọn mở được hồ sơ này."), "good")
    mine = hand().keyring.user in chosen
    return redirect(url_for("cases.view_case", case=case) if mine else "/", 303)


@blueprint.get("/cases/<case>/unrestrict")
@requires(Permission.CASE_RESTRICT)
def show_lift(case: str) -> str:
    """Ask once whether the whole desk may open the file from now on."""
    file = _led(case)
    if not file.restricted:
        raise Forbidden
    return render_template("cases/unrestrict.html", file=file, case=case)


@blueprint.post("/cases/<case>/unrestrict")
@requires(Permission.CASE_RESTRICT)
def lift(case: str) -> Response:
    """Open the file to the whole desk, from now on."""
    restriction.lift(house(), hand(), id_from_text(case))
    flash(gettext("Đã bỏ giới hạn. Những gì ghi từ bây giờ cả đơn vị mở được."), "good")
    return redirect(url_for("cases.view_case", case=case), 303)


def _led(case: str) -> CaseFile:
    """Return the file for a desk that leads it; raises Forbidden for every other, and if closed."""
    file = service.view_case(house(), hand(), id_from_text(case))
    if file.lead_unit != hand().keyring.unit or file.closed_here:
        raise Forbidden
    return file


def _page(form: HoldersForm, file: CaseFile, case: str) -> str:
    form["holders"].offer(_colleagues(file))
    return render_template("cases/restrict.html", form=form, file=file, case=case)


def _colleagues(file: CaseFile) -> list[Option]:
    me, _mine = current_principal(), gettext("Anh/chị")
    return [
        Option(id_to_text(member.user), member.name, _mine if member.user == me.user else None)
        for member in service.list_members(house())
        if member.unit == me.unit and member.user not in file.barred
    ]


def _holders(file: CaseFile) -> set[bytes]:
    return {who for door in file.doors if door.own for who in door.receivers}
