"""The bench runs from end to end; how fast things are is not for a test on a busy machine."""

from __future__ import annotations

import pytest

from tests.bench.__main__ import QUICK, measure
from tests.bench.figures import Figure


def test_every_figure_is_measured_and_held_against_its_goal() -> None:
    figures = list(measure(QUICK))
    assert len({figure.name for figure in figures}) == len(figures) == 14
    assert all(figure.value > 0 and figure.verdict for figure in figures)


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (Figure("at most", 2.0, 3.0), "met"),
        (Figure("at most", 6.0, 3.0), "missed by 2.0 ×"),
        (Figure("at least", 0.4, 0.3, at_least=True), "met"),
        (Figure("at least", 0.1, 0.3, at_least=True), "missed by 3.0 ×"),
        (Figure("not too cheap", 100, 400, lowest=150), "too cheap: under 150"),
    ],
)
def test_a_verdict_says_by_how_much_a_goal_is_missed(figure: Figure, verdict: str) -> None:
    assert figure.verdict == verdict
