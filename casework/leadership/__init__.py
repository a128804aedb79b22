"""What the chair is told and asked, by whom, on what ground; and what the chair answers."""

from flask import Flask

from casework.access.permissions import Permission
from casework.cases.further import add_part_kind
from casework.cases.strips import Strip, add_strip
from casework.leadership import (
    call_views,
    cancel_views,
    chair_views,
    notice_views,
    order_views,
    own_motion_views,
    supervising_views,
)
from casework.leadership.strip import strip_of
from casework.leadership.supervising_form import COPY
from casework.web.context import NavItem, add_navigation


def install(app: Flask) -> None:
    """Register the room's addresses, the chair's page, and the strip on the page of a file."""
    asked = (chair_views, notice_views, order_views, call_views, cancel_views)
    for module in (*asked, own_motion_views, supervising_views):
        app.register_blueprint(module.blueprint)
    add_part_kind(app, COPY)
    add_strip(app, Strip("leadership/_strip.html", strip_of))
    add_navigation(app, NavItem("Chờ quyết định", "/chair", Permission.CHAIR_VIEW, "clock"))
