"""Whether the domestic-violence law covers a relation, and between some of them which acts."""

import pytest

from casework.cases.rules.scope import DvScope, dv_scope, label_vi
from tests.cases.lists import CODES


@pytest.mark.parametrize(
    ("relation", "acts", "scope"),
    [
        ("HUSBAND", [], DvScope.YES),
        ("STEP_PARENT", ["DV3_B"], DvScope.YES),
        ("PARENT_IN_LAW", [], DvScope.YES),
        ("STRANGER", ["DV3_A"], DvScope.NO),
        ("PARTNER_NOT_LIVING", ["DV3_A"], DvScope.NO),
        ("EMPLOYER", [], DvScope.NO),
        ("UNKNOWN", ["DV3_A"], DvScope.CHECK),
        ("OTHER_RELATIVE", ["DV3_A"], DvScope.CHECK),
        ("EX_COHABITANT", ["DV3_A"], DvScope.CHECK),
        (None, ["DV3_A"], DvScope.CHECK),
        ("GONE", ["DV3_A"], DvScope.CHECK),
        ("EX_SPOUSE", ["DV3_A"], DvScope.LIMITED_ACTS),
        ("EX_SPOUSE", ["DV3_A", "DV3_N"], DvScope.LIMITED_ACTS),
        ("EX_SPOUSE", ["DV3_N", "DV3_O"], DvScope.NO),
        ("EX_SPOUSE", ["DV3_E"], DvScope.CHECK),
        ("EX_SPOUSE", [], DvScope.CHECK),
        ("COHABITANT", ["DV3_M"], DvScope.LIMITED_ACTS),
        ("COHABITANT", ["DV3_N"], DvScope.CHECK),
    ],
)
def test_the_scope_follows_from_relation_and_acts(
    relation: str | None, acts: list[str], scope: DvScope
) -> None:
    assert dv_scope(CODES, relation, acts).scope is scope


def test_every_relation_has_an_answer_with_its_basis_and_its_doubt() -> None:
    for relation in CODES["relations"]:
        found = dv_scope(CODES, relation.code, ["DV3_A"])
        assert found.reason_vi
        assert found.basis
        assert found.mark_vi == "chưa kiểm chứng"


def test_the_reason_names_the_letters() -> None:
    assert "điểm a, q" in dv_scope(CODES, "EX_SPOUSE", ["DV3_Q", "DV3_A", "DV3_N"]).reason_vi or (
        "điểm q, a" in dv_scope(CODES, "EX_SPOUSE", ["DV3_Q", "DV3_A", "DV3_N"]).reason_vi
    )
    assert all(label_vi(scope) for scope in DvScope)
