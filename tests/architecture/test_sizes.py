"""Functions, files and templates stay small; past these sizes a second thing has moved in."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, files, parse, python_files, relative

FUNCTION_LINES, FILE_LINES, TEMPLATE_LINES = 40, 300, 150

REASONS: dict[str, str] = {
    # "folder/file.py" or "folder/file.py::function": why it is better long
    "tests/web/gallery.py::_add_pages": "one view after the other, each of three lines",
}


def too_long(root: Path) -> Iterator[str]:
    """Yield what is over its size, as REASONS would name it."""
    for path in python_files("casework", "config", "migrations", "tests", root=root):
        place = relative(path, root)
        if place.startswith("migrations/versions/"):
            continue  # a migration is a list of columns
        if _lines(path) > FILE_LINES:
            yield place
        yield from (f"{place}::{name}" for name in _long_functions(parse(path)))
    for path in files("casework/static/**/*.js", root=root):  # a stylesheet's budget is its weight
        if _lines(path) > FILE_LINES:
            yield relative(path, root)
    for path in files("templates/**/*.html", root=root):
        if _lines(path) > TEMPLATE_LINES:
            yield relative(path, root)


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _long_functions(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines - _docstring_lines(node) > FUNCTION_LINES:
                yield node.name


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count what says how to use a function, which must never be short for want of room."""
    first = node.body[0]
    if ast.get_docstring(node) is None:
        return 0
    return (first.end_lineno or first.lineno) - first.lineno + 1


def test_nothing_is_longer_than_its_size_without_a_reason() -> None:
    assert not [name for name in too_long(ROOT) if name not in REASONS], "Look for the second thing"


def test_every_reason_is_still_needed() -> None:
    assert set(REASONS) <= set(too_long(ROOT))


def test_a_long_function_is_found_and_its_docstring_not_counted(tmp_path: Path) -> None:
    folder = tmp_path / "casework"
    folder.mkdir()
    body = "    x = 1\n" * FUNCTION_LINES
    (folder / "a.py").write_text(f"def long():\n{body}")
    (folder / "b.py").write_text(f'def fits():\n    """One\n\n    two."""\n{body[10:]}')

    assert list(too_long(tmp_path)) == ["casework/a.py::long"]
