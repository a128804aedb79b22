"""Texts are written in Vietnamese and translated from there; nobody's browser decides."""

from pathlib import Path
from typing import Any

from flask import Flask, g, session
from flask_babel import Babel, get_locale, get_translations

LANGUAGES = ("vi", "en")
_CATALOGUES = Path(__file__).resolve().parents[1] / "translations"


def install(app: Flask) -> None:
    """Give templates `_()`; the language is Vietnamese until a user has chosen another."""
    Babel(
        app,
        default_locale="vi",
        default_timezone="Asia/Ho_Chi_Minh",
        default_translation_directories=str(_CATALOGUES),
        locale_selector=_chosen,
    )
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # by the i18n extension
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, count: _catalogue().ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals["language"] = lambda: str(get_locale() or "vi")


def _catalogue() -> Any:
    """Return the request's catalogue, looked up once: a page asks for a hundred texts."""
    if "casework_catalogue" not in g:
        g.casework_catalogue = get_translations()
    return g.casework_catalogue


def _chosen() -> str:
    language = session.get("language")
    return language if language in LANGUAGES else "vi"
