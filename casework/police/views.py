"""The police register on screen: one form an entry; nothing typed is lost, whoever saved first."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.cases import service
from casework.cases.closing.errors import CaseClosed
from casework.cases.editing import overtaken, posted_id, seen_version, sent_before
from casework.cases.files import CaseFile, Part
from casework.cases.findings import Findings, find_out
from casework.cases.service import Saving
from casework.cases.showing import rows_of
from casework.kernel.ids import Id, id_from_text, id_to_text
from casework.police import upcoming
from casework.police.entries import Entry, get_entry
from casework.police.forms import EntryForm, Seen
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("police", __name__)


@dataclass(frozen=True, repr=False)
class Desk:
    """What one request edits: the file, the kind of entry, and the entry if it exists already."""

    file: CaseFile
    entry: Entry
    part: Part | None
    record_id: Id
    found: Findings

    @property
    def address(self) -> str:
        """The page of the file."""
        return url_for("cases.view_case", case=id_to_text(self.file.case_id))

    @property
    def version(self) -> int:
        """The version that stands; 0 for an entry that is new."""
        return self.part.version if self.part else 0


@blueprint.get("/cases/<case>/police/<slug>")
@blueprint.get("/cases/<case>/police/<slug>/<record>")
@requires(Permission.POLICE_WRITE)
def show_entry(case: str, slug: str, record: str | None = None) -> str:
    """Show the form of one entry, filled with what the police have."""
    desk = _desk(case, slug, record)
    return _page(desk.entry.form.showing(desk.part.content if desk.part else None), desk)


@blueprint.post("/cases/<case>/police/<slug>")
@blueprint.post("/cases/<case>/police/<slug>/<record>")
@requires(Permission.POLICE_WRITE)
def save_entry(case: str, slug: str, record: str | None = None) -> Response | str:
    """Save one entry; somebody else's newer version is shown beside what was typed."""
    desk = _desk(case, slug, record)
    kept = desk.part.content if desk.part else None
    form = desk.entry.form()
    form.prepare(Seen(desk.file, desk.found, kept))
    if not form.validate():
        return _page(form, desk)
    content = form.filled(kept)
    if kept == content:
        return redirect(desk.address, 303)
    saving = Saving(
        desk.entry.kind,
        content,
        desk.record_id,
        desk.version,
        planned=upcoming.planned(house().codes, desk.record_id, content),
        replaces=upcoming.replaces(desk.record_id) if upcoming.may_plan(content) else None,
    )
    newer = overtaken(
        desk,
        lambda: service.save_part(house(), hand(), desk.file.case_id, saving),
        lambda: _desk(case, slug, record),
    )
    if newer is not None:
        return _page(form, newer, conflict=True)
    flash(gettext("Đã lưu."), "good")
    return redirect(desk.address, 303)


def _desk(case: str, slug: str, record: str | None) -> Desk:
    entry = get_entry(slug)
    wanted = id_from_text(record) if record is not None else None
    file = service.view_case(house(), hand(), id_from_text(case))
    if file.closed_here:
        raise CaseClosed
    new = posted_id("record_id")
    if wanted is not None:
        part: Part | None = file.get(entry.schema, wanted)
    else:
        part = sent_before(file, entry.schema, new)
    found = find_out(house().codes, file, house().clock.now())
    return Desk(file, entry, part, part.record_id if part else new, found)


def _page(form: EntryForm, desk: Desk, *, conflict: bool = False) -> str:
    kept = desk.part.content if desk.part else None
    form.prepare(Seen(desk.file, desk.found, kept))
    return render_template(
        "police/entry.html",
        form=form,
        desk=desk,
        seen_version=seen_version(desk, conflict=conflict),
        theirs=rows_of(desk.entry.form, kept, desk.file.names) if conflict and kept else None,
    )
