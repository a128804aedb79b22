"""Texts are written in Vietnamese and translated from there; nobody's browser decides."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, cast

from babel.support import Translations
from flask import Flask, session
from flask_babel import Babel
from markupsafe import Markup

from casework.web.templates import Templates, escaped

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
        configure_jinja=False,
    )
    templates = cast(Templates, app.jinja_env)
    templates.globals["language"] = _chosen
    templates.speak(
        {language: partial(_say, _Forms(language)) for language in LANGUAGES}, choose=_chosen
    )


class _Forms(dict[str, Markup]):
    """A language's texts with places for values, each looked up once."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._catalogue = Translations.load(str(_CATALOGUES), [language])

    def __missing__(self, text: str) -> Markup:
        found = self[text] = Markup(self._catalogue.gettext(text))  # noqa: S704 - written by us
        return found


def _say(forms: _Forms, text: str, /, **values: Any) -> Markup:
    """Return a text with its values, which are escaped, in their places."""
    said = {name: value if type(value) is int else escaped(value) for name, value in values.items()}
    return Markup(str.__mod__(forms[text], said))  # noqa: S704 - its values are escaped


def _chosen() -> str:
    language = session.get("language")
    return language if language in LANGUAGES else "vi"
