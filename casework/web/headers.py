"""Every answer carries the strict headers, and nothing but hashed files is ever stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_CLOSED = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
_OWN = ("publickey-credentials-create", "publickey-credentials-get")  # passkeys

_FIXED = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        [f"{name}=()" for name in _CLOSED] + [f"{name}=(self)" for name in _OWN]
    ),
    "X-Robots-Tag": "noindex, nofollow",
}
_HSTS = "max-age=31536000"


def install(app: Flask, *, tls: bool) -> None:
    """Set the headers on every answer, errors included; HSTS only where there is TLS.

    What never differs is added where an answer leaves: nothing inside says it, or takes it away.
    """
    hsts = {"Strict-Transport-Security": _HSTS} if tls else {}
    app.wsgi_app = _leaving_with([*_FIXED.items(), *hsts.items()], app.wsgi_app)  # type: ignore[assignment,method-assign]  # as Flask documents it

    @app.after_request
    def keep_nothing(response: Response) -> Response:
        if request.endpoint != "asset" or response.status_code != 200:
            response.headers["Cache-Control"] = "no-store"
        return response


def _leaving_with(fixed: list[tuple[str, str]], answer: WSGIApplication) -> WSGIApplication:
    def answer_with_headers(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        def start_with_headers(
            status: str, headers: list[tuple[str, str]], *failure: Any
        ) -> Callable[[bytes], object]:
            return start(status, [*headers, *fixed], *failure)

        return answer(environ, start_with_headers)

    return answer_with_headers
