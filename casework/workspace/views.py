"""The first page of every desk."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, after_this_request, render_template

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.kernel.kinds import UnitKind
from casework.shelter import host_views
from casework.village import send_views
from casework.web.context import due_of
from casework.web.guard import requires
from casework.web.here import hand, house
from casework.web.principal import current_principal
from casework.workspace.items import WorkItem, work_of
from casework.workspace.upkeep import look_after_sending

blueprint = Blueprint("workspace", __name__)


@blueprint.get("/")
@requires(Permission.WORK_VIEW)
def work() -> str:
    """Show what waits for me, and the one thing to press next; a house has a page of its own."""
    me, serving, acting = current_principal(), house(), hand()
    if me.unit_kind is UnitKind.SHELTER:
        return host_views.page()
    after_this_request(lambda response: look_after_sending(response, serving, acting))
    return render_template(
        "workspace/work.html",
        groups=[
            (group, [_row(item) for item in items])
            for group, items in groupby(work_of(serving, acting), lambda item: item.group)
        ],
        village=send_views.fresh_page() if me.unit_kind is UnitKind.VILLAGE else None,
        takes_in=allows(me.unit_kind, me.role, Permission.CASE_OPEN),
        confirms=allows(me.unit_kind, me.role, Permission.GROUND_CONFIRM),
        manages=allows(me.unit_kind, me.role, Permission.MEMBER_LIST),
    )


def _row(item: WorkItem) -> dict[str, object]:
    """Return what the macro `tasks` shows of an item."""
    due = None if item.due_at is None else due_of(item.due_at, house().clock.now())
    return {
        "text": item.text,
        "address": item.address,
        "note": item.note,
        "due": due,
        "basis": item.basis,
    }
