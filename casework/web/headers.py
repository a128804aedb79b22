"""Every answer carries the strict headers, and nothing but hashed files is ever stored."""

from flask import Flask, request
from werkzeug.wrappers import Response

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
    """Set the headers on every answer, errors included; HSTS only where there is TLS."""

    @app.after_request
    def set_headers(response: Response) -> Response:
        response.headers.update(_FIXED)
        if tls:
            response.headers["Strict-Transport-Security"] = _HSTS
        if request.endpoint != "asset" or response.status_code != 200:
            response.headers["Cache-Control"] = "no-store"
        return response
