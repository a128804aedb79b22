"""The survivor's file: intake, its parts, finding it again, and closing it."""

from flask import Flask

from casework.access.permissions import Permission
from casework.cases import child_views, part_views, restriction_views, views
from casework.cases.closing import views as closing_views
from casework.cases.closing.errors import CaseClosed
from casework.cases.consents import ground_views
from casework.cases.consents import views as consent_views
from casework.cases.strips import Strip, add_strip
from casework.web.context import NavItem, add_navigation


def install(app: Flask) -> None:
    """Register the room's addresses and its place in the navigation."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(part_views.blueprint)
    app.register_blueprint(restriction_views.blueprint)
    app.register_blueprint(child_views.blueprint)
    app.register_blueprint(consent_views.blueprint)
    app.register_blueprint(ground_views.blueprint)
    app.register_blueprint(closing_views.blueprint)
    app.register_error_handler(CaseClosed, closing_views.explain_closed)
    add_navigation(app, NavItem("Hồ sơ", "/cases", Permission.CASE_LIST, "folder"))
    add_navigation(app, NavItem("Xác nhận", "/grounds", Permission.GROUND_CONFIRM, "check"))
    add_strip(app, Strip("consents/_strip.html", consent_views.show_strip))
