"""Every state change carries the session's token, and comes from one of our own pages."""

from typing import cast

from flask import Flask, current_app, g, request
from flask_wtf.csrf import CSRFProtect, generate_csrf
from itsdangerous import TimedSerializer, TimestampSigner
from itsdangerous.encoding import base64_encode

from casework.crypto.derivation import expand
from casework.crypto.encoding import lp
from casework.crypto.labels import Label
from casework.kernel.errors import CaseworkError, Forbidden
from casework.web.sessions import current_session

_TOKEN, _SIGNING = "csrf_token", "casework_csrf_signing"
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
    key = expand(run_key, lp(Label.SESSION_KEY, "csrf")).hex()
    app.extensions[_SIGNING] = _Signing(key)
    app.config.update(
        WTF_CSRF_SECRET_KEY=key,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )

    @app.before_request
    def refuse_other_sites() -> None:
        changes = request.method in ("POST", "PUT", "PATCH", "DELETE")
        if changes and request.headers.get("Sec-Fetch-Site") not in _OWN_SITES:
            raise Forbidden

    CSRFProtect(app)


class _Signing:
    """Signs as Flask-WTF does, with what it makes anew for each token made once.

    It also tries to compress each, but random digits are never shorter for it.
    """

    def __init__(self, key: str) -> None:
        self._serializer = TimedSerializer(key, salt="wtf-csrf-token")
        self._signer = cast(TimestampSigner, self._serializer.make_signer(self._serializer.salt))

    def token(self, of_session: str) -> str:
        payload = base64_encode(self._serializer.dump_payload(of_session))
        return self._signer.sign(payload).decode()


def current_token() -> str:
    """Return this request's token, the same each time that it is asked for."""
    known: str | None = g.get(_TOKEN)
    if known is not None:
        return known
    of_session = current_session().get(_TOKEN)
    if not isinstance(of_session, str):
        return cast(str, generate_csrf())
    signing = cast(_Signing, current_app.extensions[_SIGNING])
    token = g.csrf_token = signing.token(of_session)
    return token
