"""The survivor's file: intake, its parts, finding it again, and closing it."""

from flask import Flask

from casework.access.permissions import Permission
from casework.cases import part_views, views
from casework.web.context import NavItem, add_navigation


def install(app: Flask) -> None:
    """Register the room's addresses and its place in the navigation."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(part_views.blueprint)
    add_navigation(app, NavItem("Hồ sơ", "/cases", Permission.CASE_LIST, "folder"))
