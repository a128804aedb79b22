"""What is dangerous now, what to do about it, and how great the risk is by the facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casework.cases.records import FirstMinutes
from casework.kernel.codes import Code, Codes

LEVELS = ("LOW", "MEDIUM", "HIGH", "IMMINENT")
_HIGH_FROM = 4
"""Lethality screens act on four signs of the lesser kind (DOMAIN §11)."""


@dataclass(frozen=True)
class UrgentAction:
    """One thing to do now: what was answered, what to do, and whom to phone."""

    answer: str
    do_vi: str
    hotlines: tuple[str, ...]


def urgent_actions(codes: Codes, first: FirstMinutes) -> list[UrgentAction]:
    """Return what each answer of the first five minutes calls for, most pressing first."""
    chosen = set(first.dangers)
    found = [_action(code) for code in codes["first_dangers"] if code.code in chosen]
    where = codes["whereabouts"].find(first.whereabouts) if first.whereabouts else None
    return found if where is None else [*found, _action(where)]


def _action(code: Code) -> UrgentAction:
    return UrgentAction(code.vi, code.text("do_vi") or "", code.words("call"))


def risk_facts(
    codes: Codes, noted: Iterable[str], first: FirstMinutes | None, told: Iterable[str]
) -> tuple[str, ...]:
    """Return the risk facts of the file: ticked ones, and those that other answers already are."""
    found = set(noted)
    dangers = () if first is None else first.dangers
    for name, chosen in (("first_dangers", dangers), ("told_facts", tuple(told))):
        for code in chosen:
            entry = codes[name].find(code)
            if entry is not None and (risk := entry.text("risk")):
                found.add(risk)
    return tuple(fact.code for fact in codes["risk_facts"] if fact.code in found)


def risk_level(codes: Codes, facts: Iterable[str], *, asked: bool) -> str | None:
    """Return the computed level; None where nothing was ticked and not everything was asked.

    A weapon, a threat to kill or her own fear of being killed is IMMINENT; strangulation or four
    other signs is HIGH; any sign is MEDIUM.
    """
    entries = [codes["risk_facts"][fact] for fact in facts if fact in codes["risk_facts"]]
    if not entries:
        return "LOW" if asked else None
    if any(entry.flag("imminent") for entry in entries):
        return "IMMINENT"
    if any(entry.flag("hospital") for entry in entries) or len(entries) >= _HIGH_FROM:
        return "HIGH"
    return "MEDIUM"


def settled_level(computed: str | None, judged: str | None, reason: str) -> str | None:
    """Return the level that counts: judgement may raise; it lowers only with a written reason."""
    if judged is None:
        return computed
    if lowers(computed, judged) and not reason.strip():
        return computed
    return judged


def lowers(computed: str | None, judged: str | None) -> bool:
    """Say whether a judgement lies below what the facts give."""
    if computed is None or judged is None:
        return False
    return LEVELS.index(judged) < LEVELS.index(computed)
