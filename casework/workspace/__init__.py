"""My work: what waits for me, most urgent first, composed from what the rooms below offer."""

from flask import Flask

from casework.access.permissions import Permission
from casework.web.context import NavItem, add_navigation
from casework.workspace import upkeep, views


def install(app: Flask) -> None:
    """Register the first page."""
    app.register_blueprint(views.blueprint)
    upkeep.install(app)
    add_navigation(app, NavItem("Việc của tôi", "/", Permission.WORK_VIEW, "list"))
