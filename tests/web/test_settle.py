"""What a template says on every page is settled when it is compiled, once for each language."""

from collections.abc import Iterator
from typing import cast

import pytest
from flask import render_template
from jinja2 import DictLoader, TemplateAssertionError, UndefinedError
from markupsafe import Markup, escape

from casework.web.application import Application
from casework.web.templates import Templates

PAGES = {
    "text.html": "{{ _('Chào') }}",
    "value.html": "{{ _('Chào %(name)s', name=name) }}",
    "turned.html": "{{ _('%(first)s rồi %(then)s', first=name, then=_('Chào')) }}",
    "chosen.html": "{% for text in ('Chào', 'Hết') %}{{ _(text) }} {% endfor %}",
    "drawn.html": "{{ drawn('a') }}{{ drawn(name) }}",
    "whole.html": "{% include page %}{% from 'part.html' import part %}{{ part(name) }}",
    "part.html": "{% macro part(name) %}{{ _('Chào') }} {{ name }}{% endmacro %}",
    "caller.html": (
        "{% macro box() %}[{{ caller() }}]{% endmacro %}{% call box() %}{{ name }}{% endcall %}"
    ),
    "missing.html": "{{ nobody() }}",
    "spread.html": "{{ drawn(*name) }}",
    "counted.html": "{{ _('%(count)d: %(name)s, %(name)s', count=2, name=name) }}",
    "branch.html": (
        "{% if name == 'a' %}<p>{{ name }}{% if page %}{{ '&' }}{% endif %}</p>"
        "{% elif name == 'b' %}{% else %}{{ _('Hết') if name else 'none' }}{% endif %}."
    ),
    "named.html": (
        "{% macro part(name, tone='soft', note=None) %}{{ name }} {{ tone }} {{ note }}"
        "{% if caller is defined %} {{ caller() }}{% endif %};{% endmacro %}"
        "{{ part(name) }}{{ part(note=name, name='a', tone='loud') }}"
        "{% call part('a', note='b') %}{{ name }}{% endcall %}"
    ),
    "bare.html": "{% macro part(name) %}{{ name }}{% endmacro %}{{ part() }}",
    "crowded.html": "{% macro part(name) %}{{ name }}{% endmacro %}{{ part('a', 'b') }}",
    "misnamed.html": "{% macro part(name) %}{{ name }}{% endmacro %}{{ part('a', note='b') }}",
    "uncalled.html": (
        "{% macro part(name) %}{{ name }}{% endmacro %}{% call part('a') %}b{% endcall %}"
    ),
    "parent.html": "<h1>{% block head %}{{ name }}{% endblock %}</h1>{% block a %}{% endblock %}",
    "child.html": "{% extends 'parent.html' %}{% block head %}{{ super() }}!{% endblock %}lost",
    "shown.html": "{{ value }}",
    "looked.html": "{{ page.upper() }} {{ {'at': name}.at }} {{ page.at is defined }}",
    "looked_away.html": "{{ page.at }}",
}
ENGLISH = {
    "%(first)s rồi %(then)s": "%(then)s after %(first)s: %(then)s",
    "Chào": "Hello",
    "Chào %(name)s": "Hello %(name)s",
    "Hết": "End",
}


class Setting:
    """An application of these pages, the language that is asked for, and what was drawn."""

    def __init__(self) -> None:
        self.language = "vi"
        self.drawn: list[str] = []
        self.app = Application("settling")
        self.app.jinja_loader = DictLoader(PAGES)
        templates = cast(Templates, self.app.jinja_env)
        templates.bytecode_cache = None  # what tests keep for a run would hide who is asked
        templates.settle(drawn=self.draw)
        templates.speak(
            {
                "vi": lambda text, **values: Markup("{}").format(text) % values,
                "en": lambda text, **values: Markup("{}").format(ENGLISH[text]) % values,
            },
            choose=lambda: self.language,
        )

    def draw(self, name: str) -> Markup:
        self.drawn.append(name)
        return Markup("<b>{}</b>").format(name)

    def page(self, template: str, language: str = "vi", name: str = "<Mai>") -> str:
        self.language = language
        return render_template(f"{template}.html", name=name, page="text.html")


