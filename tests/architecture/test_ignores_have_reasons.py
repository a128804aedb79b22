"""Whoever silences a check says which one and why, on the same line."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, python_files, relative

SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore|ruff:|mypy:|flake8|fmt:|pragma|nosec)", re.I)
NOQA = re.compile(r"# noqa: [A-Z]+\d+(, ?[A-Z]+\d+)*[ –—-]+\w.{7,}")
TYPE_IGNORE = re.compile(r"# type: ignore\[[a-z-]+(, ?[a-z-]+)*\]\s+# \w.{7,}")


def find_bare(source: str) -> Iterator[int]:
    """Yield the lines that silence a check without its code or without a reason."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT or not SILENCED.search(token.string):
            continue
        if not (NOQA.search(token.string) or TYPE_IGNORE.search(token.string)):
            yield token.start[0]


def _name_bare(path: Path) -> list[str]:
    return [f"{relative(path)}:{line}" for line in find_bare(path.read_text(encoding="utf-8"))]


def test_every_silenced_check_has_its_code_and_a_reason() -> None:
    paths = [*python_files("casework", "config", "migrations", "tests"), *ROOT.glob("*.py")]

    assert not [place for path in paths for place in _name_bare(path)], (
        "Write `# noqa: S603 – the reason` or `# type: ignore[code]  # the reason`"
    )


@pytest.mark.parametrize(
    ("comment", "bare"),
    [
        ("# noqa", True),
        ("# noqa: S603", True),
        ("# noqa: S603 – the command is our own", False),
        ("# type: ignore", True),
        ("# type: ignore[misc]", True),
        ("# type: ignore[misc, no-any-return]  # the library has no types", False),
        ("# ruff: noqa: S603", True),
        ("# fmt: off", True),
        ("# types are checked elsewhere", False),
    ],
)
def test_a_planted_comment_is_judged(comment: str, bare: bool) -> None:
    assert list(find_bare(f"x = 1  {comment}\n")) == ([1] if bare else [])
