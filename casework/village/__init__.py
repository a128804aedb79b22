"""What a village reports: sent to one desk, closed to its sender, opened there into a file."""

from flask import Flask

from casework.access.permissions import Permission
from casework.cases.strips import Strip, add_strip
from casework.village import report_views, send_views
from casework.village.showing import strip_of
from casework.web.context import NavItem, add_navigation


def install(app: Flask) -> None:
    """Register both sides' addresses, the village's page, and the strip on the page of a file."""
    app.register_blueprint(send_views.blueprint)
    app.register_blueprint(report_views.blueprint)
    add_strip(app, Strip("village/_strip.html", strip_of))
    add_navigation(app, NavItem("Báo tin", "/village", Permission.VILLAGE_REPORT, "message"))
