"""Work lists of referrals: what waits at this desk, what it has sent, what nobody answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

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
from casework.vault.looking import Finding, Look, Standpoint, look_and_open, then

_DRAFT = ReferralState.DRAFT
_EVERY = tuple(state.value for state in ReferralState)
_SENT = tuple(state.value for state in ReferralState if state is not ReferralState.DRAFT)
_OPEN = tuple(state.value for state in OPEN)
_UNANSWERED = tuple(state.value for state in UNANSWERED)


def inbox(house: House, hand: Hand) -> list[Face]:
    """Return the open referrals to the hand's desk that it can open, most urgent first."""
    faces = look_and_open(house, hand, Action.REFERRAL_LIST, _look(house, _came))
    return _most_urgent_first(house, faces)


def sent(house: House, hand: Hand) -> list[Face]:
    """Return what the hand's desk has sent and can open, the newest first."""

    def find(here: Standpoint) -> list[ListedReferral]:
        return referrals_from(here.db, here.vouching, here.keyring, _SENT)

    faces = look_and_open(house, hand, Action.REFERRAL_LIST, _look(house, find))
    return sorted(faces, key=lambda face: face.sent_at, reverse=True)


@dataclass(frozen=True)
class Desk:
    """What a desk has before it: referrals to it that are open, and those that it has sent."""

    inbox: list[Face]
    sent: list[Face]
    drafts: list[Face]
    """What waits for the confirmation of its ground, and has not gone yet."""


def desk(house: House, hand: Hand, action: Action = Action.WORK_LIST) -> Desk:
    """Return both lists of a desk as one event."""
    return look_and_open(house, hand, action, look_at_desk(house, hand.keyring.unit))


def look_at_desk(house: House, unit: Id) -> Look[Desk]:
    """Return the look that finds both lists of a desk, for its first page."""

    def find(here: Standpoint) -> list[ListedReferral]:
        sent_by = referrals_from(here.db, here.vouching, here.keyring, _EVERY)
        return [*_came(here), *sent_by]

    def arranged(faces: list[Face]) -> Desk:
        return Desk(
            _most_urgent_first(house, [face for face in faces if face.to_unit == unit]),
            [face for face in faces if face.from_unit == unit and face.state is not _DRAFT],
            [face for face in faces if face.from_unit == unit and face.state is _DRAFT],
        )

    return then(_look(house, find), arranged)


def risen(house: House, hand: Hand) -> list[Face]:
    """Return what has risen to coordination: number, desks, urgency and hours left, no more.

    Raises Forbidden for every other desk.
    """
    if hand.keyring.unit_kind is not UnitKind.COORDINATION:
        house.ledger.refuse(hand.actor, Action.REFERRAL_ESCALATE)
        raise Forbidden
    return look_and_open(house, hand, Action.REFERRAL_ESCALATE, look_at_risen(house))


def look_at_risen(house: House) -> Look[list[Face]]:
    """Return the look that finds what has risen, for the first page of coordination."""

    def find(here: Standpoint) -> list[ListedReferral]:
        return referrals_of_all(here.db, here.vouching, _UNANSWERED)

    def rose(face: Face) -> bool:
        return face.rises_to is Rise.COORDINATION

    return then(_look(house, find, rose), lambda faces: _most_urgent_first(house, faces))


def _came(here: Standpoint) -> list[ListedReferral]:
    return referrals_to(here.db, here.vouching, here.keyring, _OPEN, here.at)


def _look(
    house: House,
    find: Callable[[Standpoint], Sequence[ListedReferral]],
    wanted: Callable[[Face], bool] = lambda _face: True,
) -> Look[list[Face]]:
    """Return the look that finds these lines; its event names their cases."""

    def look(here: Standpoint) -> Finding[list[Face]]:
        roster, lines = here.vouching.roster, find(here)
        faces = [face_of(house, roster, line.case.number, line.referral) for line in lines]
        shown = [face for face in faces if wanted(face)]
        ends = (line.ends_at for line in lines if line.ends_at is not None)
        return Finding(
            lambda _receipt: shown,
            [face.case_id for face in shown],
            ends_at=min((end for end in ends if end > here.at), default=None),
        )

    return look


def _most_urgent_first(house: House, faces: list[Face]) -> list[Face]:
    ranks = {code.code: rank for rank, code in enumerate(house.codes["referral_urgencies"])}

    def order(face: Face) -> tuple[bool, int, datetime, Id]:
        answered = face.state not in UNANSWERED
        return (answered, ranks[face.urgency], face.due_at, face.referral_id)

    return sorted(faces, key=order)
