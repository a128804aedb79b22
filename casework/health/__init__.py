"""The health desk: visits, the 72-hour clock, certificates of injuries; nobody else's to know."""

from flask import Flask

from casework.cases.further import add_part_kind
from casework.cases.strips import Strip, add_strip
from casework.health import certificate_views, views
from casework.health.showing import CERTIFICATE, VISIT, strip_of


def install(app: Flask) -> None:
    """Register the room's addresses, its strip on the page of a file, and how its parts read."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(certificate_views.blueprint)
    add_strip(app, Strip("health/_strip.html", strip_of))
    add_part_kind(app, VISIT)
    add_part_kind(app, CERTIFICATE)
