"""Every state change carries the session's token, and comes from one of our own pages."""

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect

from casework.crypto.derivation import expand
from casework.crypto.encoding import lp
from casework.crypto.labels import Label
from casework.kernel.errors import CaseworkError, Forbidden

_OWN_SITES = (None, "same-origin", "none")


class StalePage(CaseworkError):
    """The form's token is not this session's: an old page, or one from before signing in."""

    code = "stale-page"
    status = 400
    message_vi = "Trang này đã cũ nên chưa lưu được."
    what_to_do_vi = "Mở lại trang rồi làm lại bước vừa rồi."


def install(app: Flask, run_key: bytes) -> None:
    """Check every POST, PUT, PATCH and DELETE.

    The token lives as long as its session. Referrer-Policy: no-referrer hides Referer and makes
    Origin `null`, so the strict check on them would refuse everybody; Fetch Metadata takes its
    place, and the cookie is SameSite=Strict besides.
    """
    app.config.update(
        WTF_CSRF_SECRET_KEY=expand(run_key, lp(Label.SESSION_KEY, "csrf")).hex(),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )

    @app.before_request
    def refuse_other_sites() -> None:
        changes = request.method in ("POST", "PUT", "PATCH", "DELETE")
        if changes and request.headers.get("Sec-Fetch-Site") not in _OWN_SITES:
            raise Forbidden

    CSRFProtect(app)
