"""The union's manager reads which house did what; the auditor's log says one word for them all."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from casework.access.permissions import Permission
from casework.oversight.houses import view_houses
from casework.oversight.places import place_in, token_of
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("house_readers", __name__)


@blueprint.get("/unit/houses/readers")
@requires(Permission.SHELTER_READERS, refusal=404)
def houses() -> str:
    """Show what the houses opened and answered, newest first; the look is an event of its own."""
    place = place_in(request.args)
    page = view_houses(house(), hand(), place)
    return render_template(
        "oversight/houses.html", page=page, first=place is None, next_token=token_of(page.after)
    )
