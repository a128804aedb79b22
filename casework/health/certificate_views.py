"""The addresses of certificates: write one from visits, make it ready, print it, correct it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.cases.closing.errors import CaseClosed
from casework.cases.editing import overtaken, posted_id, seen_version, sent_before
from casework.cases.files import Part
from casework.health import rules, service
from casework.health.care import CareFile, open_care, open_certificate
from casework.health.forms import CertificateForm
from casework.health.records import CareVisit, Certificate
from casework.health.service import SavingCertificate
from casework.health.showing import certificate_line
from casework.health.words import edition_said, kind_of, place_of
from casework.kernel.clock import format_moment
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text
from casework.vault.errors import SavedMeanwhile
from casework.web.choices import Option
from casework.web.guard import requires
from casework.web.here import hand, house
from casework.web.principal import current_principal

blueprint = Blueprint("certificates", __name__)


@dataclass(frozen=True, repr=False)
class Paper:
    """What one request writes: the opened file, and the certificate if there is one already."""

    care: CareFile
    part: Part | None
    record_id: Id
    section_id: Id

    @property
    def content(self) -> Certificate | None:
        """The certificate as it was saved last."""
        content = self.part.content if self.part else None
        return content if isinstance(content, Certificate) else None

    @property
    def version(self) -> int:
        """The version that the page shows; 0 of a new certificate."""
        return self.part.version if self.part else 0


@blueprint.get("/cases/<case>/certificates/new")
@blueprint.get("/cases/<case>/certificates/<record>")
@requires(Permission.CERTIFICATE_WRITE, refusal=404)
def show_certificate(case: str, record: str | None = None) -> str:
    """Show the form of a certificate, or a new one with what the file says of her."""
    paper = _paper(case, record)
    form = CertificateForm.showing(paper.content or _begun(paper, request.args.get("visit")))
    return _page(form, paper, case)


@blueprint.post("/cases/<case>/certificates/new")
@blueprint.post("/cases/<case>/certificates/<record>")
@requires(Permission.CERTIFICATE_WRITE, refusal=404)
def save_certificate(case: str, record: str | None = None) -> Response | str:
    """Save a certificate; a printed one only with the reason, as a version that says so."""
    paper, form = _paper(case, record), CertificateForm()
    form["visits"].offer(_visits(paper.care))
    valid = form.validate()
    if request.form.get("go"):
        _fill_chart(form, paper)
        return _page(form, paper, case)
    if not valid:
        return _page(form, paper, case)
    content = _written(form, paper)
    if content is None:
        return _page(form, paper, case)
    if content != paper.content:
        saving = SavingCertificate(paper.section_id, paper.record_id, paper.version, content)
        newer = overtaken(
            paper,
            lambda: service.save_certificate(house(), hand(), paper.care.file.case_id, saving),
            lambda: _paper(case, record),
        )
        if newer is not None:
            return _page(form, newer, case, conflict=True)
        flash(gettext("Đã lưu giấy. Xem lại rồi chốt để in."), "good")
    return redirect(_look(case, paper.record_id), 303)


@blueprint.get("/cases/<case>/certificates/<record>/look")
@requires(Permission.CERTIFICATE_WRITE, refusal=404)
def look_over(case: str, record: str) -> str:
    """Show a certificate as it will stand on paper, and what it still lacks."""
    care = open_care(house(), hand(), id_from_text(case))
    part = care.certificate(id_from_text(record))
    return _look_page(care, part, case)


@blueprint.post("/cases/<case>/certificates/<record>/look")
@requires(Permission.CERTIFICATE_WRITE, refusal=404)
def issue_certificate(case: str, record: str) -> Response | str:
    """Make a certificate ready for paper; from then on it is only corrected."""
    care = open_care(house(), hand(), id_from_text(case))
    part = care.certificate(id_from_text(record))
    seen = request.form.get("seen_version", "")
    content = part.content
    if isinstance(content, Certificate) and content.issued_at is None:
        if rules.missing_of(content):
            return _look_page(care, part, case)
        try:
            number = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
            service.issue_certificate(house(), hand(), care.file, part.record_id, number)
        except SavedMeanwhile:
            flash(gettext("Người khác vừa sửa giấy này. Xem lại bản mới trước khi chốt."), "warn")
            return redirect(_look(case, part.record_id), 303)
    address = url_for("certificates.print_certificate", case=case, record=record)
    return redirect(address, 303)


@blueprint.get("/cases/<case>/certificates/<record>/print")
@requires(Permission.CERTIFICATE_WRITE, refusal=404)
def print_certificate(case: str, record: str) -> str:
    """Show a certificate for paper; the log says that it was printed, and by whom."""
    record_id = id_from_text(record)
    care = open_certificate(house(), hand(), id_from_text(case), record_id)
    content = care.certificate(record_id).content
    if not isinstance(content, Certificate) or content.issued_at is None:
        raise NotFound
    return render_template("health/certificate_print.html", case=case, **_said(care, content))


def _paper(case: str, record: str | None) -> Paper:
    care = open_care(house(), hand(), id_from_text(case))
    if care.file.closed_here:
        raise CaseClosed
    if record is not None:
        part = care.certificate(id_from_text(record))
        return Paper(care, part, part.record_id, part.section_id)
    new = posted_id("record_id")
    known = sent_before(care.file, Certificate.schema, new)
    return Paper(care, known, new, posted_id("section_id"))


def _begun(paper: Paper, visit: str | None) -> Certificate:
    """Return a new certificate with who she is, and with one visit's injuries if it is named."""
    who, birth = paper.care.survivor, paper.care.survivor.birth
    parts = [paper.care.visit(id_from_text(visit))] if visit else []
    return Certificate(
        name=who.name,
        birth="" if birth is None else str(birth),
        address=who.village,
        injuries=rules.certified(_contents(parts)),
        signed_by=current_principal().name,
    )


