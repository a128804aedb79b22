"""Templates obey the content security policy and leave escaping on."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, files, relative
from tests.factories.commune import TestCommune

RULES = {
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.I),
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "script address": re.compile(r"javascript:", re.I),
    "another host": re.compile(r"(src|srcset|href|action)\s*=\s*[\"'](https?:)?//", re.I),
    "escaping off": re.compile(r"\|\s*safe\b|autoescape\s+false", re.I),
}

ALLOWED: dict[tuple[str, str], str] = {
    # ("templates/…", rule): why it is safe
}


def find_breaches(root: Path) -> Iterator[tuple[str, str]]:
    """Yield each template with the rule that it breaks."""
    for path in files("templates/**/*", root=root):
        text = path.read_text(encoding="utf-8")
        for rule, pattern in RULES.items():
            if pattern.search(text):
                yield relative(path, root), rule


def test_no_template_breaks_a_rule_without_a_reason() -> None:
    assert not set(find_breaches(ROOT)) - set(ALLOWED)


def test_every_exception_is_still_needed() -> None:
    assert set(ALLOWED) <= set(find_breaches(ROOT))


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("<script>alert(1)</script>", "inline script"),
        ('<p style="color: red">', "inline style"),
        ("<style>p {}</style>", "inline style"),
        ('<button type="button" onclick="go()">', "event attribute"),
        ('<a href="javascript:go()">', "script address"),
        ('<img src="//cdn.test/x.png">', "another host"),
        ("{{ note|safe }}", "escaping off"),
        ("{% autoescape false %}", "escaping off"),
    ],
)
def test_a_planted_breach_is_found(tmp_path: Path, line: str, rule: str) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text(line)

    assert ("templates/a.html", rule) in set(find_breaches(tmp_path))


def test_a_plain_template_breaks_no_rule(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text(
        '<script src="{{ url }}" defer></script><a class="style" href="/x">{{ once|upper }}</a>'
    )

    assert not list(find_breaches(tmp_path))


def test_every_template_compiles_and_its_constant_addresses_exist(commune: TestCommune) -> None:
    with commune.app.test_request_context():
        templates = commune.app.jinja_env
        for name in templates.list_templates():
            assert templates.get_or_select_template(name).name == name
