"""Text is sent compressed, for lines of 120 kbit/s.

BREACH: compressing a page that holds a secret (the CSRF token) beside text chosen by an attacker
can leak the secret by its length, if the attacker can make the victim's browser ask for such
pages. It cannot here: the cookie is SameSite=Strict, so that a request from any other site comes
without a session and gets a page without one; and GET pages reflect no parameter. The token
therefore stays unmasked, and pages are compressed.
"""

import gzip

from flask import Flask, request
from werkzeug.wrappers import Response

SMALLEST_BYTES = 500
_LEVEL = 6
_TEXTS = ("text/", "application/json", "image/svg+xml")


def install(app: Flask) -> None:
    """Compress every text of more than SMALLEST_BYTES for browsers that take gzip."""

    @app.after_request
    def compress(response: Response) -> Response:
        headers = response.headers
        if not headers.get("Content-Type", "").startswith(_TEXTS):
            return response
        if "Vary" in headers:
            response.vary.add("Accept-Encoding")
        else:
            headers.add("Vary", "Accept-Encoding")
        if (
            response.is_streamed
            or response.direct_passthrough
            or "Content-Encoding" in headers
            or not takes_gzip()
        ):
            return response
        body = response.get_data()
        if len(body) > SMALLEST_BYTES:
            response.set_data(gzip.compress(body, _LEVEL, mtime=0))
            headers["Content-Encoding"] = "gzip"
        return response


def takes_gzip() -> bool:
    """Return whether this request's browser takes gzip."""
    return request.accept_encodings.quality("gzip") > 0
