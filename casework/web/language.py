"""Texts are written in Vietnamese and translated from there; nobody's browser decides."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from flask import Flask, g, session
from flask_babel import Babel, get_locale, get_translations
from markupsafe import Markup

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
    known: dict[str, _Texts] = {language: _Texts() for language in LANGUAGES}
    app.jinja_env.globals["_"] = lambda text, **values: _texts(known).say(text, values)
    app.jinja_env.globals["language"] = lambda: str(get_locale() or "vi")


class _Texts:
    """A language's texts as pages show them; each is looked up once, for a page says a hundred."""

    def __init__(self) -> None:
        self._plain: dict[str, Markup] = {}
        self._forms: dict[str, Markup] = {}

    def say(self, text: str, values: Mapping[str, Any]) -> Markup:
        """Return a text with its values, which are escaped, in their places."""
        if not values:
            return self._plain.get(text) or self._plain.setdefault(text, self._form(text) % {})
        return self._form(text) % values

    def _form(self, text: str) -> Markup:
        found = self._forms.get(text)
        if found is None:
            found = self._forms[text] = Markup(_catalogue().ugettext(text))  # noqa: S704 - written by us
        return found


def _texts(known: Mapping[str, _Texts]) -> _Texts:
    found = g.get("casework_texts")
    if found is None:
        found = g.casework_texts = known[str(get_locale() or "vi")]
    return cast(_Texts, found)


def _catalogue() -> Any:
    """Return the request's catalogue, looked up once."""
    if "casework_catalogue" not in g:
        g.casework_catalogue = get_translations()
    return g.casework_catalogue


def _chosen() -> str:
    language = session.get("language")
    return language if language in LANGUAGES else "vi"
