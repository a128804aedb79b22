"""Which section may be granted to which kind of unit, and on what: the table of SECURITY.md §5.

Planners ask it before a key is sealed, and readers ask it again, so that a grant which somebody
signed against the table opens nothing.
"""

from __future__ import annotations

from enum import StrEnum

from casework.kernel.kinds import SectionKind, UnitKind

OWN = "own"
"""The ground on which an owner unit, or a named user of it, holds its own section."""
CONSENT = "consent"
ANSWER = "referral"
"""The ground on which a sender reads the answer to its referral; it refers to the referral."""
CONFIRM = "confirm"
"""The ground on which a second person reads why the law is invoked; it refers to that consent."""
EXCLUSION = "exclusion"
"""The ground on which a desk of the case learns who must never open it (SECURITY §4)."""
_LAW = "law:"

AT_ONCE = frozenset({"LIFE_DANGER", "CHILD_REPORT"})
"""Legal grounds that act before they are confirmed: danger does not wait (SECURITY §4)."""


class Basis(StrEnum):
    """On what a section may go to another unit."""

    CONSENT = "consent"
    LAW = "law"
    ANSWER = "answer"
    CONFIRM = "confirm"
    EXCLUSION = "exclusion"


_POLICE, _HEALTH, _UNION = UnitKind.POLICE, UnitKind.HEALTH, UnitKind.WOMENS_UNION
_COORDINATION, _CHAIR = UnitKind.COORDINATION, UnitKind.LEADERSHIP
_DESKS = frozenset({_POLICE, _HEALTH, _UNION, _COORDINATION, _CHAIR})
_NOBODY: frozenset[UnitKind] = frozenset()

TABLE: dict[SectionKind, dict[Basis, frozenset[UnitKind]]] = {
    SectionKind.IDENTITY: {
        Basis.CONSENT: _DESKS,
        Basis.LAW: frozenset({_POLICE, _HEALTH, _COORDINATION, _CHAIR}),
    },
    SectionKind.REPORTER: {Basis.LAW: frozenset({_POLICE, _CHAIR})},
    SectionKind.NOTICE: {Basis.LAW: frozenset({_CHAIR})},
    SectionKind.SAFETY: {
        Basis.CONSENT: _DESKS,
        Basis.LAW: frozenset({_POLICE, _HEALTH, _COORDINATION, _CHAIR}),
    },
    SectionKind.INCIDENT: {
        Basis.CONSENT: _DESKS,
        Basis.LAW: frozenset({_POLICE, _COORDINATION, _CHAIR}),
    },
    SectionKind.CONSENT: {
        Basis.CONSENT: _DESKS,
        Basis.LAW: _DESKS,
        Basis.CONFIRM: _DESKS,
    },
    SectionKind.REFERRAL: {Basis.CONSENT: _DESKS, Basis.LAW: _DESKS, Basis.ANSWER: _DESKS},
    SectionKind.CARE: {Basis.CONSENT: frozenset({_HEALTH})},
    SectionKind.INJURY_CERTIFICATE: {Basis.CONSENT: _DESKS},
    SectionKind.COUNSELLING: {},
    SectionKind.STAY: {},  # the place of shelter reaches nobody (P7)
    SectionKind.PROTECTION: {
        Basis.CONSENT: frozenset({_POLICE, _CHAIR, _UNION}),
        Basis.LAW: frozenset({_POLICE, _CHAIR}),
    },
    SectionKind.PLAN: {Basis.CONSENT: _DESKS},
    SectionKind.EXCLUSIONS: {Basis.EXCLUSION: _DESKS},
    SectionKind.VILLAGE_REPORT: {},
}
"""Houses, villages, oversight and administration stand in no cell: no grant ever reaches them."""


def law(code: str) -> str:
    """Return how a grant spells that it rests on a legal ground."""
    return _LAW + code


def law_code(ground: str) -> str | None:
    """Return the code of the legal ground that a grant rests on, None if it rests on none."""
    return ground.removeprefix(_LAW) if ground.startswith(_LAW) else None


def acts_at_once(ground: str) -> bool:
    """Say whether a legal ground acts before its confirmation."""
    return law_code(ground) in AT_ONCE


def basis_of(ground: str) -> Basis | None:
    """Return what a ground is to the table; None for an own section and for unknown words."""
    if law_code(ground):
        return Basis.LAW
    return {
        CONSENT: Basis.CONSENT,
        ANSWER: Basis.ANSWER,
        CONFIRM: Basis.CONFIRM,
        EXCLUSION: Basis.EXCLUSION,
    }.get(ground)


def may_be_granted(section: SectionKind, receiver: UnitKind, ground: str) -> bool:
    """Say whether a section of this kind may go to such a unit, or its members, on this ground."""
    basis = basis_of(ground)
    return basis is not None and receiver in TABLE[section].get(basis, _NOBODY)
