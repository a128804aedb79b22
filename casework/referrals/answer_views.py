"""The receiving desk: accept, decline, start, answer, complete; each verb is one address."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from casework.access.permissions import Permission
from casework.access.steps import ReferralState
from casework.cases.findings import entry_of
from casework.cases.listing import CaseLine, find_lines, list_cases
from casework.cases.records import SafeContact, Survivor
from casework.cases.search import is_enough, search_cases
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.referrals import service
from casework.referrals.errors import MovedOn
from casework.referrals.forms import AcceptForm, AnswerForm, CompleteForm, DeclineForm
from casework.referrals.reading import ReferralPage
from casework.referrals.records import Answer, AnswerKind
from casework.referrals.showing import line_of, newest_of
from casework.referrals.turns import Reply, Verb, moved_on, verb_page
from casework.referrals.views import open_page, tell_end
from casework.web.choices import Option
from casework.web.forms import CaseworkForm
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("answering", __name__)

_DECLINE = Verb(
    "Từ chối phiếu chuyển",
    "Từ chối",
    "Những phần đã chuyển đóng lại ngay. Bên chuyển thấy lý do và tìm nơi khác. Việc khẩn thì gọi "
    "cho bên chuyển nữa.",
    "danger",
    ReferralState.DECLINED,
)
_ANSWER = Verb(
    "Trả lời bên chuyển", "Gửi trả lời", "Bên chuyển đọc được điều này. Việc khẩn thì gọi điện."
)
_COMPLETE = Verb(
    "Kết thúc phiếu chuyển",
    "Hoàn thành",
    "Bên chuyển thấy kết quả. Hồ sơ của đơn vị vẫn mở để làm tiếp.",
    becomes=ReferralState.COMPLETED,
)


def _take(referral: str, done: str, step: Callable[[Id], None]) -> Reply:
    """Take one step and go back to the referral; say plainly if somebody was first."""
    referral_id = id_from_text(referral)
    try:
        step(referral_id)
    except MovedOn:
        return moved_on(referral)
    except NotFound:
        tell_end(referral_id)
        raise
    flash(done, "good")
    return redirect(url_for("referrals.view_referral", referral=referral), 303)


def _answer_id() -> Id:
    return id_from_text(request.form.get("answer_id", ""))


def _text(form: CaseworkForm) -> str:
    return form["text"].data or ""


@blueprint.get("/referrals/<referral>/accept")
@requires(Permission.REFERRAL_ANSWER)
def show_accept(referral: str) -> Reply:
    """Show who she is as it was shared, to be confirmed, and the desk's own files to link."""
    page = open_page(id_from_text(referral))
    parts = page.view.parts if page.view else ()
    form = AcceptForm.showing(newest_of(parts, Survivor), newest_of(parts, SafeContact))
    return _accept_page(page, form, _known(page, form), new_id())


@blueprint.post("/referrals/<referral>/accept")
@requires(Permission.REFERRAL_ANSWER)
def accept(referral: str) -> Reply:
    """Join the case, with an identity and a directory entry of the desk's own."""
    answer_id, form = _answer_id(), AcceptForm()
    page = open_page(id_from_text(referral))
    known = _known(page, form)
    if "find" in request.form or not form.validate():
        return _accept_page(page, form, known, answer_id)
    return _take(
        referral,
        gettext("Đã nhận. Bên chuyển thấy điều này ngay. Hồ sơ nay có trong danh sách của đơn vị."),
        lambda found: service.accept(house(), hand(), found, _accepting(form, known, answer_id)),
    )


def _known(page: ReferralPage, form: AcceptForm) -> list[CaseLine]:
    """Offer the desk's own files that fit what is looked for, else the newest; one may be hers."""
    words, chosen = form["look_for"].data or "", form["known_as"].data
    if is_enough(words):
        lines = [one.line for one in search_cases(house(), hand(), words).found]
    else:
        lines = list_cases(house(), hand()).lines
    lines = [line for line in lines if line.case_id != page.face.case_id]
    if chosen and chosen not in [id_to_text(line.case_id) for line in lines]:
        with suppress(NotFound):  # what no page of ours offers is refused as a choice
            lines += find_lines(house(), hand(), [id_from_text(chosen)])
    form["known_as"].offer(Option(id_to_text(line.case_id), _called(line)) for line in lines)
    return lines


