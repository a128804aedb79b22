"""What was measured beside what was aimed for: met, or missed by how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure and its goal; ``measured`` says in words what lies behind it."""

    name: str
    value: float
    goal: float
    unit: str = "×"
    at_least: bool = False
    """The goal is a floor to stay above; else a ceiling to stay below."""
    measured: str = ""
    lowest: float | None = None
    """Below this a low figure is no success either (a password that is derived too cheaply)."""

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        if self.lowest is not None and self.value < self.lowest:
            return False
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    @property
    def verdict(self) -> str:
        """Say in words whether the goal is met, or by which factor it is missed."""
        if self.met:
            return "met"
        if self.lowest is not None and self.value < self.lowest:
            return f"too cheap: under {self.lowest:g}"
        gap = self.goal / self.value if self.at_least else self.value / self.goal
        return f"missed by {gap:.1f} ×"


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as lines for a terminal."""
    lines = [f"{'figure':<42}{'measured':>12}  {'goal':<12}{'':<18} from what"]
    for each in figures:
        sign = "≥" if each.at_least else "≤"
        value, goal = f"{each.value:.2f} {each.unit}", f"{sign} {each.goal:g} {each.unit}"
        lines.append(f"{each.name:<42}{value:>12}  {goal:<12}{each.verdict:<18} {each.measured}")
    return "\n".join(lines)
