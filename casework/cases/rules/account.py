"""From what she told in plain words to the acts of the law, the core type and the contexts.

The program proposes, a worker confirms; nothing of this is asked aloud.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casework.cases.rules.people import MINOR_UNTIL, AgeThen
from casework.kernel.codes import Code, Codes

NOT_GBV = "NOT_GBV"
SEXUAL = ("RAPE", "SEXUAL_ASSAULT")
_SPOUSES = ("HUSBAND", "WIFE")


@dataclass(frozen=True)
class Proposal:
    """What the account amounts to, for a worker to confirm."""

    acts: tuple[str, ...]
    core_type: str | None
    primary_form: str | None


def _facts(codes: Codes, told: Iterable[str]) -> list[Code]:
    chosen = set(told)
    return [fact for code, fact in codes["told_facts"].entries.items() if code in chosen]


def core_type(codes: Codes, told: Iterable[str]) -> str | None:
    """Return the first of the six core types, in the GBVIMS order, that a told fact is.

    None where nothing was told yet; NOT_GBV where what was told is none of the six.
    """
    facts = _facts(codes, told)
    if not facts:
        return None
    kinds = {fact.text("core") for fact in facts}
    found = [kind for code, kind in codes["gbvims_types"].entries.items() if code in kinds]
    first = min(found, key=lambda kind: kind.number("order") or 0, default=None)
    return NOT_GBV if first is None else first.code


def acts(codes: Codes, told: Iterable[str], relations: Iterable[str]) -> tuple[str, ...]:
    """Return the acts of Đ3.1 that the facts are, in the law's order.

    Act i speaks of wife and husband only, so it is proposed where one of them did it.
    """
    married = any(relation in _SPOUSES for relation in relations)
    found: set[str] = set()
    for fact in _facts(codes, told):
        found.update(fact.words("acts"))
        if married:
            found.update(fact.words("spouse_acts"))
    return tuple(act.code for act in codes["dv_acts"] if act.code in found)


def propose(codes: Codes, told: Iterable[str], relations: Iterable[str]) -> Proposal:
    """Return acts, core type and the form under which a report counts the incident once."""
    facts = tuple(told)
    kind = core_type(codes, facts)
    found = acts(codes, facts, tuple(relations))
    return Proposal(found, kind, _primary_form(codes, kind, found))


def _primary_form(codes: Codes, kind: str | None, found: tuple[str, ...]) -> str | None:
    if kind in SEXUAL:
        return "SEXUAL"
    forms = {codes["dv_acts"][act].text("form") for act in found}
    if kind == "PHYSICAL_ASSAULT":
        forms.add("PHYSICAL")
    order = ("SEXUAL", "PHYSICAL", "NEGLECT", "ECONOMIC", "PSYCHOLOGICAL")
    return next((form for form in order if form in forms), None)


def contexts(
    codes: Codes,
    told: Iterable[str],
    kind: str | None,
    relations: Iterable[str],
    age: AgeThen | None,
) -> tuple[str, ...]:
    """Return the GBVIMS contexts; derived from facts, relations and age, never typed."""
    found = {fact.text("context") for fact in _facts(codes, told)}
    known = (codes["relations"].find(relation) for relation in relations)
    if any(relation is not None and relation.flag("intimate_partner") for relation in known):
        found.add("INTIMATE_PARTNER")
    if age is not None and age.years < MINOR_UNTIL:
        if kind in SEXUAL:
            found.add("CHILD_SEXUAL_ABUSE")
        if kind == "FORCED_MARRIAGE":
            found.add("EARLY_MARRIAGE")
    return tuple(code.code for code in codes["gbvims_contexts"] if code.code in found)


def is_sexual(codes: Codes, told: Iterable[str]) -> bool:
    """Say whether a told fact starts the 72-hour clock."""
    return any(fact.flag("sexual") for fact in _facts(codes, told))


def is_trafficking(codes: Codes, told: Iterable[str]) -> bool:
    """Say whether a told fact may be trafficking in persons."""
    return any(fact.flag("trafficking") for fact in _facts(codes, told))
