"""On what a reading rests, as the log says it: her consent, the law, or the unit's own work."""

from __future__ import annotations

from collections.abc import Iterable

from casework.access.sharing import ANSWER
from casework.audit.events import Ground, GroundKind
from casework.vault.keyring import Keyring
from casework.vault.section_rows import SectionRows
from casework.vault.sharing import ground_of
from casework.vault.surveyed import Survey

_WEAKEST_FIRST = (GroundKind.EMERGENCY, GroundKind.LAW, GroundKind.CONSENT)


def ground_of_reading(
    keyring: Keyring, survey: Survey, opened: Iterable[SectionRows]
) -> Ground | None:
    """Return the weakest ground on which one of the sections is held; None where all are own.

    An event has one ground.  What goes furthest without her decides its kind, so that nothing
    read by law passes for what she agreed to; it is named only where it is a single one.
    """
    grounds = {ground for rows in opened if (ground := _ground(keyring, survey, rows))}
    for kind in _WEAKEST_FIRST:
        named = {ground.reference for ground in grounds if ground.kind is kind}
        if named:
            return Ground(kind, named.pop() if len(named) == 1 else None)
    return None


def _ground(keyring: Keyring, survey: Survey, rows: SectionRows) -> Ground | None:
    """Return on what one section is held; an answer rests on what its referral rests on."""
    grant = rows.grant_to((keyring.unit, keyring.user))
    if grant is None or grant.ground_ref is None:
        return None
    known, refers = survey.agreements, grant.ground_ref
    consent_id = known.referrals[refers].consent_id if grant.ground == ANSWER else refers
    return ground_of(known.consents[consent_id])
