"""The chair's own motion on screen: from a notice to an order that nobody asked for."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from casework.access.permissions import Permission
from casework.access.steps import ReferralState
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_from_text, new_id
from casework.leadership import own_motion
from casework.leadership.cancel_forms import InitiateForm
from casework.leadership.cancel_views import Entering
from casework.leadership.opening import open_page
from casework.leadership.rules import NOTICE
from casework.leadership.supervising import is_for_police
from casework.referrals.errors import MovedOn
from casework.referrals.reading import ReferralPage
from casework.referrals.turns import Reply, moved_on
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("own_motion", __name__)
_IDS = ("why_id", "record_id")
_OPEN = (ReferralState.RECEIVED, ReferralState.ACCEPTED)
_ENTERING = Entering(
    "Chủ tịch tự ra quyết định cấm tiếp xúc",
    "Ghi vào sổ",
    "Chỉ khi hành vi đe dọa tính mạng (Luật 13/2022/QH15 Đ25.1.b). Bản giấy đã ký mới là quyết "
    "định; ký trước, rồi ghi đúng như bản ký.",
)


def may_initiate(page: ReferralPage) -> bool:
    """Say whether the reader may enter an order on this notice."""
    return page.is_receiver and page.view is not None and page.face.state in _OPEN


@blueprint.get("/notices/<notice>/order")
@requires(Permission.ORDER_DECIDE, refusal=404)
def show_initiate(notice: str) -> Reply:
    """Show the form of an order on the chair's own motion."""
    return _page(notice, InitiateForm(formdata=None), {name: new_id() for name in _IDS})


@blueprint.post("/notices/<notice>/order")
@requires(Permission.ORDER_DECIDE, refusal=404)
def initiate(notice: str) -> Reply:
    """Enter an order that the chair has signed on its own motion."""
    ids = {name: id_from_text(request.form.get(name, "")) for name in _IDS}
    form = InitiateForm()
    page = open_page(notice, NOTICE)
    if not form.validate():
        return _page(notice, form, ids)
    written = [ids[name] for name in _IDS]
    try:
        own_motion.initiate(
            house(), hand(), page.face.referral_id, form.motion(), form.decision(), written
        )
    except MovedOn:
        return moved_on(notice)
    flash(gettext("Đã ghi. Gọi Trưởng Công an xã ngay và giao bản ký; 1 giờ để phân công."), "good")
    tells = is_for_police(house(), page.face.from_unit)
    address = "supervisions.show_telling" if tells else "orders.view_order"
    return redirect(url_for(address, order=notice), 303)


def _page(notice: str, form: InitiateForm, ids: dict[str, Id]) -> Reply:
    page = open_page(notice, NOTICE)
    if not page.is_receiver:
        raise NotFound
    if not may_initiate(page):
        return moved_on(notice)
    return render_template(
        "leadership/entry.html",
        address=url_for("notices.view_notice", notice=notice),
        entering=_ENTERING,
        form=form,
        ids=ids,
        number=page.face.number,
    )
