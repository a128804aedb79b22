"""A referral that is being written, stage by stage: kept as a draft, or sent from what was seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from casework.cases.consents.errors import NoLongerInForce
from casework.cases.consents.page import until_said
from casework.cases.consents.reading import Agreement, list_consents
from casework.cases.showing import Row, rows_of
from casework.kernel.errors import CaseworkError
from casework.kernel.ids import Id, id_from_text, id_to_text
from casework.referrals import drafts, reading, sending
from casework.referrals.drafts import OpenedDraft
from casework.referrals.errors import NotOffered, OverridesHerNo
from casework.referrals.forms import STAGES, SendForm
from casework.referrals.records import DraftEnd, ReferralDraft, ReferralNote
from casework.referrals.showing import shown_view
from casework.referrals.turns import Reply
from casework.vault.errors import SavedMeanwhile
from casework.vault.sharing import MayNotBeGranted
from casework.web.choices import Option
from casework.web.here import hand, house
from casework.web.principal import current_principal
from casework.web.unsaved import posted_fields, texts_of


class Ids(NamedTuple):
    """Made when the form is first shown, so that one sent twice goes once."""

    referral_id: Id
    note_id: Id


_REFUSED = (NoLongerInForce, MayNotBeGranted, NotOffered, OverridesHerNo)


@dataclass(frozen=True, repr=False)
class Page:
    """One stage of a referral that is being written, and the draft it goes on from, if any."""

    case: str
    form: SendForm
    ids: Ids
    seen: int = 0
    """The version of the draft that the writer has seen; 0 where there is none."""
    draft: OpenedDraft | None = None
    conflict: bool = False

    @property
    def address(self) -> str:
        """Where the draft is continued."""
        return drafts.address_of(id_from_text(self.case), self.ids.referral_id)

    @property
    def begins_at(self) -> str:
        """The stage at which a draft goes on: the words, once it is said what and whom they ask."""
        chosen = all(self.form[name].data for name in self.form.stages["whom"])
        return "what" if chosen and not self.consent_over else "whom"

    @property
    def theirs(self) -> list[Row] | None:
        """What somebody else has saved meanwhile, in words."""
        return read_out(self.draft) if self.conflict and self.draft else None

    @property
    def consent_over(self) -> bool:
        """Whether what the draft rests on may not be chosen any more."""
        field = self.form["consent"]
        return bool(field.data) and not any(field.chosen(one) for one in field.options)


def go_on(case: str, referral_id: Id) -> Reply:
    """Take what was posted one step on: another stage, a draft, or sent."""
    ids = Ids(referral_id, id_from_text(request.form.get("note_id", "")))
    said, form = request.form.get("seen_version", ""), SendForm()
    seen = int(said) if said.isdecimal() and len(said) < 7 else 0
    found = drafts.open_draft(house(), hand(), id_from_text(case), referral_id) if seen else None
    page = Page(case, form, ids, seen, found)
    if found is not None and found.content.ended:
        return _gone(page, found)
    agreements, wanted = offer(case, form), request.form.get("go", "")
    if wanted == "draft":
        return _keep(page, agreements)
    stage = form.stage_for(wanted if wanted in STAGES else "whom")
    if stage != "send":
        return show_stage(page, stage, agreements)
    return _send(page, agreements)


def _send(page: Page, agreements: list[Agreement]) -> Reply:
    form, case_id = page.form, id_from_text(page.case)
    sending_now = _draft(form, page.ids, _chosen(agreements, form), page.seen)
    try:
        sending.send(house(), hand(), case_id, sending_now)
    except _REFUSED as error:
        form["consent"].errors = [_said(error)]
        return show_stage(page, "whom", agreements)
    except SavedMeanwhile:
        return _meanwhile(page, agreements, "what")
    address = url_for("sending.show_call", referral=id_to_text(page.ids.referral_id))
    return redirect(address, 303)


def _keep(page: Page, agreements: list[Agreement]) -> Reply:
    """Keep what was typed as a draft, whatever is missing still."""
    form, content = page.form, page.form.draft()
    if content is None:
        wrong = (
            stage for stage, names in form.stages.items() if any(form[n].errors for n in names)
        )
        return show_stage(page, next(wrong), agreements)
    if content == ReferralDraft():
        form["service"].errors = [gettext("Chưa có gì để lưu.")]
        return show_stage(page, "whom", agreements)
    case_id, draft_id = id_from_text(page.case), page.ids.referral_id
    try:
        drafts.save(house(), hand(), case_id, draft_id, page.seen, content)
    except SavedMeanwhile:
        found = drafts.open_draft(house(), hand(), case_id, draft_id)
        if found.content != content:
            return _meanwhile(page, agreements, "what")
    flash(gettext("Đã lưu nháp. Chưa nơi nào nhận được gì."), "good")
    return redirect(url_for("cases.view_case", case=page.case), 303)


def _meanwhile(page: Page, agreements: list[Agreement], stage: str) -> Reply:
    """Show what a colleague saved first beside what was typed; or that it is gone."""
    found = drafts.open_draft(house(), hand(), id_from_text(page.case), page.ids.referral_id)
    if found.content.ended:
        return _gone(page, found)
    newer = replace(page, seen=found.part.version, draft=found, conflict=True)
    return show_stage(newer, stage, agreements)


def _gone(page: Page, found: OpenedDraft) -> Reply:
    """Say that a draft was sent or thrown away; who sent it twice is led to what was sent."""
    sent = found.content.ended is DraftEnd.SENT
    if sent and request.form.get("go") == "send" and found.part.author == hand().keyring.user:
        address = url_for("sending.show_call", referral=id_to_text(page.ids.referral_id))
        return redirect(address, 303)
    return gone_page(page.case, found), SavedMeanwhile.status


def gone_page(case: str, found: OpenedDraft) -> str:
    """Return who ended a draft and how, with what was typed meanwhile."""
    return render_template(
        "referrals/draft_gone.html",
        case=case,
        sent=found.content.ended is DraftEnd.SENT,
        referral=id_to_text(found.part.record_id),
        who=found.file.names.get(found.part.author, ""),
        at=found.part.written_at,
        words=texts_of(posted_fields()),
    )


def read_out(found: OpenedDraft) -> list[Row]:
    """Return what a draft holds, label and words."""
    codes, draft = house().codes, found.content
    rows = rows_of(SendForm, draft, found.file.names)
    consent = found.file.agreements.consents.get(draft.consent or b"")
    if consent is not None:
        rows.insert(0, Row("Chuyển đến", found.file.names.get(consent.recipient_unit, "")))
    if draft.service and (service := codes["service_types"].find(draft.service)):
        rows.insert(0, Row("Cần giúp việc gì", service.vi))
    if draft.urgency and (urgency := codes["referral_urgencies"].find(draft.urgency)):
        rows.append(Row("Cần trả lời trong bao lâu", urgency.vi))
    return rows


def _said(error: CaseworkError) -> str:
    return " ".join(filter(None, (error.message_vi, error.what_to_do_vi)))


def offer(case: str, form: SendForm) -> list[Agreement]:
    """Let the form choose among what is in force and was given to this desk."""
    me = current_principal()
    agreements = [
        one
        for one in list_consents(house(), hand(), id_from_text(case))
        if one.in_force and one.unit == me.unit and not one.outside
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


def _draft(form: SendForm, ids: Ids, agreement: Agreement, seen: int = 0) -> sending.Sending:
    content = form.filled(None)
    return sending.Sending(
        referral_id=ids.referral_id,
        note_id=ids.note_id,
        consent_id=agreement.consent_id,
        service=form["service"].data,
        urgency=form["urgency"].data,
        note=content if isinstance(content, ReferralNote) else ReferralNote(),
        draft_seen=seen,
    )


def show_stage(page: Page, stage: str, agreements: list[Agreement] | None = None) -> str:
    """Return one stage of the form, or where to ask her first if nothing is in force."""
    case, form, ids, found = page.case, page.form, page.ids, page.draft
    agreements = offer(case, form) if agreements is None else agreements
    if not agreements:
        words = texts_of(posted_fields())
        if found and not words:
            words = [row.value for row in read_out(found)]
        return render_template("referrals/none.html", case=case, words=words, draft=found)
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
        draft=page if found else None,
        preview=preview,
        shown=shown,
        codes=codes,
    )
