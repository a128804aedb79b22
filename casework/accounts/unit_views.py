"""A manager's own unit and the administrator's list: who belongs, who waits, who takes them in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.accounts import service
from casework.accounts.forms import InviteForm
from casework.accounts.overview import view_accounts
from casework.accounts.views import Answer
from casework.kernel.ids import id_from_text
from casework.kernel.kinds import Role
from casework.kernel.settings import masked
from casework.kernel.text import name_key
from casework.web.guard import requires
from casework.web.here import hand, house
from casework.web.principal import current_principal

blueprint = Blueprint("units", __name__)


@blueprint.get("/unit")
@requires(Permission.MEMBER_LIST)
def unit() -> Answer:
    """Show members, newcomers at the door, and the codes that are out."""
    return _unit_page(InviteForm(formdata=None))


@blueprint.post("/unit/invite")
@requires(Permission.MEMBER_INVITE)
def invite() -> Answer:
    """Make a code and show it once, on a card to be printed or copied by hand."""
    form = InviteForm()
    if not form.validate() or form.role.data is None:
        return _unit_page(form), 400
    code = service.invite(house(), hand(), Role(form.role.data))
    expires_at = house().clock.now() + service.INVITATION_LASTS
    return render_template(
        "accounts/invited.html", code=code, role=form.role.data, expires_at=expires_at
    )


@blueprint.post("/unit/joinings/<joining>/approve")
@requires(Permission.MEMBER_APPROVE)
def approve(joining: str) -> Answer:
    """Take a newcomer in whose words matched."""
    compared = request.form.get("words", "")
    member = service.approve(house(), hand(), id_from_text(joining), compared)
    flash(gettext("Đã nhận %(name)s vào đơn vị.", name=member.name), "good")
    return redirect("/unit", 303)


@blueprint.post("/unit/joinings/<joining>/turn-away")
@requires(Permission.MEMBER_APPROVE)
def turn_away(joining: str) -> Answer:
    """Refuse a newcomer, or take back a code."""
    service.turn_away(house(), hand(), id_from_text(joining))
    flash(gettext("Đã bỏ. Mã hoặc yêu cầu đó không còn dùng được."), "good")
    return redirect("/unit", 303)


def _unit_page(form: InviteForm) -> str:
    people = service.people(house(), hand())
    roles = house().codes["roles"]
    members = sorted(people.members, key=lambda member: name_key(member.name))
    rows = [[member.name, member.username, roles.label(member.role)] for member in members]
    me = current_principal()
    return render_template(
        "accounts/unit.html",
        form=form,
        people=people,
        roles=roles,
        rows=rows,
        founds_houses=allows(me.unit_kind, me.role, Permission.HOUSE_FOUND),
    )


@blueprint.get("/admin")
@requires(Permission.ADMIN_VIEW)
def admin() -> Answer:
    """Show units, accounts, the log's state and the settings; no case is reachable from here."""
    found = view_accounts(house(), hand())
    return render_template(
        "accounts/admin.html",
        overview=found,
        kinds=house().codes["unit_kinds"],
        roles=house().codes["roles"],
        settings=masked(house().settings),
    )
