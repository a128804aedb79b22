"""Texts are written in Vietnamese and translated from there; nobody's browser decides."""

from pathlib import Path

from flask import Flask, session
from flask_babel import Babel, get_locale

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
    app.jinja_env.globals["language"] = lambda: str(get_locale() or "vi")


def _chosen() -> str:
    language = session.get("language")
    return language if language in LANGUAGES else "vi"
