"""The catalogue stays true: every place is still there, once, and every test has its name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutations.__main__ import ROOT, mutate
from tests.mutations.catalogue import MUTATIONS, Mutation

NAMES = [f"{at}-{mutation.file}" for at, mutation in enumerate(MUTATIONS)]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=NAMES)
def test_its_place_occurs_once_and_its_mutant_is_python(mutation: Mutation) -> None:
    source = (ROOT / mutation.file).read_text(encoding="utf-8")
    assert source.count(mutation.source) == 1
    assert mutation.source != mutation.mutant
    ast.parse(source.replace(mutation.source, mutation.mutant))


@pytest.mark.parametrize("mutation", MUTATIONS, ids=NAMES)
def test_the_test_that_must_go_red_exists(mutation: Mutation) -> None:
    file, _, name = mutation.test.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_a_place_that_is_gone_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    with pytest.raises(ValueError, match="not found once"):
        mutate(Mutation("a.py", "y = 1\n", "", "tests/a.py::test_a"), tmp_path)
