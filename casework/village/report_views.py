"""The desk's side: a village's report is opened, becomes a file at one press, or is set aside."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.kernel.clock import from_micros, to_micros
from casework.kernel.ids import id_from_text, id_to_text, new_id
from casework.referrals.rules import Rise
from casework.vault.reports import ReportState, Waited
from casework.village import service
from casework.village.errors import ReportEnded
from casework.village.forms import AsideForm
from casework.village.records import ReportEnding
from casework.village.rising import Waiting, code_of, risen
from casework.village.service import ReadReport
from casework.village.showing import REPORT_BASIS, reason_in_words, rows_of_event, rows_of_reporter
from casework.web.guard import requires
from casework.web.here import hand, house
from casework.web.paging import PAGE_SIZE, Key, page_of, read_token

blueprint = Blueprint("village_reports", __name__)


@blueprint.get("/village/reports")
@requires(Permission.VILLAGE_READ, refusal=404)
def show_list() -> str:
    """List what waits at this desk, the oldest first: village and hour, and nothing of it."""
    after = _after()
    page = page_of(service.waiting(house(), hand(), after), _place)
    return render_template(
        "village/list.html", page=page, first=after is None, rises=Rise, basis=REPORT_BASIS
    )


@blueprint.get("/village/risen")
@requires(Permission.VILLAGE_ESCALATE)
def show_risen() -> str:
    """List what no desk deals with: code, units and hours left, and no more."""
    after = _after()
    page = page_of(risen(house(), hand(), PAGE_SIZE + 1, after), _place)
    return render_template("village/risen.html", page=page, first=after is None, basis=REPORT_BASIS)


def _place(one: Waiting) -> Key:
    return to_micros(one.sent_at), one.report_id


def _after() -> Waited | None:
    key = read_token(request.args.get("after"), int, bytes)
    return None if key is None else Waited(from_micros(int(key[0])), bytes(key[1]))  # type: ignore[arg-type]  # read_token has checked the types


@blueprint.get("/village/reports/<report>")
@requires(Permission.VILLAGE_READ, refusal=404)
def view(report: str) -> Response | str:
    """Show a report to the desk it was sent to; one that became a file leads there."""
    seen = service.read(house(), hand(), id_from_text(report))
    if seen.ending is not None and seen.ending.case_id is not None:
        return redirect(_file(seen.ending.case_id), 303)
    return render_template(
        "village/view.html",
        seen=seen,
        code=code_of(seen.report_id),
        report=report,
        case_id=id_to_text(new_id()),
        said=rows_of_event(seen.message) if seen.message else [],
        reporter=rows_of_reporter(seen.message) if seen.message else [],
        ended=_ended(seen),
    )


@blueprint.post("/village/reports/<report>")
@requires(Permission.VILLAGE_READ, refusal=404)
def make_file(report: str) -> Response:
    """Open a file from the report; who presses second comes to the same file."""
    case_id = id_from_text(request.form.get("case_id", ""))
    opened = service.make_file(house(), hand(), id_from_text(report), case_id)
    if opened == case_id:
        flash(gettext("Đã mở hồ sơ từ tin báo. Ghi tiếp lúc nào cũng được."), "good")
    else:
        flash(gettext("Đồng nghiệp vừa mở hồ sơ này từ tin báo. Hai người dùng chung một hồ sơ."))
    return redirect(_file(opened), 303)


@blueprint.get("/village/reports/<report>/aside")
@requires(Permission.VILLAGE_READ, refusal=404)
def show_aside(report: str) -> Response | str:
    """Ask why the report becomes no file."""
    seen = service.read(house(), hand(), id_from_text(report))
    if seen.state is not ReportState.WAITING:
        return redirect(_address(report), 303)
    return _aside(AsideForm(formdata=None), report, seen)


@blueprint.post("/village/reports/<report>/aside")
@requires(Permission.VILLAGE_READ, refusal=404)
def set_aside(report: str) -> Response | str:
    """Write the reason down; what a colleague wrote first is shown beside what was typed."""
    report_id, form = id_from_text(report), AsideForm()
    if not form.validate():
        return _aside(form, report, service.read(house(), hand(), report_id))
    ending = form.filled(None)
    try:
        if isinstance(ending, ReportEnding):
            service.set_aside(house(), hand(), report_id, ending)
    except ReportEnded:
        seen = service.read(house(), hand(), report_id)
        if not _says(seen, form):
            return _aside(form, report, seen)
    flash(gettext("Đã ghi. Tin báo không còn chờ nữa."), "good")
    return redirect("/", 303)


def _says(seen: ReadReport, form: AsideForm) -> bool:
    """Say whether the report ended as this form has it: it was sent twice."""
    said = seen.ending
    return said is not None and (said.reason, said.told) == (form["reason"].data, form["told"].data)


def _aside(form: AsideForm, report: str, seen: ReadReport) -> str:
    return render_template(
        "village/aside.html",
        form=form,
        address=_address(report),
        seen=seen,
        ended=_ended(seen),
        file=_file(seen.ending.case_id) if seen.ending and seen.ending.case_id else None,
    )


def _ended(seen: ReadReport) -> list[dict[str, object]]:
    """Return the desk's last word on a report that was set aside."""
    if seen.ending is None or seen.ending.reason is None:
        return []
    return [
        {"label": gettext("Vì sao không mở hồ sơ"), "value": reason_in_words(seen.ending.reason)},
        {"label": gettext("Đã báo cho ai, nằm ở đâu"), "value": seen.ending.told},
    ]


def _address(report: str) -> str:
    return url_for("village_reports.view", report=report)


def _file(case_id: bytes) -> str:
    return url_for("cases.view_case", case=id_to_text(case_id))
