"""The factory, read from top to bottom: settings → database → log → vault → shell → rooms."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from casework import (
    accounts,
    cases,
    cli,
    health,
    leadership,
    oversight,
    police,
    reference,
    referrals,
    shelter,
    village,
    workspace,
)
from casework.accounts.principals import PrincipalLoader, SealedFormKeeper
from casework.audit.actions import Action
from casework.crypto.hashing import random_bytes
from casework.kernel.clock import Clock, SystemClock
from casework.kernel.errors import CaseworkError, LogBroken
from casework.kernel.settings import instance_from, load_settings
from casework.vault.house import House, assemble_house
from casework.web import shell
from casework.web.application import Application
from casework.web.principal import Principal, set_loader
from casework.web.unsaved import set_form_keeper

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
ROOMS = (
    workspace,
    leadership,
    village,
    cases,
    referrals,
    police,
    health,
    shelter,
    reference,
    oversight,
    accounts,
)
"""In the order of the navigation."""


def create_app(
    env: Mapping[str, str] | None = None,
    *,
    clock: Clock | None = None,
    run_key: bytes | None = None,
) -> Flask:
    """Make the application of the instance that ``CASEWORK_INSTANCE`` names.

    The run key, which opens sessions, is made here and lives in memory only; the server makes the
    application before its workers, so that all of them inherit it.  An instance without a commune
    gets an application with the command line and nothing else.
    """
    given = os.environ if env is None else env
    settings = load_settings(instance_from(given), given)
    app = Application("casework", static_folder=None, template_folder=str(TEMPLATES))
    app.config["CASEWORK_SETTINGS"] = settings
    app.config["CASEWORK_CLOCK"] = clock = clock or SystemClock()
    app.cli.add_command(cli.group)
    if settings.commune.id is None:
        return app
    house = assemble_house(settings, clock)
    try:
        house.ledger.require_sound()
    except LogBroken as error:
        # The log halts itself: every page then says so, and `audit verify` can still say where.
        app.logger.error("the log is not sound: %s", error.code)
    app.extensions["casework"] = house
    shell.install(
        app,
        settings=settings,
        database=house.database,
        clock=house.clock,
        run_key=run_key or random_bytes(32),
        refused=lambda principal, _permission: _log_refusal(house, principal),
    )
    set_loader(app, PrincipalLoader(house))
    set_form_keeper(app, SealedFormKeeper(house))
    for room in ROOMS:
        room.install(app)
    house.database.close()  # connections must not be carried into the workers
    return app


def start() -> Flask:
    """Make the application of a server or command; what forbids the start is said in one line."""
    try:
        return create_app()
    except CaseworkError as error:
        sys.exit(f"Casework does not start: {error}")


def _log_refusal(house: House, principal: Principal) -> None:
    house.ledger.refuse(principal.actor(None), Action.PAGE_REFUSE)
