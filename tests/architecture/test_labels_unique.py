"""No two kinds of sealed, signed or derived bytes share a label, and all labels are in one file."""

import ast
from pathlib import Path

from casework.crypto.labels import Label
from tests.architecture.source import ROOT, parse, python_files, relative

TAKE_A_LABEL = frozenset({"lp", "unlp"})


def find_loose_labels(root: Path) -> list[str]:
    """Say where a label is written as text instead of taken from the list."""
    return [
        f"{relative(path, root)}:{node.lineno}"
        for path in python_files("casework", root=root)
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Call)
        and _called(node) in TAKE_A_LABEL
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    ]


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def test_no_two_labels_are_the_same_text() -> None:
    # An enum makes the second of two equal members a silent alias of the first.
    assert len(Label) == len(Label.__members__)


def test_labels_differ_by_more_than_case_and_space() -> None:
    plain = {"".join(filter(str.isalnum, label.casefold())) for label in Label}

    assert len(plain) == len(Label)


def test_labels_come_from_the_list() -> None:
    assert not find_loose_labels(ROOT)


def test_a_planted_label_is_found(tmp_path: Path) -> None:
    (tmp_path / "casework").mkdir()
    (tmp_path / "casework" / "a.py").write_text("x = lp(Label.A, b)\ny = encoding.lp('loose', b)\n")

    assert find_loose_labels(tmp_path) == ["casework/a.py:2"]
