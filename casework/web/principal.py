"""Who acts in this request is known from a verified credential, once, or not at all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

from flask import Flask, current_app, g
from flask_login import AnonymousUserMixin, LoginManager, UserMixin

from casework.audit.events import Actor
from casework.kernel.errors import CaseworkError
from casework.kernel.ids import Id, id_to_text
from casework.kernel.kinds import Role, UnitKind
from casework.web.session_state import SessionState
from casework.web.sessions import current_session

_LOADER = "casework_principal_loader"
_PRINCIPAL = "casework_principal"
_UNKNOWN: Any = object()


class NotSignedIn(CaseworkError):
    """The request needs a signed-in member and has none."""

    code = "not-signed-in"
    status = 401
    message_vi = "Anh/chị chưa đăng nhập, hoặc phiên làm việc đã hết."
    what_to_do_vi = "Đăng nhập rồi làm tiếp."


@dataclass(frozen=True, eq=False)
class Principal(UserMixin):
    """A signed-in member of one unit.

    Unit, kind and role come from a verified credential, never from a row. `keyring` is opaque
    to the web; `session` is what the log calls this session.
    """

    user: Id
    name: str
    unit: Id
    unit_kind: UnitKind
    unit_name: str
    role: Role
    session: Id
    keyring: Any = field(repr=False)

    def get_id(self) -> str:
        """Return the user's id as text, as Flask-Login asks."""
        return id_to_text(self.user)

    def actor(self, address: str | None) -> Actor:
        """Return who the log says it was; `address` is the network address."""
        return Actor(user=self.user, unit=self.unit, session=self.session, address=address)


Loader: TypeAlias = Callable[[SessionState], Principal | None]


class _SessionLogin(LoginManager):
    """Flask-Login over our session alone: it never reads a remember-me cookie or a header."""

    def _load_user(self) -> None:
        self._update_request_context_with_user(find_principal())


def install(app: Flask) -> None:
    """Wire Flask-Login; until `set_loader` is called nobody is signed in."""
    login = _SessionLogin()
    login.anonymous_user = AnonymousUserMixin
    login.session_protection = None  # the row is bound to the cookie's secret already
    login.init_app(app)
    app.extensions.setdefault(_LOADER, lambda _state: None)


def set_loader(app: Flask, loader: Loader) -> None:
    """Register how an open session becomes a principal; None shuts the session out."""
    app.extensions[_LOADER] = loader


def find_principal() -> Principal | None:
    """Return the signed-in member, loaded once a request; None for nobody or a locked session."""
    known: Principal | None = g.get(_PRINCIPAL, _UNKNOWN)
    if known is _UNKNOWN:
        state = current_session().state
        usable = state.user is not None and not state.locked
        loader = cast(Loader, current_app.extensions[_LOADER])
        known = g.casework_principal = loader(state) if usable else None
    return known


def known_principal() -> Principal | None:
    """Return the member if this request has loaded one already; touches no database."""
    return cast("Principal | None", g.get(_PRINCIPAL))


def current_principal() -> Principal:
    """Return the signed-in member. Raises NotSignedIn."""
    principal = find_principal()
    if principal is None:
        raise NotSignedIn
    return principal
