"""The addresses of consent: ask her, see her answers, hand over, take back, print."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.audit.actions import Action
from casework.cases.consents import service
from casework.cases.consents.errors import NotAConsent
from casework.cases.consents.forms import ConsentForm
from casework.cases.consents.page import (
    FileStrip,
    open_answers,
    state_said,
    strip_of,
    until_said,
    withdraw_from,
)
from casework.cases.consents.reading import Agreement, openers
from casework.cases.consents.setting import (
    SECTION_WORDS,
    list_desks,
    open_setting,
    section_names,
)
from casework.cases.consents.sharing_forms import DeskForm
from casework.cases.page import FilePage
from casework.kernel.errors import NotFound
from casework.kernel.ids import id_from_text
from casework.web.guard import requires
from casework.web.here import hand, house
from casework.web.principal import known_principal

blueprint = Blueprint("consents", __name__)


def show_strip(page: FilePage) -> FileStrip:
    """Return the answers for the page of a file; there is always something to ask or to see."""
    return strip_of(house().codes, page.file, house().clock.now())


def describe() -> dict[str, Any]:
    """Give the pages of consent what may be pressed, and codes in words."""
    me = known_principal()
    may = {
        permission.name.lower(): me is not None and allows(me.unit_kind, me.role, permission)
        for permission in (
            Permission.CONSENT_RECORD,
            Permission.CONSENT_WITHDRAW,
            Permission.GROUND_INVOKE,
            Permission.GROUND_CONFIRM,
        )
    }
    return {
        "may": may,
        "codes": house().codes,
        "section_words": SECTION_WORDS,
        "names": _names,
        "until": until_said,
        "said": partial(state_said, house().codes),
    }


def _names(one: Agreement) -> list[str]:
    found = house().codes["legal_grounds"].find(one.ground_code) if one.ground_code else None
    return section_names(found, one.kinds)


blueprint.context_processor(describe)


@blueprint.get("/cases/<case>/consents")
@requires(Permission.CONSENT_VIEW)
def list_answers(case: str) -> str:
    """Show what she answered about each desk, and what the law was invoked for."""
    answers = open_answers(house(), hand(), id_from_text(case))
    return render_template("consents/list.html", answers=answers, case=case)


@blueprint.get("/cases/<case>/consents/new")
@requires(Permission.CONSENT_RECORD)
def show_conversation(case: str) -> str:
    """Begin to ask her about one desk."""
    form = ConsentForm(formdata=None)
    form.prepare(open_setting(house(), hand(), id_from_text(case)))
    form.begin()
    return _conversation(form, case)


@blueprint.post("/cases/<case>/consents/new")
@requires(Permission.CONSENT_RECORD)
def record(case: str) -> Response | str:
    """Go on in the conversation; after the last look, record what she said."""
    case_id = id_from_text(case)
    form = ConsentForm()
    form.prepare(open_setting(house(), hand(), case_id))
    if not form.advance():
        return _conversation(form, case)
    try:
        service.record(house(), hand(), case_id, form.recording())
    except NotAConsent as error:
        form.stop_at(form.said(error.problems), len(form.stages))
        return _conversation(form, case)
    if form.given:
        flash(gettext("Đã ghi. Chưa gì được chuyển đi: lúc gửi phiếu mới chuyển."), "good")
    else:
        flash(gettext("Đã ghi là người ấy không đồng ý. Vẫn giúp như thường."), "good")
    return redirect(url_for("consents.list_answers", case=case), 303)


def _conversation(form: ConsentForm, case: str) -> str:
    return render_template("consents/new.html", form=form, case=case, setting=form.setting)


@blueprint.get("/cases/<case>/consents/<consent>/sheet")
@requires(Permission.CONSENT_VIEW)
def print_sheet(case: str, consent: str) -> str:
    """Show one answer for paper; the log says that it was printed, and by whom."""
    case_id, consent_id = id_from_text(case), id_from_text(consent)
    answers = open_answers(house(), hand(), case_id, consent_id, Action.PAGE_PRINT)
    one = answers.one(consent_id)
    if one.talk is None:
        raise NotFound
    people = one.named or tuple(person.name for person in openers(house(), one.recipient))
    return render_template(
        "consents/sheet.html", answers=answers, one=one, people=people, case=case
    )


@blueprint.post("/cases/<case>/consents/<consent>/share")
@requires(Permission.CONSENT_RECORD)
def share(case: str, consent: str) -> Response:
    """Hand over exactly what she agreed to, or what a confirmed ground names."""
    service.share(house(), hand(), id_from_text(case), id_from_text(consent))
    flash(gettext("Đã chuyển. Gọi điện để nơi nhận biết mà mở."), "good")
    return redirect(url_for("consents.list_answers", case=case), 303)


@blueprint.get("/cases/<case>/consents/<consent>/withdraw")
@requires(Permission.CONSENT_WITHDRAW)
def show_withdrawal(case: str, consent: str) -> str:
    """Ask once whether she takes it back; no reason is asked."""
    case_id, consent_id = id_from_text(case), id_from_text(consent)
    one = open_answers(house(), hand(), case_id, consent_id).one(consent_id)
    if not one.may_withdraw:
        raise NotFound
    return render_template("consents/withdraw.html", one=one, case=case)


@blueprint.post("/cases/<case>/consents/<consent>/withdraw")
@requires(Permission.CONSENT_WITHDRAW)
def withdraw(case: str, consent: str) -> Response:
    """Take it back at once; nobody is told why."""
    case_id = id_from_text(case)
    held_before = open_answers(house(), hand(), case_id)
    service.withdraw(house(), hand(), case_id, id_from_text(consent))
    flash(_TAKEN_BACK, "good")
    mine = any(one.unit == hand().keyring.unit for one in held_before.agreements)
    return redirect(url_for("consents.list_answers", case=case) if mine else "/", 303)


_TAKEN_BACK = (
    "Đã rút lại. Nơi nhận không mở được nữa. Chỗ ở và việc chữa bệnh vẫn tiếp tục; không ai "
    "được báo vì sao."
)


@blueprint.get("/cases/<case>/consents/withdraw")
@requires(Permission.CONSENT_WITHDRAW)
def show_desks(case: str) -> str:
    """Ask which desk shall see nothing any more: for what she told another desk than this one."""
    open_answers(house(), hand(), id_from_text(case))
    return _desks(DeskForm(formdata=None), case)


@blueprint.post("/cases/<case>/consents/withdraw")
@requires(Permission.CONSENT_WITHDRAW)
def withdraw_desk(case: str) -> Response | str:
    """Take back every yes about one desk, without telling what there was."""
    form = DeskForm()
    form.prepare(list_desks(house(), hand())[0])
    if not form.validate():
        open_answers(house(), hand(), id_from_text(case))
        return _desks(form, case)
    withdraw_from(house(), hand(), id_from_text(case), id_from_text(form["recipient"].data))
    flash(_TAKEN_BACK, "good")
    return redirect("/", 303)


def _desks(form: DeskForm, case: str) -> str:
    form.prepare(list_desks(house(), hand())[0])
    return render_template("consents/withdraw_from.html", form=form, case=case)