def _called(line: CaseLine) -> str:
    entry = line.entry
    told = (entry.name or "–", entry.birth_year, entry.village, line.number)
    return " · ".join(str(part) for part in told if part)


def _accepting(form: AcceptForm, known: list[CaseLine], answer_id: Id) -> service.Accepting:
    survivor, contact = form.survivor(), form.contact()
    linked = next((one for one in known if id_to_text(one.case_id) == form["known_as"].data), None)
    entry = entry_of(survivor, contact)
    if linked is not None and not entry.name:
        entry = linked.entry
    written = [(survivor, Survivor()), (contact, SafeContact())]
    return service.Accepting(
        answer=Answer(AnswerKind.ACCEPTED, _text(form), form["who_helps"].data or ""),
        answer_id=answer_id,
        entry=entry,
        identity=tuple(record for record, blank in written if record != blank),
        linked_case=None if linked is None else linked.case_id,
    )


def _accept_page(
    page: ReferralPage, form: AcceptForm, known: list[CaseLine], answer_id: Id
) -> Reply:
    if not page.is_receiver:
        raise NotFound
    if ReferralState.ACCEPTED not in page.may_become:
        return moved_on(id_to_text(page.face.referral_id))
    return render_template(
        "referrals/accept.html",
        form=form,
        page=page,
        line=line_of(house().codes, page.face),
        known=known,
        looked="find" in request.form,
        answer_id=id_to_text(answer_id),
    )


@blueprint.get("/referrals/<referral>/decline")
@requires(Permission.REFERRAL_ANSWER)
def show_decline(referral: str) -> Reply:
    """Ask why."""
    return verb_page(_DECLINE, referral, DeclineForm(formdata=None), new_id())


@blueprint.post("/referrals/<referral>/decline")
@requires(Permission.REFERRAL_ANSWER)
def decline(referral: str) -> Reply:
    """Say no with a reason; the keys go back at once."""
    answer_id, form = _answer_id(), DeclineForm()
    if not form.validate():
        return verb_page(_DECLINE, referral, form, answer_id)
    said = Answer(AnswerKind.DECLINED, _text(form))
    return _take(
        referral,
        gettext("Đã từ chối. Những phần đã chuyển không còn mở được ở đơn vị."),
        lambda found: service.decline(house(), hand(), found, said, answer_id),
    )


@blueprint.post("/referrals/<referral>/start")
@requires(Permission.REFERRAL_ANSWER)
def start(referral: str) -> Reply:
    """Note that the service has begun."""
    return _take(
        referral,
        gettext("Đã ghi: đang cung cấp dịch vụ."),
        lambda found: service.start(house(), hand(), found),
    )


@blueprint.get("/referrals/<referral>/answer")
@requires(Permission.REFERRAL_ANSWER)
def show_answer(referral: str) -> Reply:
    """Show the form of one more message to the sender."""
    return verb_page(_ANSWER, referral, AnswerForm(formdata=None), new_id())


@blueprint.post("/referrals/<referral>/answer")
@requires(Permission.REFERRAL_ANSWER)
def answer(referral: str) -> Reply:
    """Tell the sender something more; the state stays."""
    answer_id, form = _answer_id(), AnswerForm()
    if not form.validate():
        return verb_page(_ANSWER, referral, form, answer_id)
    said = Answer(AnswerKind.MESSAGE, _text(form))
    return _take(
        referral,
        gettext("Đã gửi trả lời."),
        lambda found: service.answer(house(), hand(), found, said, answer_id),
    )


@blueprint.get("/referrals/<referral>/complete")
@requires(Permission.REFERRAL_ANSWER)
def show_complete(referral: str) -> Reply:
    """Ask how it ended."""
    return verb_page(_COMPLETE, referral, CompleteForm(formdata=None), new_id())


@blueprint.post("/referrals/<referral>/complete")
@requires(Permission.REFERRAL_ANSWER)
def complete(referral: str) -> Reply:
    """Say how it ended, with a last answer to the sender."""
    answer_id, form = _answer_id(), CompleteForm()
    if not form.validate():
        return verb_page(_COMPLETE, referral, form, answer_id)
    said, outcome = Answer(AnswerKind.COMPLETED, _text(form)), form["outcome"].data
    return _take(
        referral,
        gettext("Đã hoàn thành. Bên chuyển thấy kết quả."),
        lambda found: service.complete(house(), hand(), found, outcome, said, answer_id),
    )
