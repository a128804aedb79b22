"""Work lists of referrals: what waits at this desk, what it has sent, what nobody answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework.access.steps import OPEN, UNANSWERED, ReferralState
from casework.audit.actions import Action
from casework.kernel.errors import Forbidden
from casework.kernel.ids import Id
from casework.kernel.kinds import UnitKind
from casework.referrals.reading import Face, face_of
from casework.referrals.rules import Rise
from casework.vault.agreement_lists import (
    ListedReferral,
    referrals_from,
    referrals_of_all,
    referrals_to,
)
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.vault.listing import Vouching

_DRAFT = ReferralState.DRAFT
_SENT = tuple(state.value for state in ReferralState if state is not ReferralState.DRAFT)


def inbox(house: House, hand: Hand) -> list[Face]:
    """Return the open referrals to the hand's desk that it can open, most urgent first."""
    now = house.clock.now()

    def find(db: Session, vouching: Vouching) -> list[ListedReferral]:
        return referrals_to(db, vouching, hand.keyring, [state.value for state in OPEN], now)

    return _most_urgent_first(house, _listed(house, hand, find))


def sent(house: House, hand: Hand) -> list[Face]:
    """Return what the hand's desk has sent and can open, the newest first."""

    def find(db: Session, vouching: Vouching) -> list[ListedReferral]:
        return referrals_from(db, vouching, hand.keyring, _SENT)

    return sorted(_listed(house, hand, find), key=lambda face: face.sent_at, reverse=True)


@dataclass(frozen=True)
class Desk:
    """What a desk has before it: referrals to it that are open, and those that it has sent."""

    inbox: list[Face]
    sent: list[Face]
    drafts: list[Face]
    """What waits for the confirmation of its ground, and has not gone yet."""


def desk(house: House, hand: Hand, action: Action = Action.WORK_LIST) -> Desk:
    """Return both lists of a desk as one event, for its first page."""
    now, unit = house.clock.now(), hand.keyring.unit
    states = [state.value for state in OPEN]

    def find(db: Session, vouching: Vouching) -> list[ListedReferral]:
        came = referrals_to(db, vouching, hand.keyring, states, now)
        return [*came, *referrals_from(db, vouching, hand.keyring, list(ReferralState))]

    faces = _listed(house, hand, find, action=action)
    return Desk(
        _most_urgent_first(house, [face for face in faces if face.to_unit == unit]),
        [face for face in faces if face.from_unit == unit and face.state is not _DRAFT],
        [face for face in faces if face.from_unit == unit and face.state is _DRAFT],
    )


def risen(house: House, hand: Hand) -> list[Face]:
    """Return what has risen to coordination: number, desks, urgency and hours left, no more.

    Raises Forbidden for every other desk.
    """
    if hand.keyring.unit_kind is not UnitKind.COORDINATION:
        house.ledger.refuse(hand.actor, Action.REFERRAL_ESCALATE)
        raise Forbidden

    def find(db: Session, vouching: Vouching) -> list[ListedReferral]:
        return referrals_of_all(db, vouching, [state.value for state in UNANSWERED])

    def rose(face: Face) -> bool:
        return face.rises_to is Rise.COORDINATION

    return _most_urgent_first(house, _listed(house, hand, find, rose, Action.REFERRAL_ESCALATE))


def _listed(
    house: House,
    hand: Hand,
    find: Callable[[Session, Vouching], Sequence[ListedReferral]],
    wanted: Callable[[Face], bool] = lambda _face: True,
    action: Action = Action.REFERRAL_LIST,
) -> list[Face]:
    """Return the lines as one event that names their cases."""
    with house.ledger.entry(hand.actor, action) as entry:
        roster = house.roster(entry.db)
        lines = find(entry.db, Vouching(roster, house.verified))
        faces = [face_of(house, roster, line.case.number, line.referral) for line in lines]
        shown = [face for face in faces if wanted(face)]
        entry.lists(cases=[face.case_id for face in shown])
    return shown


def _most_urgent_first(house: House, faces: list[Face]) -> list[Face]:
    ranks = {code.code: rank for rank, code in enumerate(house.codes["referral_urgencies"])}

    def order(face: Face) -> tuple[bool, int, datetime, Id]:
        answered = face.state not in UNANSWERED
        return (answered, ranks[face.urgency], face.due_at, face.referral_id)

    return sorted(faces, key=order)
