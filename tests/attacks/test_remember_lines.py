"""A list that was judged is judged again as soon as a row, a tip or a credential differs."""

from __future__ import annotations

import pytest

from casework.audit.events import ObjectKind
from casework.audit.models import TIPS
from casework.cases.listing import list_cases
from casework.vault import listing
from casework.vault.errors import ForgedTip, RowAltered, RowUnknown
from tests.attacks.scene import Scene
from tests.attacks.writer import Row
from tests.factories.files import opened_file


@pytest.fixture
def judged(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The lists that were judged since the first, which this process remembers."""
    whole = listing._require_vouched
    seen: list[object] = []

    def judge(*given: object) -> None:
        seen.append(given)
        whole(*given)  # type: ignore[arg-type]  # what the listing hands over

    monkeypatch.setattr(listing, "_require_vouched", judge)
    list_cases(scene.house, scene.hung)
    seen.clear()
    return seen


def row_of(scene: Scene) -> Row:
    """Return the police's directory row of the attacked case."""
    return scene.writer.row("directory", case_id=scene.case)


def test_the_same_list_is_judged_once(scene: Scene, judged: list[object]) -> None:
    before = [line.entry for line in list_cases(scene.house, scene.hung).lines]
    assert [line.entry for line in list_cases(scene.house, scene.hung).lines] == before
    assert judged == []


def test_a_list_with_another_line_is_judged_anew(scene: Scene, judged: list[object]) -> None:
    opened_file(scene.house, scene.hung)
    assert len(list_cases(scene.house, scene.hung).lines) == 3
    assert judged != []


def test_one_desks_list_is_not_anothers(scene: Scene, judged: list[object]) -> None:
    assert list_cases(scene.house, scene.hand("mai")).lines == []
    assert len(list_cases(scene.house, scene.hand("thanh")).lines) == 2
    assert judged != []


@pytest.mark.parametrize("change", [{"holder_epoch": 2}, {"version": 2}, {"blob": b"noise"}])
def test_a_row_altered_since_is_refused(
    scene: Scene, judged: list[object], change: dict[str, object]
) -> None:
    scene.writer.change("directory", row_of(scene), **change)
    scene.listing_is_refused(RowAltered)
    scene.listing_is_refused(RowAltered)
    assert judged != []


def test_a_case_called_closed_since_is_refused(scene: Scene, judged: list[object]) -> None:
    scene.writer.change("cases", scene.writer.row("cases", case_id=scene.case), status="closed")
    scene.listing_is_refused(RowAltered)
    assert judged != []


def test_a_tip_that_lost_its_signature_since_is_refused(scene: Scene, judged: list[object]) -> None:
    tip = scene.writer.newest_tip(ObjectKind.DIRECTORY, row_of(scene)["row_id"])
    scene.writer.change(TIPS.name, tip, signature=bytes(64))
    scene.listing_is_refused(ForgedTip)
    assert judged != []


def test_a_tip_taken_out_since_is_refused(scene: Scene, judged: list[object]) -> None:
    scene.writer.delete(TIPS.name, object_id=row_of(scene)["row_id"])
    scene.listing_is_refused(RowUnknown)
    assert judged != []
