"""The chair's own page: what waits, how long still, and nothing that asks for no answer."""

from __future__ import annotations

from flask import Blueprint, render_template

from casework.access.permissions import Permission
from casework.leadership.rules import CANCEL, NOTICE, ORDER
from casework.referrals.listing import inbox
from casework.referrals.showing import line_of
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("chair", __name__)


@blueprint.get("/chair")
@requires(Permission.CHAIR_VIEW)
def show_waiting() -> str:
    """List the requests and notices that wait, the most urgent first; then what is known."""
    lines = [line_of(house().codes, face) for face in inbox(house(), hand())]
    return render_template(
        "leadership/waiting.html",
        orders=[line for line in lines if line.face.service in (ORDER, CANCEL) and line.owed],
        notices=[line for line in lines if line.face.service == NOTICE and line.owed],
        known=[
            line for line in lines if line.face.service in (NOTICE, ORDER, CANCEL) and not line.owed
        ],
    )
