"""Every page knows who is asking, from which desk, for how long still, and where they may go."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypedDict, cast

from flask import Flask, current_app, request

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.kernel.clock import (
    Clock,
    format_day,
    format_hour,
    format_left,
    format_long_day,
    format_moment,
    local_day,
)
from casework.kernel.ids import id_to_text
from casework.kernel.kinds import Role, UnitKind
from casework.web.addresses import Addresses
from casework.web.csrf import current_token
from casework.web.doubt import mark_of
from casework.web.guard import LOCK, LOGIN
from casework.web.principal import known_principal
from casework.web.sessions import until_lock
from casework.web.templates import Templates

_NAVIGATION = "casework_navigation"
_SOON = timedelta(hours=3)


@dataclass(frozen=True)
class NavItem:
    """One place in the navigation; shown to whoever holds the permission."""

    label: str
    address: str
    permission: Permission
    icon: str

    def holds(self, here: str) -> bool:
        """Say whether an address lies in this place; in the first page, nothing but itself."""
        return here == self.address or (self.address != "/" and here.startswith(f"{self.address}/"))


class Due(TypedDict):
    """A deadline in words and state (`late`, `soon`, `ok`), for the macro `deadline`."""

    at: datetime
    text: str
    state: str


def add_navigation(app: Flask, *items: NavItem) -> None:
    """Let a room offer its first page, in the order of the calls."""
    cast("list[NavItem]", app.extensions.setdefault(_NAVIGATION, [])).extend(items)


def install(app: Flask, clock: Clock, commune: str, phone: str) -> None:
    """Give every template its globals and filters."""
    filters: dict[str, Callable[..., Any]] = {
        "day": format_day,
        "local_day": local_day,
        "moment": format_moment,
        "hour": format_hour,
        "long_day": format_long_day,
        "left": lambda due_at: format_left(due_at - clock.now()),
        "due": lambda due_at: due_of(due_at, clock.now()),
        "number": lambda number: f"{number:,}".replace(",", "."),
        "id": id_to_text,
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals.update(  # macros see globals, not the context
        csrf=current_token, login_address=LOGIN, lock_address=LOCK, mark_of=mark_of
    )
    cast(Templates, app.jinja_env).settle(url_for=Addresses().of)
    navigation = cache(_navigation)  # rooms are complete before the first request

    @app.context_processor
    def describe() -> dict[str, Any]:
        me = known_principal()
        return {
            "me": me,
            "commune": commune,
            "duty_phone": phone,
            "navigation": () if me is None else navigation(me.unit_kind, me.role),
            "lock_in": _lock_in() if me is not None else None,
            "now": clock.now(),
            "here": request.path,
        }


def _navigation(kind: UnitKind, role: Role) -> tuple[NavItem, ...]:
    items = cast("list[NavItem]", current_app.extensions.get(_NAVIGATION, []))
    return tuple(item for item in items if allows(kind, role, item.permission))


def _lock_in() -> int | None:
    """Return whole seconds until the lock, counted as the session's row will count them."""
    left = until_lock()
    return None if left is None else int(left.total_seconds())


def due_of(due_at: datetime, now: datetime) -> Due:
    """Return a deadline as the macro shows it: late, soon (3 hours or less) or ok."""
    left = due_at - now
    state = "late" if left <= timedelta(0) else "soon" if left <= _SOON else "ok"
    return {"at": due_at, "text": format_left(left), "state": state}