@pytest.fixture
def setting() -> Iterator[Setting]:
    made = Setting()
    with made.app.test_request_context():
        yield made


def test_each_language_has_texts_of_its_own(setting: Setting) -> None:
    assert [setting.page("text", language) for language in ("vi", "en", "vi")] == [
        "Chào",
        "Hello",
        "Chào",
    ]


def test_what_a_page_includes_and_imports_speaks_its_language(setting: Setting) -> None:
    assert setting.page("whole", "en") == "HelloHello &lt;Mai&gt;"
    assert setting.page("whole", "vi") == "ChàoChào &lt;Mai&gt;"


def test_a_text_that_is_known_late_is_said_in_the_language_too(setting: Setting) -> None:
    assert setting.page("chosen", "en") == "Hello End "


def test_values_in_a_text_are_escaped(setting: Setting) -> None:
    assert setting.page("value", "en") == "Hello &lt;Mai&gt;"


def test_values_stand_where_each_language_has_them(setting: Setting) -> None:
    assert setting.page("turned", "vi") == "&lt;Mai&gt; rồi Chào"
    assert setting.page("turned", "en") == "Hello after &lt;Mai&gt;: Hello"


def test_what_is_constant_is_asked_once_and_what_is_not_each_time(setting: Setting) -> None:
    pages = {setting.page("drawn") for _ in range(3)}

    assert pages == {"<b>a</b><b>&lt;Mai&gt;</b>"}
    assert setting.drawn == ["a", "<Mai>", "<Mai>", "<Mai>"]


def test_a_block_that_is_called_back_is_escaped_once(setting: Setting) -> None:
    assert setting.page("caller") == "[&lt;Mai&gt;]"


@pytest.mark.parametrize("page", ["crowded", "misnamed", "uncalled"])
def test_a_macro_refuses_what_it_does_not_take(setting: Setting, page: str) -> None:
    with pytest.raises(TypeError):
        setting.page(page)


@pytest.mark.parametrize("page", ["missing", "bare", "looked_away"])
def test_what_is_missing_is_an_error(setting: Setting, page: str) -> None:
    with pytest.raises(UndefinedError):
        setting.page(page)


def test_a_value_may_be_counted_and_said_twice(setting: Setting) -> None:
    assert setting.page("counted") == "2: &lt;Mai&gt;, &lt;Mai&gt;"


@pytest.mark.parametrize(
    ("name", "page"), [("a", "<p>a&amp;</p>."), ("b", "."), ("<", "End."), ("", "none.")]
)
def test_of_a_branch_one_side_is_said(setting: Setting, name: str, page: str) -> None:
    assert setting.page("branch", "en", name) == page


def test_a_macro_takes_what_it_is_given_by_place_or_name(setting: Setting) -> None:
    shown = setting.page("named", name="<")

    assert shown == "&lt; soft None;a loud &lt;;a soft b &lt;;"


def test_a_page_fills_the_blocks_of_what_it_extends(setting: Setting) -> None:
    assert setting.page("child") == "<h1>&lt;Mai&gt;!</h1>"


def test_a_dot_looks_for_an_attribute_and_then_for_an_item(setting: Setting) -> None:
    assert setting.page("looked") == "TEXT.HTML &lt;Mai&gt; False"


def test_a_call_that_spreads_a_list_is_refused(setting: Setting) -> None:
    with pytest.raises(TemplateAssertionError):
        setting.page("spread")


class Shown:
    """Something that says itself how it looks."""

    def __html__(self) -> str:
        return "<b>&</b>"

    def __str__(self) -> str:
        return "<i>"


class Text(str):
    """A text of a kind of its own, which proves nothing."""


def test_escaping_is_what_it_always_was(setting: Setting) -> None:
    characters = [chr(code) for code in range(0x3000)]
    values: list[object] = [*characters, "".join(characters), "", None, 7, Shown(), Text("<a>")]
    values += [Markup("<b>"), Markup("&")]

    shown = [render_template("shown.html", value=value) for value in values]

    assert shown == [str(escape(value)) for value in values]
