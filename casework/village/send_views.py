"""The village's page: phone first, then one form; of what was sent it shows the hour alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.cases.page import Call, calls_of
from casework.kernel.clock import format_hour
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.kernel.kinds import UnitKind
from casework.referrals.duty import who_is_on_duty
from casework.village import service
from casework.village.forms import ReportForm
from casework.village.records import VillageMessage
from casework.web.choices import Option
from casework.web.guard import requires
from casework.web.here import hand, house

HOTLINES = ("POLICE_113", "AMBULANCE_115")

blueprint = Blueprint("village", __name__)


@dataclass(frozen=True, repr=False)
class VillagePage:
    """Everything that the village's page shows."""

    calls: list[Call]
    form: ReportForm
    report_id: Id
    received: list[datetime]


@blueprint.get("/village")
@requires(Permission.VILLAGE_REPORT, refusal=404)
def show() -> str:
    """Show the page; the report gets its id here, so that it is sent once."""
    return _page(fresh_page())


@blueprint.post("/village")
@requires(Permission.VILLAGE_REPORT, refusal=404)
def send() -> Response | str:
    """Send a report; from here on nobody of the village can read it."""
    report_id = id_from_text(request.form.get("report_id", ""))
    form = ReportForm()
    page = _filled(form, report_id)
    if not form.validate():
        return _page(page)
    message, desk = form.filled(None), id_from_text(form["desk"].data)
    if isinstance(message, VillageMessage):
        service.send(house(), hand(), report_id, desk, message)
    flash(gettext("Đã nhận lúc %(hour)s.", hour=format_hour(house().clock.now())), "good")
    return redirect("/village", 303)


def fresh_page() -> VillagePage:
    """Return the page with an empty form, for the village's first page too."""
    return _filled(ReportForm(formdata=None), new_id())


def _filled(form: ReportForm, report_id: Id) -> VillagePage:
    desks = service.receiving_desks(house())
    form["desk"].offer(Option(id_to_text(unit.unit), unit.name) for unit in desks)
    on_duty = [
        Call(f"{unit.name} · {who.name}", who.phone, None)
        for unit in desks
        if unit.kind is UnitKind.POLICE
        for who in who_is_on_duty(house(), unit.unit)
    ]
    calls = [*on_duty, *calls_of(house().codes, HOTLINES)]
    return VillagePage(calls, form, report_id, service.received(house(), hand()))


def _page(page: VillagePage) -> str:
    return render_template("village/report.html", village=page)
