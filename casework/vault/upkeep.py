"""What a unit still owes its own sections is found and done a few cases at a time.

A key that must change, an emergency seal that is missing or goes to an epoch of yesterday: both
wait for somebody of the owner unit who holds the section, for nobody else has its key. Each case
is one event, made anew if somebody writes to it first, so that a round may end anywhere.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from casework.audit.actions import Action
from casework.kernel.errors import Conflict, Forbidden, NotFound, Tampered
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.vault.desk import Hand, Plan, unchanged, write
from casework.vault.emergency import Keepers, find_keepers, is_sealed_kind, make_seal
from casework.vault.house import House
from casework.vault.keyring import Keyring
from casework.vault.models import Consent, EmergencySeal, Grant, RotationMark, SectionEpoch
from casework.vault.rosters import Roster
from casework.vault.sections import key_of
from casework.vault.survey import SectionRows, Survey, survey_case
from casework.vault.versioned import Bound, Signed

CHUNK = 200
"""Cases of one round at most (SECURITY §4)."""

_LOG = logging.getLogger(__name__)


class LeftToOthers(Conflict):
    """Only somebody else can do it: named users, or who was there before a restriction ended."""

    code = "left-to-others"


@dataclass(frozen=True)
class Asking:
    """Who asks what is due, and when."""

    roster: Roster
    keyring: Keyring
    at: datetime


@dataclass(frozen=True)
class Chore:
    """One kind of upkeep: which cases are due for it, and how one of them is done.

    ``due`` names at most so many cases and may name one too many; ``do`` looks again.
    """

    name: str
    due: Callable[[Session, Asking, int], Sequence[Id]]
    do: Callable[[House, Hand, Id], object]


class Upkeep:
    """Does chores in their order; remembers, while the process lives, what it could not do."""

    def __init__(self, chores: Sequence[Chore]) -> None:
        self._chores = tuple(chores)
        self._hopeless: set[tuple[str, Id, Id]] = set()

    def catch_up(
        self, house: House, hand: Hand, most: int, goes_on: Callable[[], bool] = lambda: True
    ) -> int:
        """Do up to ``most`` cases, fewer if ``goes_on`` says no; returns how many were tried.

        A case that refuses itself (tampered with, or withdrawn meanwhile) is left alone: its
        next reader is told. Raises what else stops the log or the database.
        """
        tried = 0
        for chore, case_id in self._due(house, hand, min(most, CHUNK)):
            if tried == most or not goes_on():
                break
            tried += 1
            try:
                chore.do(house, hand, case_id)
            except LeftToOthers:
                self._hopeless.add((chore.name, hand.keyring.user, case_id))
            except Conflict:
                continue  # somebody else was at it in the same moment
            except (Tampered, NotFound, Forbidden) as error:
                self._hopeless.add((chore.name, hand.keyring.user, case_id))
                _LOG.error("upkeep leaves a case alone: %s, %s", chore.name, error.code)
        return tried

    def _due(self, house: House, hand: Hand, most: int) -> Iterator[tuple[Chore, Id]]:
        for chore in self._chores:
            mine = (chore.name, hand.keyring.user)
            known = {case_id for *of, case_id in self._hopeless if tuple(of) == mine}
            with house.database.read() as db:
                asking = Asking(house.roster(db), hand.keyring, house.clock.now())
                due = chore.due(db, asking, most + len(known))
            yield from ((chore, case_id) for case_id in due if case_id not in known)


def held_sections(keyring: Keyring) -> ColumnElement[bool]:
    """The first epochs of the unit's own sections of which this keyring holds the key."""
    own = aliased(Grant)  # beside whatever grant the query speaks of
    granted = select(own.grant_id).where(
        own.section_id == SectionEpoch.section_id,
        own.receiver_id.in_((keyring.unit, keyring.user)),
    )
    return and_(SectionEpoch.owner_unit == keyring.unit, SectionEpoch.epoch == 1, granted.exists())


def _cases(db: Session, query: Select[Id], most: int) -> list[Id]:
    return list(db.scalars(query.distinct().limit(most)))


