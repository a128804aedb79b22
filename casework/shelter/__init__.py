"""Shelter: the houses, the beds, and her stay; known to the women's union and to that house."""

from flask import Flask

from casework.access.permissions import Permission
from casework.cases.strips import Strip, add_strip
from casework.shelter import (
    bed_views,
    board_views,
    host_founding_views,
    host_views,
    place_views,
    stay_views,
)
from casework.shelter.showing import strip_of
from casework.web.context import NavItem, add_navigation


def install(app: Flask) -> None:
    """Register the room's addresses, its navigation, and its strip on the page of a file."""
    desk = (board_views, bed_views, place_views, stay_views)
    for module in (*desk, host_founding_views, host_views):
        app.register_blueprint(module.blueprint)
    add_strip(app, Strip("shelter/_strip.html", strip_of))
    add_navigation(app, NavItem("Chỗ ở", "/shelter", Permission.SHELTER_VIEW, "bed"))
