"""The log's pages: reading it, taking a copy away, verifying it, and who read one file."""

from __future__ import annotations

from typing import TypeAlias

from flask import Blueprint, Response, render_template, request

from casework.access.permissions import Permission
from casework.audit.actions import Action
from casework.audit.pages import EventFilter
from casework.kernel.ids import id_from_text
from casework.oversight import service
from casework.oversight.forms import FilterForm
from casework.oversight.labels import FAULTS
from casework.oversight.places import place_in, token_of
from casework.oversight.service import Wanted
from casework.oversight.verification import last_verification, verify_everything
from casework.web.guard import requires, requires_when_found
from casework.web.here import hand, house

blueprint = Blueprint("oversight", __name__)

Answer: TypeAlias = str | Response | tuple[str, int]


@blueprint.get("/audit")
@requires(Permission.AUDIT_VIEW)
def log() -> str:
    """Show the log, newest first, the unusual above it; the look is logged before it is shown."""
    form = FilterForm(formdata=None)
    form.offer_people(service.people_of(house()))
    return _log_page(form, Wanted(EventFilter(), unusual_first=True))


@blueprint.post("/audit")
@requires(Permission.AUDIT_VIEW)
def filter_log() -> Answer:
    """Show what is asked for; a person and a file's number stand in no address."""
    form = FilterForm()
    form.offer_people(service.people_of(house()))
    if not form.validate():
        return _log_page(form, Wanted(EventFilter())), 400
    return _log_page(form, form.wanted(), form.chosen())


def _log_page(form: FilterForm, wanted: Wanted, asked: dict[str, str] | None = None) -> str:
    place = place_in(request.form if asked else request.args)
    page = service.view_log(house(), hand(), wanted, place)
    return render_template(
        "oversight/log.html",
        form=form,
        page=page,
        first=place is None,
        asked=asked,
        next_token=token_of(page.after),
        last=last_verification(house().settings),
    )


@blueprint.get("/audit/export")
@requires(Permission.AUDIT_EXPORT)
def export() -> Answer:
    """Send a copy of the whole log with its signed checkpoint, chunk by chunk."""
    lines = service.export_log(house(), hand().actor)
    return Response(
        (line.encode() for line in lines),
        mimetype="application/jsonl",
        headers={"Content-Disposition": 'attachment; filename="nhat-ky.jsonl"'},
    )


@blueprint.post("/audit/verify")
@requires(Permission.LOG_VERIFY)
def verify() -> Answer:
    """Verify log and objects, and say what is wrong and where."""
    with house().ledger.entry(hand().actor, Action.LOG_VERIFY):
        pass
    verdict = verify_everything(house())
    return render_template("oversight/verdict.html", verdict=verdict, faults=FAULTS)


@blueprint.get("/cases/<case>/readers")
@requires_when_found(Permission.CASE_READERS)
def readers(case: str) -> Answer:
    """Show a manager who opened a file of the unit, when and on what ground."""
    place = place_in(request.args)
    lists = request.args.get("lists") == "1"
    found = service.view_readers(house(), hand(), id_from_text(case), place, lists=lists)
    return render_template(
        "oversight/readers.html",
        case=case,
        readers=found,
        lists=lists,
        first=place is None,
        next_token=token_of(found.after),
    )
