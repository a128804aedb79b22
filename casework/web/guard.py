"""No view is reached without a declaration: who declares nothing is not found."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, TypeVar, cast
from urllib.parse import quote, urlsplit

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from casework.access.matrix import allows, allows_desk
from casework.access.permissions import Permission
from casework.kernel.errors import Forbidden, NotFound
from casework.web.principal import NotSignedIn, Principal, find_principal
from casework.web.sessions import current_session, sign_out
from casework.web.unsaved import keep_posted_form

LOGIN = "/login"
LOCK = "/lock"

View = TypeVar("View", bound=Callable[..., Any])
Refusal: TypeAlias = Callable[[Principal, Permission], None]
_LOCAL_PATH = re.compile(r"/(?![/\\])[\w/.~%-]*", re.ASCII)
_DECLARATION = "casework_declaration"


@dataclass(frozen=True)
class Declaration:
    """What a view asks of its visitor.

    Public: nothing. No permission: any signed-in member. `refusal` is the answer to a member
    who lacks the permission: 404 where even the existence is not theirs to know.
    `role_when_found`: here the desk alone is asked, and the view asks for the role once it has
    found the file, so that a colleague who knows it is told 403 and everybody else 404.
    """

    public: bool = False
    permission: Permission | None = None
    refusal: Literal[403, 404] = 403
    role_when_found: bool = False


def public(view: View) -> View:
    """Declare that anybody may call the view, signed in or not."""
    return _declare(view, Declaration(public=True))


def signed_in(view: View) -> View:
    """Declare that every signed-in member may call the view, on their own behalf only."""
    return _declare(view, Declaration())


def requires(permission: Permission, *, refusal: Literal[403, 404] = 403) -> Callable[[View], View]:
    """Declare the permission that a member needs to call the view."""
    return lambda view: _declare(view, Declaration(permission=permission, refusal=refusal))


def requires_when_found(permission: Permission) -> Callable[[View], View]:
    """Declare a permission whose role the view itself asks for, of whoever may know the file."""
    asked = Declaration(permission=permission, refusal=404, role_when_found=True)
    return lambda view: _declare(view, asked)


def _declare(view: View, declaration: Declaration) -> View:
    setattr(view, _DECLARATION, declaration)
    return view


def find_declaration(app: Flask, endpoint: str) -> Declaration | None:
    """Return what the endpoint's view declares, or None."""
    view = app.view_functions.get(endpoint)
    return cast("Declaration | None", getattr(view, _DECLARATION, None))


@dataclass(frozen=True)
class Door:
    """One address of the application and what it asks."""

    endpoint: str
    address: str
    methods: frozenset[str]
    declaration: Declaration | None


def declared(app: Flask) -> Iterator[Door]:
    """Yield every address in order; a `declaration` of None is a view nobody can reach."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        yield Door(
            endpoint=rule.endpoint,
            address=rule.rule,
            methods=frozenset(rule.methods or ()) - {"HEAD", "OPTIONS"},
            declaration=find_declaration(app, rule.endpoint),
        )


def install(app: Flask, refused: Refusal | None = None) -> None:
    """Stand before every view; `refused` is called before a member is turned away (the log)."""

    @app.before_request
    def stand_guard() -> Response | None:
        if request.endpoint is None:
            return None  # no such address: routing answers
        declaration = find_declaration(app, request.endpoint)
        if declaration is None:
            raise NotFound
        if declaration.public:
            return None
        return _ask(declaration, refused)


def _ask(declaration: Declaration, refused: Refusal | None) -> Response | None:
    here = current_session()
    if here.failure is not None:
        raise here.failure
    if here.state.user is None:
        return _turn_away(LOGIN, keep_for=here.former)
    if here.state.locked:
        return _turn_away(LOCK, keep_for=here.state.user)
    principal = find_principal()
    if principal is None:
        sign_out()
        return _turn_away(LOGIN, keep_for=None)
    permission = declaration.permission
    if permission is None or allows(principal.unit_kind, principal.role, permission):
        return None
    if declaration.role_when_found and allows_desk(principal.unit_kind, permission):
        return None
    if refused is not None:
        refused(principal, permission)
    raise NotFound if declaration.refusal == 404 else Forbidden


def _turn_away(door: str, keep_for: bytes | None) -> Response:
    """Send to sign-in or unlocking; what was posted is kept if we know whose it is."""
    if request.method in ("GET", "HEAD"):
        if request.path == "/" or request.headers.get("Sec-Fetch-Dest") == "empty":
            return redirect(door)
        return redirect(f"{door}?next={quote(request.path)}")
    if keep_for is None or not keep_posted_form(keep_for):
        raise NotSignedIn
    return redirect(f"{door}?kept=1", 303)


def safe_next(address: str | None) -> str:
    """Return a local path to go on to, `/` for anything else (another host, a script, nothing)."""
    if address is None or _LOCAL_PATH.fullmatch(address) is None:
        return "/"
    parts = urlsplit(address)
    return "/" if parts.scheme or parts.netloc else address