def rotations_due(db: Session, asking: Asking, most: int) -> list[Id]:
    """Return cases in which the key of an own section should have changed by now."""
    held = held_sections(asking.keyring)
    marked = (
        select(RotationMark.case_id)
        .join(SectionEpoch, SectionEpoch.section_id == RotationMark.section_id)
        .where(held)
    )
    found = _cases(db, marked, most)
    for receiver, epoch in _moved_on(asking.roster):
        outdated = (
            select(Grant.case_id)
            .join(SectionEpoch, SectionEpoch.section_id == Grant.section_id)
            .where(held, Grant.receiver_id == receiver, Grant.receiver_epoch < epoch)
        )
        found += _cases(db, outdated, most)
    return list(dict.fromkeys(found))[:most]


def _moved_on(roster: Roster) -> Iterator[tuple[Id, int]]:
    """Yield every receiver whose keys are not its first ones."""
    for unit in roster.units.values():
        if len(unit.epochs) > 1:
            yield unit.unit, unit.current.epoch
    for user, held in roster.members.items():
        if held[-1].number > 1:
            yield user, held[-1].number


def lapsed_cases(db: Session, asking: Asking, most: int) -> list[Id]:
    """Return cases in which a grant still stands on a consent whose time is over.

    Of the unit's own consents; nothing opens by such a grant in the meantime.
    """
    over = (
        select(Consent.case_id)
        .join(Grant, and_(Grant.case_id == Consent.case_id, Grant.ground_ref == Consent.consent_id))
        .where(
            Consent.unit_id == asking.keyring.unit,
            Consent.until_at <= asking.at,
        )
    )
    return _cases(db, over, most)


def _seals_due(db: Session, asking: Asking, most: int) -> list[Id]:
    keepers = find_keepers(asking.roster)
    query = (
        select(SectionEpoch.case_id)
        .outerjoin(EmergencySeal, EmergencySeal.section_id == SectionEpoch.section_id)
        .where(
            held_sections(asking.keyring),
            SectionEpoch.kind == SectionKind.SAFETY.value,
            EmergencySeal.section_id.is_not(None) if keepers is None else _not_to(keepers),
        )
    )
    return _cases(db, query, most)


def _not_to(keepers: Keepers) -> ColumnElement[bool]:
    return or_(
        EmergencySeal.section_id.is_(None),
        EmergencySeal.inner_unit != keepers.inner.unit,
        EmergencySeal.inner_epoch != keepers.inner.current.epoch,
        EmergencySeal.outer_unit != keepers.outer.unit,
        EmergencySeal.outer_epoch != keepers.outer.current.epoch,
    )


def own_held(survey: Survey, keyring: Keyring) -> list[SectionRows]:
    """Return the sections of a case that the keyring's unit owns and that it can open."""
    held = survey.held_by(keyring)
    return [rows for rows in held if rows.current.owner_unit == keyring.unit]


def seal_again(house: House, hand: Hand, case_id: Id) -> None:
    """Seal the keys of a case's safety sections to the two units of today.

    Raises Conflict where that was done meanwhile.
    """

    def plan(db: Session, roster: Roster) -> Plan:
        survey = survey_case(db, roster, house.verified, case_id, house.clock.now())
        put: list[Signed] = []
        end: list[Bound] = []
        touched: list[Id] = []
        for rows in own_held(survey, hand.keyring):
            sealed = _sealed(hand.keyring, roster, rows)
            if sealed is not None:
                put += sealed[0]
                end += sealed[1]
                touched.append(rows.current.section_id)
        if not touched:
            raise Conflict
        return Plan(put, end, [case_id], touched, holds=unchanged(survey))

    write(house, hand, Action.EMERGENCY_SEAL, plan)


def _sealed(
    keyring: Keyring, roster: Roster, rows: SectionRows
) -> tuple[list[Signed], list[Bound]] | None:
    """Return rows to put and to end, or None where the seal is as it should be."""
    keepers, seal = find_keepers(roster), rows.emergency
    if keepers is None:
        return None if seal is None else ([], [seal])
    if not is_sealed_kind(rows.current.kind) or (seal is not None and keepers.hold(seal)):
        return None
    key = key_of(keyring, rows)
    made = make_seal(keyring, roster, rows.current, key, rows.emergency_version + 1)
    return None if made is None else ([made], [])


SEALS = Chore("seals", _seals_due, seal_again)
"""Emergency seals go to the two units' keys of today."""
