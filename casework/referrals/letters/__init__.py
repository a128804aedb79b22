"""A referral to a body outside the system: a printed letter with the minimum, and a follow-up."""

from flask import Flask

from casework.cases.closing.unfinished import add_unfinished
from casework.cases.strips import Strip, add_strip
from casework.referrals.letters import authority_views, recall_views, step_views, views
from casework.referrals.letters.showing import strip_of, unfinished_in


def install(app: Flask) -> None:
    """Register the addresses of letters and their strip on the page of a file."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(step_views.blueprint)
    app.register_blueprint(recall_views.blueprint)
    app.register_blueprint(authority_views.blueprint)
    add_unfinished(app, unfinished_in)
    add_strip(app, Strip("letters/_strip.html", strip_of))
