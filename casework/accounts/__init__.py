"""Sign-in, joining and units: how a person comes to hold keys."""

from flask import Flask

from casework.access.permissions import Permission
from casework.accounts import entrance, unit_views, views
from casework.web.context import NavItem, add_navigation


def install(app: Flask) -> None:
    """Register the door and the units' pages; browsers of members keep the log's head."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(entrance.blueprint)
    app.register_blueprint(unit_views.blueprint)
    app.after_request(views.keep_witness)
    add_navigation(
        app,
        NavItem("Đơn vị", "/unit", Permission.MEMBER_LIST, "people"),
        NavItem("Tài khoản", "/admin", Permission.ADMIN_VIEW, "key"),
    )
