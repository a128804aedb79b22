"""Tells every page of the room whether it is shown to the keeper, who alone may change anything."""

from __future__ import annotations

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.web.principal import current_principal


def may_keep() -> dict[str, bool]:
    """Return what the templates ask."""
    me = current_principal()
    return {"may_keep": allows(me.unit_kind, me.role, Permission.REFERENCE_KEEP)}
