"""A name says what is inside: no drawer for odds and ends, and a manager is a person here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, files, parse, python_files, relative

DRAWERS = re.compile(r"(^|_)(utils?|helpers?|common|misc|shared|stuff)$")


def find_names(root: Path) -> Iterator[str]:
    """Yield each name that tells nothing."""
    for path in files("casework/**/*", "templates/**/*", "tests/**/*", "scripts/*", root=root):
        names = (*path.relative_to(root).parts[:-1], path.name.partition(".")[0])
        if any(DRAWERS.search(name) for name in names):
            yield relative(path, root)
    for path in python_files("casework", "tests", root=root):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.ClassDef) and node.name.endswith("Manager"):
                yield f"{relative(path, root)}: class {node.name}"


def test_no_module_is_a_drawer_and_no_class_a_manager() -> None:
    assert not list(find_names(ROOT))


def test_planted_names_are_found(tmp_path: Path) -> None:
    for place in ("casework/cases/form_utils.py", "casework/misc/x.py", "templates/_helpers.html"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).touch()
    (tmp_path / "casework/cases/community.py").write_text("class KeyManager: ...\n")

    assert list(find_names(tmp_path)) == [
        "casework/cases/form_utils.py",
        "casework/misc/x.py",
        "templates/_helpers.html",
        "casework/cases/community.py: class KeyManager",
    ]
