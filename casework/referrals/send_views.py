"""The sending desk: service and desk, note, what they will see, sent; then a person by phone."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.access.steps import ReferralState
from casework.cases.closing.errors import CaseClosed
from casework.cases.consents.errors import NoLongerInForce
from casework.cases.consents.page import until_said
from casework.cases.consents.reading import Agreement, list_consents
from casework.cases.service import view_case
from casework.kernel.errors import CaseworkError, NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.referrals import reading, sending
from casework.referrals.errors import MovedOn, NotOffered, OverridesHerNo
from casework.referrals.forms import STAGES, ReachForm, SendForm
from casework.referrals.records import Reached, ReferralNote
from casework.referrals.showing import line_of, shown_view
from casework.referrals.turns import Reply, Verb, moved_on, verb_page
from casework.referrals.views import open_page
from casework.vault.sharing import MayNotBeGranted
from casework.web.choices import Option
from casework.web.guard import requires
from casework.web.here import hand, house
from casework.web.principal import current_principal
from casework.web.unsaved import posted_fields, texts_of


class Ids(NamedTuple):
    """Made when the form is first shown, so that one sent twice goes once."""

    referral_id: Id
    note_id: Id


_REFUSED = (NoLongerInForce, MayNotBeGranted, NotOffered, OverridesHerNo)

blueprint = Blueprint("sending", __name__)


@blueprint.get("/cases/<case>/referrals/new")
@requires(Permission.REFERRAL_SEND)
def show_new(case: str) -> str:
    """Begin a referral on what she has agreed to; its ids are made here, so it goes once."""
    if view_case(house(), hand(), id_from_text(case)).closed_here:
        raise CaseClosed
    return _stage(case, SendForm(formdata=None), "whom", Ids(new_id(), new_id()))


@blueprint.post("/cases/<case>/referrals/new")
@requires(Permission.REFERRAL_SEND)
def send(case: str) -> Response | str:
    """Go on to the next stage; send only from what was looked at."""
    ids = Ids(*(id_from_text(request.form.get(name, "")) for name in Ids._fields))
    wanted = request.form.get("go", "")
    form = SendForm()
    agreements = _offer(case, form)
    stage = form.stage_for(wanted if wanted in STAGES else "whom")
    if stage != "send":
        return _stage(case, form, stage, ids, agreements)
    agreement = _chosen(agreements, form)
    try:
        sending.send(house(), hand(), id_from_text(case), _draft(form, ids, agreement))
    except _REFUSED as error:
        form["consent"].errors = [_said(error)]
        return _stage(case, form, "whom", ids, agreements)
    return redirect(url_for("sending.show_call", referral=id_to_text(ids.referral_id)), 303)


def _said(error: CaseworkError) -> str:
    return " ".join(filter(None, (error.message_vi, error.what_to_do_vi)))


def _offer(case: str, form: SendForm) -> list[Agreement]:
    """Let the form choose among what is in force and was given to this desk."""
    me = current_principal()
    agreements = [
        one
        for one in list_consents(house(), hand(), id_from_text(case))
        if one.in_force and one.unit == me.unit
    ]
    kinds = house().codes["section_kinds"]
    form["consent"].offer(
        Option(
            id_to_text(one.consent_id),
            one.recipient_name,
            _terms(one, "; ".join(kinds.label(kind) for kind in one.kinds)),
        )
        for one in agreements
    )
    return agreements


def _terms(one: Agreement, sections: str) -> str:
    words = [gettext("Được xem: %(sections)s.", sections=sections or gettext("chỉ phiếu chuyển"))]
    if one.named:
        words.append(gettext("Chỉ %(names)s mở được.", names=", ".join(one.named)))
    if one.until_at is not None:
        words.append(gettext("Đến %(end)s.", end=until_said(one.until_at)))
    if one.ground_code is not None:
        words.append(gettext("Theo căn cứ của luật, không phải do người ấy đồng ý."))
    return " ".join(words)


def _chosen(agreements: list[Agreement], form: SendForm) -> Agreement:
    chosen = form["consent"].data
    return next(one for one in agreements if id_to_text(one.consent_id) == chosen)


def _draft(form: SendForm, ids: Ids, agreement: Agreement) -> sending.Sending:
    content = form.filled(None)
    return sending.Sending(
        referral_id=ids.referral_id,
        note_id=ids.note_id,
        consent_id=agreement.consent_id,
        service=form["service"].data,
        urgency=form["urgency"].data,
        note=content if isinstance(content, ReferralNote) else ReferralNote(),
    )


def _stage(
    case: str,
    form: SendForm,
    stage: str,
    ids: Ids,
    agreements: list[Agreement] | None = None,
) -> str:
    agreements = _offer(case, form) if agreements is None else agreements
    if not agreements:
        return render_template("referrals/none.html", case=case, words=texts_of(posted_fields()))
    preview = shown = agreement = None
    codes = house().codes
    if stage == "look":
        agreement = _chosen(agreements, form)
        draft = _draft(form, ids, agreement)
        preview = reading.preview(house(), hand(), id_from_text(case), draft)
        shown = shown_view(codes, preview.view, preview.names, current_principal().unit_name)
    return render_template(
        f"referrals/new_{stage}.html",
        case=case,
        form=form,
        stage=stage,
        ids=ids._asdict(),
        preview=preview,
        shown=shown,
        codes=codes,
    )


@blueprint.get("/referrals/<referral>/call")
@requires(Permission.REFERRAL_SEND)
def show_call(referral: str) -> str:
    """Show whom to phone now and what to say; a screen is not a person."""
    return _call_page(referral, ReachForm(formdata=None), new_id())


@blueprint.post("/referrals/<referral>/call")
@requires(Permission.REFERRAL_SEND)
def reach(referral: str) -> Reply:
    """Note whom the sender has spoken to, or that nobody answered."""
    record_id = id_from_text(request.form.get("record_id", ""))
    form = ReachForm()
    if not form.validate():
        return _call_page(referral, form, record_id)
    told = form.values() | {"reached": form["outcome"].data == "YES"}
    reached = Reached(**told | {"at": told["at"] or house().clock.now()})
    try:
        sending.reach(house(), hand(), id_from_text(referral), reached, record_id)
    except MovedOn:
        return moved_on(referral)
    flash(gettext("Đã ghi cuộc gọi."), "good")
    return redirect(url_for("referrals.view_referral", referral=referral), 303)


def _call_page(referral: str, form: ReachForm, record_id: Id) -> str:
    page = open_page(id_from_text(referral))
    if page.is_receiver:
        raise NotFound
    return render_template(
        "referrals/call.html",
        form=form,
        record_id=id_to_text(record_id),
        page=page,
        line=line_of(house().codes, page.face),
    )


_WITHDRAW = Verb(
    "Thu hồi phiếu đã chuyển",
    "Thu hồi phiếu này",
    "Dùng khi chuyển nhầm. Nơi nhận mất quyền mở những phần đã chuyển ngay lập tức và không được "
    "cho biết lý do. Điều đã đọc thì không lấy lại được. Nếu chính người bị bạo lực rút lại sự "
    "đồng ý, hãy ghi ở trang Sự đồng ý của hồ sơ.",
    "danger",
    ReferralState.WITHDRAWN,
    receiver=False,
)


@blueprint.get("/referrals/<referral>/withdraw")
@requires(Permission.REFERRAL_WITHDRAW)
def show_withdraw(referral: str) -> Reply:
    """Ask once more before a referral is taken back."""
    return verb_page(_WITHDRAW, referral, None)


@blueprint.post("/referrals/<referral>/withdraw")
@requires(Permission.REFERRAL_WITHDRAW)
def withdraw(referral: str) -> Reply:
    """Take a referral back that was sent amiss; her consent stands."""
    try:
        sending.withdraw(house(), hand(), id_from_text(referral))
    except MovedOn:
        return moved_on(referral)
    flash(gettext("Đã thu hồi. Nơi nhận không còn mở được những phần đã chuyển."), "good")
    return redirect(url_for("referrals.view_referral", referral=referral), 303)
