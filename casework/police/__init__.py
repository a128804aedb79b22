"""The police desk's own register on a file: follow-ups, protective measures, breaches."""

from flask import Flask

from casework.cases.strips import Strip, add_strip
from casework.police import supervisor_views, views
from casework.police.strip import strip_of


def install(app: Flask) -> None:
    """Register the room's addresses and its strip on the page of a file."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(supervisor_views.blueprint)
    add_strip(app, Strip("police/_strip.html", strip_of))
