"""Editing one part of a file: nothing typed is lost, whoever saved first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.cases import service
from casework.cases.closing.errors import CaseClosed
from casework.cases.codec import SealedRecord
from casework.cases.editing import overtaken, posted_id, seen_version, sent_before
from casework.cases.files import CaseFile, Part
from casework.cases.findings import Findings, content_of, entry_of, find_out
from casework.cases.forms.danger import SafetyForm
from casework.cases.forms.events import ActsForm
from casework.cases.forms.kin import KinForm
from casework.cases.forms.record_form import RecordForm
from casework.cases.parts import ACTS, PartKind, get_part
from casework.cases.records import Incident, SafeContact, Survivor
from casework.cases.service import Saving
from casework.cases.showing import rows_of
from casework.cases.views import describe
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text
from casework.kernel.kinds import SectionKind
from casework.vault.directory import DirectoryEntry
from casework.web.choices import Option
from casework.web.guard import requires
from casework.web.here import hand, house

R = TypeVar("R", bound=SealedRecord)

blueprint = Blueprint("case_parts", __name__)
blueprint.context_processor(describe)


@dataclass(frozen=True, repr=False)
class Desk:
    """What one request edits: the file, the kind of part, and the part if it exists already."""

    file: CaseFile
    kind: PartKind
    part: Part | None
    record_id: Id
    findings: Findings
    before: SealedRecord | None = None
    """What stands in a section that another one has followed: shown, and written anew."""

    @property
    def content(self) -> SealedRecord | None:
        """What the form begins with."""
        return self.part.content if self.part else self.before

    @property
    def version(self) -> int:
        """The version that stands; 0 of a part that is new."""
        return self.part.version if self.part else 0

    @property
    def address(self) -> str:
        """The page of the file."""
        return url_for("cases.view_case", case=id_to_text(self.file.case_id))


@blueprint.get("/cases/<case>/parts/<slug>")
@blueprint.get("/cases/<case>/parts/<slug>/<record>")
@requires(Permission.SECTION_WRITE)
def show_part(case: str, slug: str, record: str | None = None) -> str:
    """Show the form of one part, filled with what the unit has."""
    desk = _desk(case, slug, record)
    form = desk.kind.form.showing(desk.content)
    _prepare(form, desk)
    _propose(form, desk)
    return _page(form, desk)


@blueprint.post("/cases/<case>/parts/<slug>")
@blueprint.post("/cases/<case>/parts/<slug>/<record>")
@requires(Permission.SECTION_WRITE)
def save_part(case: str, slug: str, record: str | None = None) -> Response | str:
    """Save one part; somebody else's newer version is shown beside what was typed."""
    desk = _desk(case, slug, record)
    form = desk.kind.form()
    _prepare(form, desk)
    if not form.validate():
        return _page(form, desk)
    content = form.filled(desk.content)
    if desk.part is not None and desk.part.content == content:
        return redirect(desk.address, 303)
    newer = overtaken(desk, lambda: _save(desk, content), lambda: _desk(case, slug, record))
    if newer is not None:
        return _page(form, newer, conflict=True)
    flash(gettext("Đã lưu."), "good")
    return redirect(_onward(desk, content), 303)


def _desk(case: str, slug: str, record: str | None) -> Desk:
    kind = get_part(slug)
    case_id = id_from_text(case)
    wanted = id_from_text(record) if record is not None else None
    if kind is ACTS and wanted is None:
        raise NotFound
    file = service.view_case(house(), hand(), case_id)
    if file.closed_here:
        raise CaseClosed
    new = posted_id("record_id")
    part = _find_part(file, kind, wanted, new)
    before: SealedRecord | None = None
    if part is not None and not kind.many and not _goes_on(file, part):
        before, part = part.content, None
    found = find_out(house().codes, file, house().clock.now())
    return Desk(file, kind, part, part.record_id if part else new, found, before)


def _goes_on(file: CaseFile, part: Part) -> bool:
    return any(door.current for door in file.doors if door.section_id == part.section_id)


def _find_part(file: CaseFile, kind: PartKind, wanted: Id | None, new: Id) -> Part | None:
    """Return the part that is edited: the named one, the only one, or the one just sent."""
    own = [part for part in file.of(kind.schema) if file.own(part)]
    if wanted is not None:
        named = file.get(kind.schema, wanted)
        if kind.many or _goes_on(file, named):
            return named
    if not kind.many:
        return max(own, key=lambda part: (_goes_on(file, part), part.written_at), default=None)
    return sent_before(file, kind.schema, new)


def _prepare(form: RecordForm, desk: Desk) -> None:
    """Give a form what it must know of the rest of the file."""
    if isinstance(form, SafetyForm):
        form.known_facts = desk.findings.risk_facts
    if isinstance(form, KinForm):
        names, members = desk.file.names, service.list_members(house())
        form["members"].offer(
            Option(id_to_text(member.user), f"{member.name} – {names.get(member.unit, '')}")
            for member in members
        )
        readers = {reader for door in desk.file.doors if door.own for reader in door.receivers}
        form.open_to = frozenset(id_to_text(m.user) for m in members if readers & {m.user, m.unit})


def _propose(form: RecordForm, desk: Desk) -> None:
    if not isinstance(form, ActsForm):
        return
    for found in desk.findings.incidents:
        if found.part is desk.part and not found.confirmed:
            proposal = found.proposal
            form.take_proposal(proposal.acts, proposal.core_type, proposal.primary_form)


def _save(desk: Desk, content: SealedRecord) -> None:
    saving = Saving(
        kind=desk.kind.kind,
        content=content,
        record_id=desk.record_id,
        seen_version=desk.version,
        entry=_entry(desk, content),
        seen=desk.file,
    )
    service.save_part(house(), hand(), desk.file.case_id, saving)


def _entry(desk: Desk, content: SealedRecord) -> DirectoryEntry | None:
    """Return by what the unit finds the file from now on, if this part decides it."""
    if desk.kind.kind is not SectionKind.IDENTITY:
        return None
    survivor = content if isinstance(content, Survivor) else _own(desk.file, Survivor)
    contact = content if isinstance(content, SafeContact) else _own(desk.file, SafeContact)
    return entry_of(survivor, contact)


def _own(file: CaseFile, cls: type[R]) -> R | None:
    part = file.one(cls.schema)
    return content_of(file, cls) if part is not None and file.own(part) else None


def _onward(desk: Desk, content: SealedRecord) -> str:
    """After an account comes its reading by the law; after everything else, the file."""
    if not isinstance(content, Incident) or content.confirmed or not content.told:
        return desk.address
    return url_for(
        "case_parts.show_part",
        case=id_to_text(desk.file.case_id),
        slug=ACTS.slug,
        record=id_to_text(desk.record_id),
    )


def _page(form: RecordForm, desk: Desk, *, conflict: bool = False) -> str:
    return render_template(
        "cases/part.html",
        form=form,
        desk=desk,
        codes=house().codes,
        finding=next((f for f in desk.findings.incidents if f.part is desk.part), None),
        seen_version=seen_version(desk, conflict=conflict),
        theirs=rows_of(desk.kind.form, desk.part.content, desk.file.names)
        if conflict and desk.part
        else None,
    )
