"""The access policy as a page to read: ``python -m casework.access.table > docs/access.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from casework.access.matrix import MATRIX, Desk
from casework.kernel.kinds import Role, UnitKind

_MARKS = {frozenset(Role): "●", frozenset({Role.MANAGER}): "◐", frozenset(): ""}

_HEAD = """# Who may do what

Generated from `casework/access/matrix.py` by `python -m casework.access.table`; a test compares.
● every member of such a unit, ◐ its manager only, ○ its workers only. What a permission opens
within a unit is decided by keys: a member sees a case only where the unit, or they by name, hold
a grant.
"""


def render() -> str:
    """Return the matrix as a Markdown page: a row for each permission, a column for each kind."""
    return "\n".join([_HEAD, *_rows(), ""])


def _rows() -> Iterator[str]:
    yield "| permission | " + " | ".join(kind.value for kind in UnitKind) + " |"
    yield "|---|" + "---|" * len(UnitKind)
    for permission, desks in MATRIX.items():
        cells = " | ".join(_mark(kind, desks) for kind in UnitKind)
        yield f"| `{permission.value}` | {cells} |"


def _mark(kind: UnitKind, desks: frozenset[Desk]) -> str:
    roles = frozenset(role for desk_kind, role in desks if desk_kind is kind)
    return _MARKS.get(roles, "○")


if __name__ == "__main__":
    sys.stdout.write(render())
