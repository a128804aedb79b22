"""What still runs in a file, and whether somebody must say why it is closed all the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casework.access.steps import OPEN, ConsentState
from casework.kernel.ids import Id
from casework.vault.agreements import Agreements, is_outside, is_over


class Running(StrEnum):
    """What may still run when a file is closed."""

    REFERRAL = "referral"
    GROUND = "ground"
    CONSENT = "consent"
    """Hers, or a ground of the law that was confirmed: what was handed over is read on."""


@dataclass(frozen=True)
class OpenWork:
    """One thing that still runs: at which desk, in what state, and until when if that is known."""

    what: Running
    object_id: Id
    unit: Id
    state: str
    until_at: datetime | None = None

    @property
    def is_unfinished(self) -> bool:
        """Say whether somebody still waits or works; a consent only lets read until its end."""
        return self.what is not Running.CONSENT


def still_open(agreements: Agreements, now: datetime) -> list[OpenWork]:
    """Return what still runs, the unfinished first."""
    found = [
        OpenWork(Running.REFERRAL, row.referral_id, row.to_unit, row.state)
        for row in agreements.referrals.values()
        if row.state in OPEN
    ]
    for row in agreements.consents.values():
        if is_outside(row) and row.state != ConsentState.ASKED:
            continue  # it opened nothing; the letter itself is listed by the room that keeps it
        if row.state == ConsentState.ASKED:
            found.append(OpenWork(Running.GROUND, row.consent_id, row.recipient_unit, row.state))
        elif row.state in (ConsentState.GIVEN, ConsentState.CONFIRMED) and not is_over(row, now):
            at = (row.recipient_unit, row.state, row.until_at)
            found.append(OpenWork(Running.CONSENT, row.consent_id, *at))
    return sorted(found, key=lambda work: list(Running).index(work.what))


def needs_words(work: list[OpenWork]) -> bool:
    """Say whether it must be said why the file is closed although something is unfinished."""
    return any(one.is_unfinished for one in work)
