"""One call puts the whole shell around an application, in the only order that is safe."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Flask

from casework.database.engine import Database
from casework.kernel.clock import Clock
from casework.kernel.settings import Settings
from casework.web import (
    assets,
    compression,
    context,
    csrf,
    errors,
    guard,
    headers,
    language,
    principal,
    views,
)
from casework.web.session_table import CaseworkSessionInterface, Terms, sweep_sessions
from casework.web.unsaved import sweep_unsaved

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST_REQUEST_BYTES = 12 * 1024 * 1024  # one photograph and its form


def install(
    app: Flask,
    *,
    settings: Settings,
    database: Database,
    clock: Clock,
    run_key: bytes,
    refused: guard.Refusal | None = None,
) -> None:
    """Install sessions, guard, forms' tokens, errors, headers, assets and the pages' context.

    `run_key` (32 bytes) is made when the server starts and is the same in every worker.
    `refused` writes a refusal into the log. The app is made with `static_folder=None`.
    """
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST_BYTES
    app.wsgi_app = _in_one_view(app.wsgi_app, database)  # type: ignore[assignment,method-assign]  # as Flask documents it
    app.session_interface = CaseworkSessionInterface(
        database, clock, run_key, Terms.of(settings.session), tls=settings.server.tls
    )
    language.install(app)
    principal.install(app)
    guard.install(app, refused)  # before the tokens: a late form is kept, not called stale
    csrf.install(app, run_key)
    errors.install(app)
    compression.install(app)  # after_request runs backwards: this one last but for headers
    headers.install(app, tls=settings.server.tls)
    assets.install(app)
    context.install(app, clock, settings.commune.name, settings.commune.phone)
    app.register_blueprint(views.blueprint)


def _in_one_view(answer: WSGIApplication, database: Database) -> WSGIApplication:
    """Let everything that one request reads come from one state of the database."""

    def answer_in_one_view(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with database.one_view():
            return answer(environ, start)

    return answer_in_one_view


def sweep(settings: Settings, database: Database, now: datetime) -> None:
    """Delete ended sessions and forgotten forms; called by the tick."""
    sweep_sessions(database, now, Terms.of(settings.session))
    sweep_unsaved(database, now)
