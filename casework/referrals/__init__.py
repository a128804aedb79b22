"""One desk asks another: sent with exactly her keys, answered by a person, never lapsing."""

from flask import Flask

from casework.access.permissions import Permission
from casework.cases.closing.unfinished import add_unfinished
from casework.cases.strips import Strip, add_strip
from casework.referrals import answer_views, draft_views, duty_views, letters, send_views, views
from casework.referrals.drafts import unfinished_in
from casework.referrals.showing import strip_of
from casework.web.context import NavItem, add_navigation


def install(app: Flask) -> None:
    """Register the room's addresses, its navigation, and its strip on the page of a file."""
    for module in (views, send_views, draft_views, answer_views, duty_views):
        app.register_blueprint(module.blueprint)
    add_strip(app, Strip("referrals/_strip.html", strip_of))
    add_unfinished(app, unfinished_in)
    letters.install(app)
    add_navigation(app, NavItem("Phiếu chuyển", "/referrals", Permission.REFERRAL_LIST, "send"))
