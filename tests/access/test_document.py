"""The page that people read about access is what the code enforces."""

from __future__ import annotations

from pathlib import Path

from casework.access.matrix import MATRIX, allows
from casework.access.permissions import Permission
from casework.access.table import render
from casework.kernel.kinds import Role, UnitKind

DOCUMENT = Path(__file__).parents[2] / "docs" / "access.md"


def test_the_page_is_what_the_code_says() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == render(), (
        "run: python -m casework.access.table > docs/access.md"
    )


def test_every_permission_has_its_row() -> None:
    assert set(MATRIX) == set(Permission)


def test_the_administrator_opens_no_case_and_the_auditor_reads_none() -> None:
    for kind in (UnitKind.ADMINISTRATION, UnitKind.OVERSIGHT, UnitKind.VILLAGE, UnitKind.SHELTER):
        for role in Role:
            for permission in Permission:
                if permission.value.startswith(("case:", "section:", "referral:", "consent:")):
                    assert not allows(kind, role, permission), (kind, role, permission)
