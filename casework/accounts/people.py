"""A manager's own unit: its members, who waits at its door, and which codes are still out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from casework.accounts.models import Joining
from casework.audit.actions import Action
from casework.crypto.fingerprint import words
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import Role
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.vault.rosters import Member


@dataclass(frozen=True)
class Waiting:
    """A newcomer as the manager sees them: compare the words aloud, then approve."""

    joining_id: Id
    username: str
    name: str
    role: Role
    fingerprint: str
    joined_at: datetime


@dataclass(frozen=True)
class Unanswered:
    """A code that was handed out and not used yet."""

    joining_id: Id
    role: Role
    expires_at: datetime


@dataclass(frozen=True)
class People:
    """A unit's members, who waits at its door, and which codes are still out."""

    members: list[Member]
    waiting: list[Waiting]
    unanswered: list[Unanswered]


def people(house: House, hand: Hand) -> People:
    """Return the manager's own unit; the look itself is an event."""
    with house.ledger.entry(hand.actor, Action.MEMBER_LIST) as entry:
        roster = house.roster(entry.db)
        rows = entry.db.scalars(select(Joining).where(Joining.unit_id == hand.keyring.unit)).all()
        now = house.clock.now()
        unanswered = [
            Unanswered(row.joining_id, Role(row.role), row.expires_at)
            for row in rows
            if row.user_id is None and row.expires_at >= now
        ]
        waiting = [_waiting(r) for r in rows if r.signing_public is not None]
    return People(roster.live_members(hand.keyring.unit), waiting, unanswered)


def _waiting(row: Joining) -> Waiting:
    if row.joined_at is None or row.signing_public is None:
        raise NotFound
    return Waiting(
        row.joining_id,
        row.username or "",
        row.name or "",
        Role(row.role),
        words(row.claim()),
        row.joined_at,
    )
