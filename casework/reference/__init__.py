"""The commune's own list of villages, and its word on what was shipped unverified."""

from flask import Flask

from casework.access.permissions import Permission
from casework.reference import code_views, value_views, village_views
from casework.web.context import NavItem, add_navigation


def install(app: Flask) -> None:
    """Register the room's addresses; the keeper finds them in the navigation."""
    app.register_blueprint(village_views.blueprint)
    app.register_blueprint(code_views.blueprint)
    app.register_blueprint(value_views.blueprint)
    add_navigation(app, NavItem("Danh mục", "/reference", Permission.REFERENCE_KEEP, "paper"))
