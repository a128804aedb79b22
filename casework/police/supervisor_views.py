"""The supervisor's sheet on screen: the least that somebody without an account must know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.cases import service
from casework.cases.closing.errors import CaseClosed
from casework.cases.files import CaseFile, Part
from casework.cases.findings import content_of
from casework.cases.forms.record_form import NotFuture, RecordForm
from casework.cases.records import PersonCausingViolence, Survivor
from casework.cases.showing import Row, rows_of
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_from_text
from casework.police import rules, supervision
from casework.police.records import Measure, SupervisorCopy
from casework.police.supervision import SavingCopy
from casework.vault.agreements import copy_section
from casework.vault.errors import SavedMeanwhile
from casework.web.fields import LineField, MomentField, Needed, PassageField
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("supervisors", __name__)
_LEAST = "Không ghi nơi ở hiện nay, nơi tạm lánh, chuyện chữa bệnh, chuyện đã xảy ra."


class SupervisorForm(RecordForm):
    """What goes on the sheet; the officer types what the supervisor must watch."""

    record = SupervisorCopy

    supervisor = LineField("Người giám sát", [Needed()], length=200)
    supervised = LineField("Người bị giám sát", [Needed()], length=200)
    protected = LineField("Người được bảo vệ", [Needed()], length=200)
    number = LineField("Số quyết định", [Needed()], length=60)
    from_at = MomentField("Có hiệu lực từ", [Needed()])
    until_at = MomentField("Đến", [Needed()])
    watch = PassageField(
        "Điều cần trông chừng, trường hợp được tiếp xúc", length=1000, description=_LEAST
    )
    call = LineField("Có vi phạm thì gọi ai, số nào", [Needed()], length=200)
    handed_at = MomentField("Đã giao tờ này lúc", [NotFuture()])

    groups = (
        ("Quyết định", ("supervisor", "supervised", "protected", "number", "from_at", "until_at")),
        ("Giám sát", ("watch", "call", "handed_at")),
    )
    why: ClassVar[Mapping[str, str]] = {
        "protected": "Người giám sát phải biết tên hai người, và không cần biết gì hơn.",
    }

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Refuse words of shelter and medicine in what anybody at the village may read."""
        fine = super().validate(extra_validators)
        for name in ("supervisor", "supervised", "protected", "watch", "call"):
            word = rules.too_much_for_paper(self[name].data or "")
            if word is not None:
                message = gettext("Tờ này không được ghi “%(word)s”. Bỏ ra.", word=word)
                self[name].errors = [*self[name].errors, message]
                fine = False
        begin, until = self["from_at"].data, self["until_at"].data
        if begin and until and until <= begin:
            self["until_at"].errors = [gettext("Giờ hết hiệu lực phải sau giờ ký.")]
            fine = False
        return bool(fine)


@dataclass(frozen=True, repr=False)
class Sheet:
    """The file, the measure, and the copy if there is one."""

    file: CaseFile
    measure: Part
    order: Measure
    part: Part | None

    @property
    def version(self) -> int:
        """The version that stands; 0 for a copy that is new."""
        return self.part.version if self.part else 0

    def begun(self) -> SupervisorCopy:
        """Return a new sheet: names, number and hours, and not a word of what happened."""
        who = content_of(self.file, Survivor)
        person = content_of(self.file, PersonCausingViolence)
        return SupervisorCopy(
            supervisor=self.order.supervisor,
            supervised=person.name if person else "",
            protected=who.name if who else "",
            number=self.order.number,
            from_at=self.order.decided_at,
            until_at=rules.ends_at(house().codes, self.order),
        )


@blueprint.get("/cases/<case>/police/measure/<record>/supervisor")
@requires(Permission.POLICE_WRITE)
def show_copy(case: str, record: str) -> str:
    """Show the form of a supervisor's sheet."""
    sheet = _sheet(case, record)
    kept = sheet.part.content if sheet.part else sheet.begun()
    return _page(SupervisorForm.showing(kept), sheet)


@blueprint.post("/cases/<case>/police/measure/<record>/supervisor")
@requires(Permission.POLICE_WRITE)
def save_copy(case: str, record: str) -> Response | str:
    """Save a supervisor's sheet; somebody else's newer version is shown beside what was typed."""
    sheet, form = _sheet(case, record), SupervisorForm()
    seen = request.form.get("seen_version", "0")
    if not form.validate():
        return _page(form, sheet, seen=seen)
    kept = sheet.part.content if sheet.part else None
    content = form.filled(kept)
    if content != kept and isinstance(content, SupervisorCopy):
        if seen != str(sheet.version):
            return _page(form, sheet, conflict=True)
        saving = SavingCopy(sheet.measure.record_id, sheet.version, content)
        try:
            supervision.save_copy(house(), hand(), sheet.file.case_id, saving)
        except SavedMeanwhile:
            return _page(form, _sheet(case, record), conflict=True)
        flash(gettext("Đã lưu. In ra, giao tận tay, dặn giữ kín."), "good")
    return redirect(url_for("supervisors.print_copy", case=case, record=record), 303)


@blueprint.get("/cases/<case>/police/measure/<record>/supervisor/print")
@requires(Permission.POLICE_WRITE)
def print_copy(case: str, record: str) -> str:
    """Show the sheet for paper; the log says that it was printed, and nothing else was opened."""
    file, copy = supervision.open_copy(house(), hand(), id_from_text(case), id_from_text(record))
    return render_template(
        "police/supervisor_print.html", case=case, record=record, number=file.number, one=copy
    )


def _sheet(case: str, record: str) -> Sheet:
    file = service.view_case(house(), hand(), id_from_text(case))
    measure = file.get(Measure.schema, id_from_text(record))
    order = measure.content
    if not isinstance(order, Measure) or not rules.is_no_contact(house().codes, order):
        raise NotFound
    if file.closed_here:
        raise CaseClosed
    return Sheet(file, measure, order, copy_of(file, measure.record_id))


def copy_of(file: CaseFile, measure: Id) -> Part | None:
    """Return the supervisor's copy of a measure, if there is one."""
    wanted = copy_section(measure)
    return next((p for p in file.of(SupervisorCopy.schema) if p.record_id == wanted), None)


def _page(
    form: SupervisorForm, sheet: Sheet, *, conflict: bool = False, seen: str | None = None
) -> str:
    theirs: list[Row] | None = None
    if conflict and sheet.part:
        theirs = rows_of(SupervisorForm, sheet.part.content, sheet.file.names)
    return render_template(
        "police/supervisor.html",
        form=form,
        sheet=sheet,
        seen_version=seen if seen is not None and seen.isdecimal() else sheet.version,
        theirs=theirs,
    )
