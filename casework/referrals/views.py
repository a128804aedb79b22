"""What waits at this desk, what it has sent, what nobody answers, and the page of one referral."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.access.steps import OPEN, ReferralState
from casework.cases.timeline import referral_came
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_from_text
from casework.referrals import listing
from casework.referrals.duty import OnDuty, who_is_on_duty
from casework.referrals.errors import SharingEnded
from casework.referrals.reading import Face, ReferralPage, open_referral
from casework.referrals.rules import is_binding
from casework.referrals.showing import (
    answer_rows,
    line_of,
    own_page,
    shown_view,
    steps_of,
)
from casework.vault.agreement_lists import is_withdrawn_from
from casework.web.guard import requires
from casework.web.here import hand, house
from casework.web.principal import current_principal

SHOWN_SENT = 40
"""How many lines the list of what was sent holds; older ones stand with their files."""
_ANSWERED_SHOWN = timedelta(days=30)

blueprint = Blueprint("referrals", __name__)


@blueprint.get("/referrals")
@requires(Permission.REFERRAL_LIST)
def show_inbox() -> str:
    """List the open referrals to this desk, most urgent first, and nothing else."""
    codes = house().codes
    lines = [line_of(codes, face) for face in listing.inbox(house(), hand())]
    return render_template(
        "referrals/inbox.html",
        owed=[line for line in lines if line.owed],
        working=[line for line in lines if not line.owed],
    )


@blueprint.get("/referrals/sent")
@requires(Permission.REFERRAL_SEND)
def show_sent() -> str:
    """List what this desk has sent, newest first, with whom to phone where nobody opens."""
    now, codes = house().clock.now(), house().codes
    faces = [
        face
        for face in listing.sent(house(), hand())
        if face.state in OPEN or face.changed_at > now - _ANSWERED_SHOWN
    ]
    lines = [line_of(codes, face) for face in faces]
    lines.sort(key=lambda line: not line.face.phone_next)
    return render_template(
        "referrals/sent.html",
        lines=lines[:SHOWN_SENT],
        more=len(lines) - SHOWN_SENT,
        phones=_phones([face for face in faces if face.phone_next]),
    )


def _phones(faces: list[Face]) -> dict[Id, list[OnDuty]]:
    return {unit: who_is_on_duty(house(), unit) for unit in {face.to_unit for face in faces}}


@blueprint.get("/referrals/risen")
@requires(Permission.REFERRAL_ESCALATE)
def show_risen() -> str:
    """List what nobody answers: number, desks, urgency and hours left, and no more."""
    codes = house().codes
    lines = [line_of(codes, face) for face in listing.risen(house(), hand())]
    return render_template("referrals/risen.html", lines=lines)


@blueprint.get("/referrals/<referral>")
@requires(Permission.REFERRAL_VIEW)
def view_referral(referral: str) -> str:
    """Show a referral to its receiver or its sender; opening it is what receives it."""
    page = open_page(id_from_text(referral))
    codes, face = house().codes, page.face
    me = current_principal()
    own = me.unit_name
    return render_template(
        "referrals/view.html",
        page=page,
        line=line_of(codes, face),
        steps=steps_of(codes, face, (step.state for step in page.steps)),
        shown=shown_view(codes, page.view, page.names, face.from_name) if page.view else None,
        answers=answer_rows(page.answers, page.names),
        title="Phiếu chuyển đến" if page.is_receiver else "Phiếu đã chuyển",
        past=[
            (step.at, referral_came(codes, step.state), step.name if step.unit_name == own else "")
            for step in page.steps
        ],
        binding=is_binding(codes, face.service),
        sends=allows(me.unit_kind, me.role, Permission.REFERRAL_SEND),
        joined=face.state in (ReferralState.ACCEPTED, ReferralState.IN_SERVICE),
    )


def open_page(referral: Id) -> ReferralPage:
    """Open a referral; raises SharingEnded for a receiver from whom it was taken back.

    What is read on pages of its own is sent there.
    """
    try:
        page = open_referral(house(), hand(), referral)
    except NotFound:
        tell_end(referral)
        raise
    if page.is_receiver and page.face.state is ReferralState.WITHDRAWN:
        raise SharingEnded
    if own_page(house().codes, page.face.service):
        abort(redirect(line_of(house().codes, page.face).address, 303))
    return page


def tell_end(referral: Id) -> None:
    """Raise SharingEnded if the referral was taken back from this desk; else do nothing."""
    with house().database.read() as db:
        ended = is_withdrawn_from(db, referral, current_principal().unit)
    if ended:
        raise SharingEnded
