"""Accounts for houses: the union's manager founds one and hands its papers over, once."""

from __future__ import annotations

from typing import TypeAlias

from flask import Blueprint, render_template

from casework.access.permissions import Permission
from casework.shelter import host_founding
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("host_founding", __name__)

Answer: TypeAlias = str | tuple[str, int]


@blueprint.get("/unit/houses")
@requires(Permission.HOUSE_FOUND, refusal=404)
def houses() -> Answer:
    """Show which numbers are given and which of them are in use."""
    now = house().clock.now()
    accounts = host_founding.list_houses(house())
    return render_template("shelter/host_accounts.html", accounts=accounts, at=now)


@blueprint.post("/unit/houses/found")
@requires(Permission.HOUSE_FOUND, refusal=404)
def found() -> Answer:
    """Found the next house and show its papers; they stand nowhere else."""
    return render_template("shelter/host_papers.html", made=host_founding.found(house(), hand()))
