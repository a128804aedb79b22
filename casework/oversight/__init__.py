"""Reading the log: who opened what, when and on what ground, and never what was in it."""

from flask import Flask

from casework.access.permissions import Permission
from casework.oversight import house_views, views
from casework.web.context import NavItem, add_navigation


def install(app: Flask) -> None:
    """Register the log's pages."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(house_views.blueprint)
    add_navigation(app, NavItem("Nhật ký", "/audit", Permission.AUDIT_VIEW, "eye"))
