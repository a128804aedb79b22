"""What follows from visits and certificates: the clock, what comes up, what a paper may say.

Pure decisions; nothing here knows a page or a database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from casework.cases.rules.times import Window, seventy_two_hours
from casework.health.records import CareVisit, Certificate, CertifiedInjury, PastEdition
from casework.kernel.clock import local_day

PROPHYLAXIS = "HIV_PEP"
"""Once it is noted as done or talked through, nobody has to be reminded of the hours."""
NEXT_VISIT, WINDOW_72 = "next-visit", "window-72h"
"""Kinds of what comes up (``vault.agenda``)."""
KINDS = frozenset({NEXT_VISIT, WINDOW_72})
ACUTE = frozenset({"THOUGHTS", "PLAN", "ATTEMPT"})
"""Answers about suicide that call for something at once."""
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class SexualCare:
    """Whether care after sexual violence is due, and until when the two urgent things work."""

    relevant: bool
    window: Window | None

    def left_vi(self, now: datetime) -> str:
        """Return the clock in words; hours are rounded down, so that none is promised."""
        if self.window is None:
            return "Chưa biết giờ xảy ra"
        left = self.window.left(now)
        if left < timedelta(0):
            return "Quá 72 giờ"
        return f"Còn {left // _HOUR} giờ" if left >= _HOUR else "Còn chưa đầy 1 giờ"


def sexual_care(
    visits: Iterable[CareVisit], told: Iterable[Window], now: datetime, *, sexual: bool
) -> SexualCare:
    """Judge from the incidents that the unit holds (``told``, ``sexual``) and from its visits.

    Of several assaults the window counts that closes first of those still open; else the newest.
    """
    named = [visit for visit in visits if visit.sexual == "YES"]
    asked = [seventy_two_hours(v.assault_at, v.assault_on) for v in named]
    known = [*told, *(window for window in asked if window is not None)]
    running = [window for window in known if window.is_open(now)]
    first = min(running, key=_closes, default=None)
    return SexualCare(sexual or bool(named), first or max(known, key=_closes, default=None))


def _closes(window: Window) -> datetime:
    return window.deadline


@dataclass(frozen=True)
class Reminder:
    """One thing that comes up: its kind and its hour."""

    kind: str
    at: datetime


def reminders(visits: Collection[CareVisit], care: SexualCare, now: datetime) -> list[Reminder]:
    """Return what the unit's first page has to show of a case."""
    found = [Reminder(NEXT_VISIT, at) for at in set(_awaited(visits))]
    done = any(PROPHYLAXIS in visit.sexual_care for visit in visits)
    if care.relevant and care.window is not None and care.window.is_open(now) and not done:
        found.append(Reminder(WINDOW_72, care.window.deadline))
    return sorted(found, key=lambda reminder: reminder.at)


def _awaited(visits: Collection[CareVisit]) -> Iterator[datetime]:
    """Yield the appointments that stand; who was seen again on the day or later has come."""
    came = [visit.seen_at for visit in visits if visit.seen_at is not None]
    for visit in visits:
        at, made = visit.next_at, visit.seen_at
        if at is None or visit.next_settled:
            continue
        later = (seen for seen in came if made is None or seen > made)
        if not any(local_day(seen) >= local_day(at) for seen in later):
            yield at


def is_due(kind: str, at: datetime, now: datetime) -> bool:
    """Say whether the first page shows it now: visits of today or before, clocks that run."""
    return now <= at if kind == WINDOW_72 else local_day(at) <= local_day(now)


def certified(visits: Iterable[CareVisit]) -> tuple[CertifiedInjury, ...]:
    """Return the injuries of some visits as a certificate takes them, earliest seen first."""
    seen = [(visit.seen_at, visit) for visit in visits if visit.seen_at is not None]
    return tuple(
        CertifiedInjury(i.region, i.side, i.kind, i.size, i.note, at)
        for at, visit in sorted(seen, key=lambda pair: pair[0])
        for i in visit.injuries
    )


class Missing(StrEnum):
    """What a paper lacks before it can be signed; the value is the field."""

    NAME = "name"
    ASKED_BY = "asked_by"
    EXAMINED_AT = "examined_at"
    INJURIES = "injuries"
    SIGNED_BY = "signed_by"


def missing_of(certificate: Certificate) -> tuple[Missing, ...]:
    """Return what has to be filled before the paper is printed."""
    seen = certificate.examined_at or any(i.seen_at for i in certificate.injuries)
    lacks = {
        Missing.NAME: not certificate.name,
        Missing.ASKED_BY: certificate.asked_by is None,
        Missing.EXAMINED_AT: not seen,
        Missing.INJURIES: not (certificate.injuries or certificate.state),
        Missing.SIGNED_BY: not certificate.signed_by,
    }
    return tuple(what for what, lacking in lacks.items() if lacking)


def issue(certificate: Certificate, now: datetime) -> Certificate:
    """Return the next edition, ready for paper; one that is ready already stays as it is."""
    if certificate.issued_at is not None:
        return certificate
    return replace(certificate, edition=certificate.edition + 1, issued_at=now)


def rewrite(old: Certificate, new: Certificate, because: str) -> Certificate:
    """Return what was typed as a version of ``old``; what was printed is never lost silently.

    Changing an issued edition puts it among the past ones, with the reason; ValueError without.
    """
    kept = replace(new, edition=old.edition, issued_at=old.issued_at, past=old.past)
    if old.issued_at is None or kept == old:
        return kept
    if not because.strip():
        raise ValueError("a printed certificate is corrected for a reason")
    past = PastEdition(old.edition, old.issued_at, because.strip())
    return replace(kept, issued_at=None, past=(*old.past, past))


def examined_days(certificate: Certificate) -> Sequence[datetime]:
    """Return when she was examined, each moment once, earliest first."""
    seen = {i.seen_at for i in certificate.injuries if i.seen_at is not None}
    if certificate.examined_at is not None:
        seen.add(certificate.examined_at)
    return sorted(seen)
