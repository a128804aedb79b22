"""What happens to a letter after it was written: handed over, asked after, taken back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.audit.actions import Action
from casework.cases.closing.errors import CaseClosed
from casework.cases.forms.record_form import RecordForm
from casework.kernel.ids import id_from_text
from casework.referrals.letters import rules, service
from casework.referrals.letters.forms import HandForm, OutcomeForm, WithdrawForm
from casework.referrals.letters.records import Letter
from casework.referrals.letters.service import OpenedLetter, Step, open_letter
from casework.referrals.letters.showing import history_of, letter_line
from casework.vault.errors import SavedMeanwhile
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("letter_steps", __name__)


@dataclass(frozen=True)
class Verb:
    """One step: what its page says, and how the log names it."""

    title: str
    lead: str
    button: str
    done: str
    action: Action
    tone: str = ""


_HAND = Verb(
    "Đã giao thư",
    "Ghi khi thư đã rời đơn vị: giao tận tay, gửi bưu điện, hoặc người ấy tự cầm đi.",
    "Ghi đã giao",
    "Đã ghi việc giao thư.",
    Action.LETTER_HAND,
)
_OUTCOME = Verb(
    "Kết quả thư",
    "Gọi nơi nhận, hỏi người ấy đã được giúp chưa. Có kết quả rồi thì không ai phải hỏi lại nữa.",
    "Ghi kết quả",
    "Đã ghi kết quả.",
    Action.LETTER_OUTCOME,
)
_WITHDRAW = Verb(
    "Người ấy rút lại",
    "Không cần hỏi vì sao. Thư chưa giao thì giữ lại, hủy bản đã in. Thư đã giao thì không lấy lại "
    "được: gọi nơi nhận, nói người ấy không muốn nữa, nhờ họ dừng và không liên hệ người ấy.",
    "Ghi là đã rút lại",
    "Đã ghi việc rút lại. Không ai phải hỏi lại nơi nhận nữa.",
    Action.LETTER_WITHDRAW,
    "danger",
)


@blueprint.get("/cases/<case>/letters/<record>/hand")
@requires(Permission.LETTER_WRITE)
def show_hand(case: str, record: str) -> str:
    """Ask when the paper left, and by whose hands."""
    return _page(_HAND, HandForm(formdata=None), _open(_HAND, case, record), case, record)


@blueprint.post("/cases/<case>/letters/<record>/hand")
@requires(Permission.LETTER_WRITE)
def hand_over(case: str, record: str) -> Response | str:
    """Note that the paper has left the desk."""
    form = HandForm()

    def step(letter: Letter, where: rules.Standing) -> Letter:
        at = form["handed_at"].data or house().clock.now()
        return rules.hand_over(letter, at, form["handed_by"].data, form["handed_to"].data, where)

    return _take(_HAND, form, case, record, step)


@blueprint.get("/cases/<case>/letters/<record>/outcome")
@requires(Permission.LETTER_WRITE)
def show_outcome(case: str, record: str) -> str:
    """Ask what came of the letter."""
    return _page(_OUTCOME, OutcomeForm(formdata=None), _open(_OUTCOME, case, record), case, record)


@blueprint.post("/cases/<case>/letters/<record>/outcome")
@requires(Permission.LETTER_WRITE)
def answer(case: str, record: str) -> Response | str:
    """Note what came of the letter; an end closes the task."""
    form = OutcomeForm()

    def step(letter: Letter, _where: rules.Standing) -> Letter:
        note, again = form["outcome_note"].data, form["ask_on"].data
        return rules.answer(letter, form["outcome"].data, house().clock.now(), note, again)

    return _take(_OUTCOME, form, case, record, step)


@blueprint.get("/cases/<case>/letters/<record>/withdraw")
@requires(Permission.LETTER_WRITE)
def show_withdraw(case: str, record: str) -> str:
    """Say what taking her yes back can still do, and ask whom the desk has told."""
    form = WithdrawForm(formdata=None)
    return _page(_WITHDRAW, form, _open(_WITHDRAW, case, record), case, record)


@blueprint.post("/cases/<case>/letters/<record>/withdraw")
@requires(Permission.LETTER_WRITE)
def withdraw(case: str, record: str) -> Response | str:
    """Note that she has taken her yes back; the letter is not printed or handed over any more."""
    form = WithdrawForm()

    def step(letter: Letter, _where: rules.Standing) -> Letter:
        return rules.withdraw(letter, house().clock.now(), form["withdrawn_told"].data)

    return _take(_WITHDRAW, form, case, record, step)


def _open(verb: Verb, case: str, record: str) -> OpenedLetter:
    """Open the letter; a closed file takes nothing more but her no."""
    ids = id_from_text(case), id_from_text(record)
    found = open_letter(house(), hand(), *ids, Action.SECTION_READ)
    if found.file.closed_here and verb is not _WITHDRAW:
        raise CaseClosed
    return found


def _take(verb: Verb, form: RecordForm, case: str, record: str, step: Step) -> Response | str:
    found = _open(verb, case, record)
    seen = request.form.get("seen_version", "")
    if not form.validate():
        return _page(verb, form, found, case, record, seen)
    address = url_for("letters.view_letter", case=case, record=record)
    if seen != str(found.part.version):
        if _says(found.content, form):
            return redirect(address, 303)
        return _page(verb, form, found, case, record, conflict=True)
    case_id, version = found.file.case_id, found.part.version
    try:
        service.turn(house(), hand(), verb.action, case_id, found.part, version, step)
    except SavedMeanwhile:
        return _page(verb, form, _open(verb, case, record), case, record, conflict=True)
    flash(verb.done, "good")
    return redirect(address, 303)


def _says(letter: Letter, form: RecordForm) -> bool:
    """Say whether the letter has this step already: the form was sent twice."""
    typed = {field.name: field.data for field in form if field.data not in (None, "")}
    withdrawn = letter.withdrawn_at is not None or not isinstance(form, WithdrawForm)
    return withdrawn and all(getattr(letter, name) == data for name, data in typed.items())


def _page(
    verb: Verb,
    form: RecordForm,
    found: OpenedLetter,
    case: str,
    record: str,
    seen: str = "",
    *,
    conflict: bool = False,
) -> str:
    line = letter_line(house().codes, found.part, found.content, house().clock.now())
    return render_template(
        "letters/step.html",
        verb=verb,
        form=form,
        line=line,
        address=url_for("letters.view_letter", case=case, record=record),
        history=history_of(house().codes, found.content),
        seen_version=seen if seen.isdecimal() else found.part.version,
        conflict=conflict,
    )
