"""A browser that has signed in to an account is known again, and nobody can pretend to be one.

The cookie is a random token and a tag under the server's pepper that binds it to one account
(OWASP, "device cookies"): without the tag a guesser would take a fresh token for every guess.
It opens nothing; it only says whose wrong guesses are counted where (throttle.py).
"""

from __future__ import annotations

import base64
import binascii

from casework.crypto.derivation import expand
from casework.crypto.encoding import lp
from casework.crypto.hashing import random_bytes, same
from casework.crypto.labels import Label
from casework.vault.bundles import Pepper

TOKEN_BYTES = 16
TAG_BYTES = 16


def issue(pepper: Pepper, username: str) -> str:
    """Return the cookie's value for a browser that has just signed in as ``username``."""
    token = random_bytes(TOKEN_BYTES)
    return base64.urlsafe_b64encode(token + _tag(pepper, username, token)).decode()


def find(pepper: Pepper, username: str, cookie: str | None) -> bytes | None:
    """Return the token of a cookie that was issued for this account, None for any other."""
    if not cookie:
        return None
    try:
        raw = base64.b64decode(cookie, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    token, tag = raw[:TOKEN_BYTES], raw[TOKEN_BYTES:]
    if len(token) != TOKEN_BYTES or not same(tag, _tag(pepper, username, token)):
        return None
    return token


def _tag(pepper: Pepper, username: str, token: bytes) -> bytes:
    return expand(pepper.secret, lp(Label.DEVICE, username, token), TAG_BYTES)
