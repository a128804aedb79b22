"""The addresses of letters to bodies outside: write one, look at it, put it on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.audit.actions import Action
from casework.cases import service as cases
from casework.cases.closing.errors import CaseClosed
from casework.cases.consents.errors import NotAConsent
from casework.cases.consents.situation import Situation, situation_of
from casework.cases.editing import overtaken, posted_id, seen_version, sent_before
from casework.cases.files import CaseFile, Part
from casework.cases.findings import content_of
from casework.cases.forms.record_form import today
from casework.cases.records import SafeContact
from casework.kernel.clock import local_day
from casework.kernel.ids import Id, id_from_text, id_to_text
from casework.referrals.letters import rules, service
from casework.referrals.letters.errors import LetterStopped
from casework.referrals.letters.forms import FACTS, LetterForm
from casework.referrals.letters.recall import recalls_of
from casework.referrals.letters.records import Letter
from casework.referrals.letters.service import SavingLetter, open_letter
from casework.referrals.letters.showing import facts_of, history_of, letter_line
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("letters", __name__)


@dataclass(frozen=True, repr=False)
class LetterDesk:
    """What one request writes: the opened file, and the letter if there is one already."""

    file: CaseFile
    situation: Situation
    part: Part | None
    record_id: Id
    section_id: Id

    @property
    def content(self) -> Letter | None:
        """The letter as it was saved last."""
        content = self.part.content if self.part else None
        if not isinstance(content, Letter):
            return None
        return rules.as_recalled(content, recalls_of(self.file))

    @property
    def version(self) -> int:
        """The version that the page shows; 0 of a new letter."""
        return self.part.version if self.part else 0


@blueprint.get("/cases/<case>/letters/new")
@blueprint.get("/cases/<case>/letters/<record>/edit")
@requires(Permission.LETTER_WRITE)
def show_letter(case: str, record: str | None = None) -> str:
    """Show the form of a letter, empty or as it was saved."""
    desk = _desk(case, record)
    return _page(LetterForm.showing(desk.content), desk, case)


@blueprint.post("/cases/<case>/letters/new")
@blueprint.post("/cases/<case>/letters/<record>/edit")
@requires(Permission.LETTER_WRITE)
def save_letter(case: str, record: str | None = None) -> Response | str:
    """Save a letter; somebody else's newer version is shown beside what was typed."""
    desk, form = _desk(case, record), LetterForm()
    _prepare(form, desk)
    if not form.validate():
        return _page(form, desk, case)
    content = form.letter(desk.content)
    if content == desk.content:
        return redirect(_address(case, desk.record_id), 303)
    saving = SavingLetter(desk.section_id, desk.record_id, desk.version, content)
    try:
        newer = overtaken(
            desk,
            lambda: service.save(house(), hand(), desk.file.case_id, saving),
            lambda: _desk(case, record),
        )
    except NotAConsent as error:
        for name, message in form.said(error.problems):
            form[name].errors = [message]
        return _page(form, desk, case)
    if newer is not None:
        return _page(form, newer, case, conflict=True)
    given = rules.is_given(content)
    flash(gettext("Đã lưu thư.") if given else gettext("Đã ghi là người ấy không đồng ý."), "good")
    return redirect(_address(case, desk.record_id), 303)


@blueprint.get("/cases/<case>/letters/<record>")
@requires(Permission.LETTER_WRITE)
def view_letter(case: str, record: str) -> str:
    """Show one letter as it will stand on paper, and what is to be done about it."""
    found = open_letter(house(), hand(), *_ids(case, record), Action.SECTION_READ)
    line = letter_line(house().codes, found.part, found.content, house().clock.now())
    return render_template(
        "letters/view.html",
        case=case,
        record=record,
        number=found.file.number,
        closed=found.file.closed_here,
        line=line,
        unheeded=found.unheeded,
        one=found.content,
        who=who_rows(found.content),
        history=history_of(house().codes, found.content),
        editable=rules.is_editable(line.stands),
        printable=rules.is_printable(line.stands),
        day=_dated(found.content),
    )


@blueprint.get("/cases/<case>/letters/<record>/print")
@requires(Permission.LETTER_WRITE)
def print_letter(case: str, record: str) -> str:
    """Show a letter for paper; the log says that it was printed, and by whom."""
    found = open_letter(house(), hand(), *_ids(case, record), Action.PAGE_PRINT)
    if found.file.closed_here:
        raise CaseClosed
    line = letter_line(house().codes, found.part, found.content, house().clock.now())
    if not rules.is_printable(line.stands):
        raise LetterStopped
    return render_template(
        "letters/print.html",
        address=_address(case, found.part.record_id),
        line=line,
        one=found.content,
        who=who_rows(found.content),
        day=_dated(found.content),
    )


def who_rows(letter: Letter) -> list[dict[str, str]]:
    """Return what a letter says of who she is."""
    rows = ((label, getattr(letter, name)) for name, label in FACTS.items())
    return [{"label": label, "value": value} for label, value in rows if value]


def _dated(letter: Letter) -> date:
    """Return the day that stands on the paper: printed again it keeps that on which it left."""
    return today() if letter.handed_at is None else local_day(letter.handed_at)


def _ids(case: str, record: str) -> tuple[Id, Id]:
    return id_from_text(case), id_from_text(record)


def _address(case: str, record_id: Id) -> str:
    return url_for("letters.view_letter", case=case, record=id_to_text(record_id))


def _desk(case: str, record: str | None) -> LetterDesk:
    file = cases.view_case(house(), hand(), id_from_text(case))
    if file.closed_here:
        raise CaseClosed
    situation = situation_of(file, today())
    if record is not None:
        part = file.get(Letter.schema, id_from_text(record))
        desk = LetterDesk(file, situation, part, part.record_id, part.section_id)
        if desk.content is not None and not _editable(desk.content):
            raise LetterStopped
        return desk
    new = posted_id("record_id")
    known = sent_before(file, Letter.schema, new)
    return LetterDesk(file, situation, known, new, posted_id("section_id"))


def _editable(letter: Letter) -> bool:
    now = house().clock.now()
    return rules.is_editable(rules.standing(letter, house().codes["letter_outcomes"], now))


def _prepare(form: LetterForm, desk: LetterDesk) -> None:
    form.prepare(desk.situation, facts_of(house().codes, desk.file, desk.content))


def _page(form: LetterForm, desk: LetterDesk, case: str, *, conflict: bool = False) -> str:
    _prepare(form, desk)
    theirs = LetterForm.read_out(desk.content) if conflict and desk.content else None
    return render_template(
        "letters/letter.html",
        form=form,
        desk=desk,
        case=case,
        back_to=_address(case, desk.record_id)
        if desk.part
        else url_for("cases.view_case", case=case),
        contact=content_of(desk.file, SafeContact),
        only_law=desk.situation.only_law,
        seen_version=seen_version(desk, conflict=conflict),
        theirs=theirs,
    )
