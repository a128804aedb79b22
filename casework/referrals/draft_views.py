"""A draft's own address: continued through the same stages, or thrown away."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from casework.access.permissions import Permission
from casework.cases.closing.errors import CaseClosed
from casework.kernel.ids import id_from_text, new_id
from casework.referrals import drafts
from casework.referrals.drafts import OpenedDraft
from casework.referrals.forms import SendForm
from casework.referrals.stages import Ids, Page, go_on, gone_page, offer, read_out, show_stage
from casework.referrals.turns import Reply
from casework.vault.errors import SavedMeanwhile
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("drafts", __name__)


@blueprint.get("/cases/<case>/referrals/drafts/<draft>")
@requires(Permission.REFERRAL_SEND)
def show_draft(case: str, draft: str) -> Reply:
    """Go on with a draft; what it rests on is asked anew."""
    found = _open(case, draft)
    if found.content.ended:
        return gone_page(case, found)
    if found.file.closed_here:
        raise CaseClosed
    form, ids = SendForm.continuing(found.content), Ids(found.part.record_id, new_id())
    page = Page(case, form, ids, found.part.version, found)
    agreements = offer(case, form)
    return show_stage(page, page.begins_at, agreements)


@blueprint.post("/cases/<case>/referrals/drafts/<draft>")
@requires(Permission.REFERRAL_SEND)
def send(case: str, draft: str) -> Reply:
    """Go on to the next stage; send only from what was looked at, or keep it again."""
    return go_on(case, id_from_text(draft))


@blueprint.get("/cases/<case>/referrals/drafts/<draft>/drop")
@requires(Permission.REFERRAL_SEND)
def show_drop(case: str, draft: str) -> Reply:
    """Ask once more before a draft is thrown away."""
    return _drop_page(case, _open(case, draft))


@blueprint.post("/cases/<case>/referrals/drafts/<draft>/drop")
@requires(Permission.REFERRAL_SEND)
def drop(case: str, draft: str) -> Reply:
    """Throw a draft away; what a colleague has changed meanwhile is shown first."""
    said = request.form.get("seen_version", "")
    seen = int(said) if said.isdecimal() and len(said) < 7 else 0
    try:
        drafts.throw_away(house(), hand(), id_from_text(case), id_from_text(draft), seen)
    except SavedMeanwhile:
        return _drop_page(case, _open(case, draft), changed=True)
    flash(gettext("Đã bỏ nháp."), "good")
    return redirect(url_for("cases.view_case", case=case), 303)


def _drop_page(case: str, found: OpenedDraft, *, changed: bool = False) -> Reply:
    if found.content.ended:
        return gone_page(case, found)
    return render_template(
        "referrals/draft_drop.html",
        address=drafts.address_of(found.file.case_id, found.part.record_id),
        rows=read_out(found),
        seen=found.part.version,
        changed=changed,
    )


def _open(case: str, draft: str) -> OpenedDraft:
    return drafts.open_draft(house(), hand(), id_from_text(case), id_from_text(draft))