def _contents(parts: list[Part]) -> list[CareVisit]:
    return [part.content for part in parts if isinstance(part.content, CareVisit)]


def _visits(care: CareFile) -> list[Option]:
    """Return the station's own visits in which an injury was seen, as options."""
    return [
        Option(
            id_to_text(part.record_id),
            format_moment(part.content.seen_at or part.written_at),
            gettext("%(count)d tổn thương", count=len(part.content.injuries)),
        )
        for part in care.visits()
        if care.file.own(part) and isinstance(part.content, CareVisit) and part.content.injuries
    ]


def _fill_chart(form: CertificateForm, paper: Paper) -> None:
    """Add the injuries of the chosen visits to those that stand there, or just more lines."""
    if request.form.get("go") == "copy":
        known = list(form.values()["injuries"])
        offered = {option.value for option in form["visits"].options}
        chosen = [v for v in form["visits"].data or () if v in offered]
        parts = [paper.care.visit(id_from_text(record)) for record in chosen]
        new = [i for i in rules.certified(_contents(parts)) if i not in known]
        form.take_injuries([*known, *new])
    form.leave_room()


def _written(form: CertificateForm, paper: Paper) -> Certificate | None:
    """Return what was typed as the next version; None, and an error, where the reason lacks."""
    old = paper.content
    if old is None:
        return form.certificate()
    try:
        return rules.rewrite(old, form.certificate(), form["because"].data or "")
    except ValueError:
        form["because"].errors = [gettext("Giấy này đã chốt để in. Viết vì sao phải sửa.")]
        return None


def _look(case: str, record_id: Id) -> str:
    return url_for("certificates.look_over", case=case, record=id_to_text(record_id))


def _page(form: CertificateForm, paper: Paper, case: str, *, conflict: bool = False) -> str:
    form["visits"].offer(_visits(paper.care))
    theirs = certificate_line(paper.care.file, paper.part) if conflict and paper.part else None
    return render_template(
        "health/certificate.html",
        form=form,
        paper=paper,
        case=case,
        issued=paper.content is not None and paper.content.issued_at is not None,
        seen_version=seen_version(paper, conflict=conflict),
        theirs=theirs,
    )


def _look_page(care: CareFile, part: Part, case: str) -> str:
    content = part.content
    if not isinstance(content, Certificate):
        raise NotFound
    blank = CertificateForm(formdata=None)
    return render_template(
        "health/certificate_look.html",
        case=case,
        part=part,
        closed=care.file.closed_here,
        missing=[str(blank[name.value].label.text) for name in rules.missing_of(content)],
        **_said(care, content),
    )


def _said(care: CareFile, certificate: Certificate) -> dict[str, object]:
    """Return a certificate in the words of the paper."""
    codes = house().codes
    lines = [
        {
            "place": place_of(codes, injury),
            "kind": kind_of(codes, injury),
            "size": injury.size,
            "note": injury.note,
            "seen": format_moment(injury.seen_at) if injury.seen_at else "",
        }
        for injury in certificate.injuries
    ]
    return {
        "number": care.file.number,
        "one": certificate,
        "lines": lines,
        "state": edition_said(certificate),
        "examined": [format_moment(at) for at in rules.examined_days(certificate)],
        "asked_by": codes["certificate_requesters"].label(certificate.asked_by or ""),
    }
