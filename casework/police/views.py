"""The police register on screen: one form an entry; nothing typed is lost, whoever saved first."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.cases import service
from casework.cases.closing.errors import CaseClosed
from casework.cases.files import CaseFile, Part
from casework.cases.findings import Findings, find_out
from casework.cases.service import Saving
from casework.cases.showing import rows_of
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.police.entries import Entry, get_entry
from casework.police.forms import EntryForm, Seen
from casework.vault.errors import SavedMeanwhile
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
        return _page(form, desk, seen=request.form.get("seen_version", "0"))
    content = form.filled(kept)
    if kept == content:
        return redirect(desk.address, 303)
    if request.form.get("seen_version") != str(desk.version):
        return _page(form, desk, conflict=True)
    saving = Saving(desk.entry.kind, content, desk.record_id, desk.version)
    try:
        service.save_part(house(), hand(), desk.file.case_id, saving)
    except SavedMeanwhile:
        return _page(form, _desk(case, slug, record), conflict=True)
    flash(gettext("Đã lưu."), "good")
    return redirect(desk.address, 303)


def _desk(case: str, slug: str, record: str | None) -> Desk:
    entry = get_entry(slug)
    wanted = id_from_text(record) if record is not None else None
    file = service.view_case(house(), hand(), id_from_text(case))
    if file.closed_here:
        raise CaseClosed
    typed = request.form.get("record_id")
    new = id_from_text(typed) if typed else new_id()
    if wanted is not None:
        part: Part | None = file.get(entry.schema, wanted)
    else:
        own = (part for part in file.of(entry.schema) if file.own(part))
        part = next((part for part in own if part.record_id == new), None)
    found = find_out(house().codes, file, house().clock.now())
    return Desk(file, entry, part, part.record_id if part else new, found)


def _page(form: EntryForm, desk: Desk, *, conflict: bool = False, seen: str | None = None) -> str:
    kept = desk.part.content if desk.part else None
    form.prepare(Seen(desk.file, desk.found, kept))
    return render_template(
        "police/entry.html",
        form=form,
        desk=desk,
        seen_version=desk.version if seen is None or not seen.isdecimal() else seen,
        theirs=rows_of(desk.entry.form, kept, desk.file.names) if conflict and kept else None,
    )
