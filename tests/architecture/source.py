"""The project's own files, as the rules about the code read them."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_MADE_BY_COMMANDS = frozenset({".git", ".venv", ".hypothesis", "__pycache__"})


def files(*patterns: str, root: Path = ROOT) -> Iterator[Path]:
    """Yield the files that match, sorted, without what commands made (.gitignore)."""
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            if path.is_file() and not _is_made(path.relative_to(root)):
                yield path


def python_files(*folders: str, root: Path = ROOT) -> Iterator[Path]:
    """Yield every Python file below the folders."""
    yield from files(*(f"{folder}/**/*.py" for folder in folders), root=root)


def parse(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def relative(path: Path, root: Path = ROOT) -> str:
    """Return a file's place in the repository, as a message or a table names it."""
    return path.relative_to(root).as_posix()


def imported_modules(tree: ast.Module) -> Iterator[str]:
    """Yield every absolute module name that the code imports, wherever in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _is_made(path: Path) -> bool:
    first = path.parts[0]
    return (
        bool(_MADE_BY_COMMANDS.intersection(path.parts))
        or first.endswith("_cache")
        or first == "instance"
        or first.startswith("instance-")
    )
