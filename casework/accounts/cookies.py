"""The two long-lived cookies: one makes a browser a known device, one makes it a witness.

Neither opens anything or says who sits there; both go back to the sign-in page alone, or, under
TLS, carry the prefix that no other host can set.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TypedDict

from flask import Response, request
from werkzeug.http import dump_cookie
from werkzeug.wrappers import Response as BaseResponse

from casework.accounts import devices, witness
from casework.kernel.errors import CaseworkError
from casework.kernel.ids import Id
from casework.vault.house import House
from casework.web.guard import LOGIN
from casework.web.sessions import find_session, session_table

_LIFE = timedelta(days=400)
"""As long as browsers keep any cookie."""

HEAD_COOKIE = "casework-head"


class _Kept(TypedDict):
    """How both cookies are kept."""

    max_age: timedelta
    path: str
    secure: bool
    httponly: bool
    samesite: str


def device_cookie() -> str:
    """Return the name of the device cookie; under TLS only this host over TLS can set it."""
    return f"{session_table().cookie_name}-device"


def find_device(house: House, username: str) -> bytes | None:
    """Return the token of a browser that has signed in to this account before, or None."""
    return devices.find(house.pepper, username, request.cookies.get(device_cookie()))


def keep_device(response: BaseResponse, house: House, username: str) -> None:
    """Make this browser a known device of the account."""
    _set(response, device_cookie(), devices.issue(house.pepper, username), "/", house)


def find_head() -> str | None:
    """Return the checkpoint that this browser presents, as it stands in the cookie."""
    return request.cookies.get(HEAD_COOKIE)


def keep_head(response: Response, house: House) -> Response:
    """Hand the newest checkpoint to a signed-in browser; a page is not refused for want of it."""
    here = find_session()
    if here is not None and here.state.user is not None:
        try:
            before, after = _head_cookie(tls=house.settings.server.tls)
            response.headers.add("Set-Cookie", before + witness.present_note(house) + after)
        except CaseworkError:
            return response
    return response


@cache
def _head_cookie(*, tls: bool) -> tuple[str, str]:
    """Return what stands before and after the value, spelt once: every page hands one out.

    A value is base64url, which stands in a cookie as it is.
    """
    blank = "casework-blank"
    spelt = dump_cookie(HEAD_COOKIE, blank, sync_expires=False, **_kept(LOGIN, tls=tls))
    before, _, after = spelt.partition(blank)
    return before, after


def username_of(house: House, user: Id) -> str:
    """Return the name under which a member signs in, empty for somebody who has left."""
    with house.database.read() as db:
        member = house.roster(db).find_member(user)
    return "" if member is None else member.username


def _set(response: BaseResponse, name: str, value: str, path: str, house: House) -> None:
    response.set_cookie(name, value, **_kept(path, tls=house.settings.server.tls))


def _kept(path: str, *, tls: bool) -> _Kept:
    return _Kept(max_age=_LIFE, path=path, secure=tls, httponly=True, samesite="Strict")
