"""The keeper's verbs: each is one signed version, told in one event that names no village."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.kernel.clock import local_day
from casework.kernel.codes import Code
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id
from casework.reference.errors import NameTaken
from casework.vault.authority import may_keep_reference
from casework.vault.desk import Hand, Plan, write
from casework.vault.errors import SavedMeanwhile
from casework.vault.house import House
from casework.vault.reference import (
    ConfirmationState,
    KnownConfirmation,
    KnownVillage,
    Reference,
    VillageState,
    confirmation_row,
    entry_hash,
    read_reference,
    stamp_of_reference,
    village_row,
)
from casework.vault.rosters import Roster
from casework.vault.versioned import Bound, sign


class _SentTwice(Exception):
    """A form was sent twice; its first sending has done what it asks for."""


@dataclass(frozen=True)
class VillageDraft:
    """The next version of a village; ``seen`` is the version that it follows, 0 for a new one."""

    village_id: Id
    seen: int
    name: str
    former: tuple[str, ...] = ()
    state: VillageState = VillageState.USED
    basis: str = ""
    since_on: date | None = None
    merged_into: Id | None = None


@dataclass(frozen=True)
class Checked:
    """Somebody's word on entries of one list, of which the log had told ``seen`` events."""

    list_name: str
    codes: Sequence[str]
    seen: int
    basis: str
    on: date


def look(house: House) -> Reference:
    """Return the reference data as it stands, every row verified now."""
    with house.database.read() as db:
        return read_reference(db, house.roster(db), house.verified)


def save_village(house: House, hand: Hand, draft: VillageDraft) -> None:
    """Write the next version of a village; sent twice, it is written once.

    Raises SavedMeanwhile when somebody was quicker, NameTaken for the name of another village of
    today, NotFound for a village that there is not, Forbidden for whoever keeps no reference data.
    """

    def judge(reference: Reference) -> list[Bound]:
        known = reference.villages.get(draft.village_id, ())
        newest = known[-1] if known else None
        if newest is not None and _is_written(newest, draft):
            raise _SentTwice
        if newest is None and draft.seen:
            raise NotFound
        if (0 if newest is None else newest.version) != draft.seen:
            raise SavedMeanwhile
        _require_free(reference, draft)
        return [
            village_row(
                house.commune,
                KnownVillage(
                    draft.village_id,
                    draft.seen + 1,
                    draft.name,
                    draft.former,
                    draft.state,
                    draft.basis,
                    draft.since_on,
                    draft.merged_into,
                    by="",
                ),
            )
        ]

    _write(house, hand, Action.REFERENCE_VILLAGE, judge)


def confirm(house: House, hand: Hand, checked: Checked) -> None:
    """Vouch for entries that were shipped in doubt; sent twice, it is done once.

    Raises NotFound for an entry that there is not or that was never in doubt, SavedMeanwhile when
    a word on one of them is newer than what was seen, Forbidden for whoever is not the keeper.
    """
    entries = [doubtful(house, checked.list_name, code) for code in checked.codes]

    def judge(reference: Reference) -> list[Bound]:
        rows: list[Bound] = []
        for entry in entries:
            said = reference.entries.get((checked.list_name, entry.code), ())
            standing = reference.standing(checked.list_name, entry)
            if standing is not None and _is_said(standing, checked, hand):
                continue
            if standing is not None or (said and said[-1].told >= checked.seen):
                raise SavedMeanwhile
            rows.append(_word(house, checked, entry, len(said) + 1, ConfirmationState.CONFIRMED))
        if not rows:
            raise _SentTwice
        return rows

    _write(house, hand, Action.REFERENCE_CONFIRM, judge)


def withdraw(house: House, hand: Hand, list_name: str, code: str, seen: int, reason: str) -> None:
    """Take back the word on an entry, whoever gave it; ``seen`` is its version.

    Raises as :func:`confirm`.
    """
    entry = asked_of(house, list_name, code)
    today = local_day(house.clock.now())
    withdrawn = Checked(list_name, (code,), 0, reason, today)

    def judge(reference: Reference) -> list[Bound]:
        said = reference.entries.get((list_name, code), ())
        if not said:
            raise NotFound
        is_withdrawn = said[-1].state is ConfirmationState.WITHDRAWN
        if is_withdrawn and said[-1].version == seen + 1 and _is_said(said[-1], withdrawn, hand):
            raise _SentTwice
        if is_withdrawn or said[-1].version != seen:
            raise SavedMeanwhile
        return [_word(house, withdrawn, entry, seen + 1, ConfirmationState.WITHDRAWN)]

    _write(house, hand, Action.REFERENCE_WITHDRAW, judge)


@dataclass(frozen=True)
class OwnValue:
    """The commune's own value of an entry; ``seen`` is the version that it follows."""

    list_name: str
    code: str
    seen: int
    value: str
    basis: str
    on: date


def write_value(house: House, hand: Hand, own: OwnValue) -> None:
    """Put the commune's own value in the place of one in doubt, or of none; sent twice, once.

    Raises NotFound for an entry whose value is not the commune's to write, else as :func:`confirm`.
    """
    entry = valued(house, own.list_name, own.code)
    checked = Checked(own.list_name, (own.code,), 0, own.basis, own.on)

    def judge(reference: Reference) -> list[Bound]:
        said = reference.entries.get((own.list_name, own.code), ())
        standing = reference.standing(own.list_name, entry)
        if (
            standing is not None
            and standing.value == own.value
            and _is_said(standing, checked, hand)
        ):
            raise _SentTwice
        if len(said) != own.seen:
            raise SavedMeanwhile
        confirmed = ConfirmationState.CONFIRMED
        return [_word(house, checked, entry, own.seen + 1, confirmed, own.value)]

    _write(house, hand, Action.REFERENCE_VALUE, judge)


def asked_of(house: House, list_name: str, code: str) -> Code:
    """Return a shipped entry on which the commune's word is asked; raises NotFound for others."""
    entries = house.reference.shipped.find(list_name)
    entry = None if entries is None else entries.find(code)
    if entries is None or entry is None or not entries.is_open(entry):
        raise NotFound
    return entry


def valued(house: House, list_name: str, code: str) -> Code:
    """Return a shipped entry of which the commune may write the value; raises NotFound."""
    entry = asked_of(house, list_name, code)
    if house.reference.shipped[list_name].value is None:
        raise NotFound
    return entry


def doubtful(house: House, list_name: str, code: str) -> Code:
    """Return an entry that was shipped in doubt; raises NotFound for any other."""
    entry = asked_of(house, list_name, code)
    if not entry.is_doubtful:
        raise NotFound
    return entry


class _Judge(Protocol):
    """Says what is to be written, seeing what stands."""

    def __call__(self, reference: Reference, /) -> list[Bound]: ...


def _write(house: House, hand: Hand, action: Action, judge: _Judge) -> None:
    def plan(db: Session, roster: Roster) -> Plan:
        if not may_keep_reference(hand.keyring.unit_kind, hand.keyring.role):
            raise Forbidden  # nobody would believe the row, and every reader would refuse it
        reference = read_reference(db, roster, house.verified)
        rows = judge(reference)
        return Plan(
            [sign(row, hand.keyring.signer) for row in rows],
            holds=lambda db: stamp_of_reference(db) == reference.stamp,
        )

    with suppress(_SentTwice):
        write(house, hand, action, plan)


def _is_written(known: KnownVillage, draft: VillageDraft) -> bool:
    written = VillageDraft(
        known.village_id,
        known.version - 1,
        known.name,
        known.former,
        known.state,
        known.basis,
        known.since_on,
        known.merged_into,
    )
    return written == draft


def _require_free(reference: Reference, draft: VillageDraft) -> None:
    """Two villages of one day have two names; a village is merged into another that there is."""
    if draft.merged_into is not None and (
        draft.merged_into == draft.village_id or draft.merged_into not in reference.villages
    ):
        raise NotFound
    for other in reference.newest():
        if (
            draft.state is not VillageState.RETIRED
            and other.village_id != draft.village_id
            and other.state is not VillageState.RETIRED
            and other.name.casefold() == draft.name.casefold()
        ):
            raise NameTaken


def _is_said(known: KnownConfirmation, checked: Checked, hand: Hand) -> bool:
    said = known.basis, known.checked_on, known.author
    return said == (checked.basis, checked.on, hand.keyring.user)


def _word(
    house: House,
    checked: Checked,
    entry: Code,
    version: int,
    state: ConfirmationState,
    value: str = "",
) -> Bound:
    return confirmation_row(
        house.commune,
        (checked.list_name, entry.code),
        KnownConfirmation(
            version=version,
            entry_hash=entry_hash(checked.list_name, entry),
            state=state,
            basis=checked.basis,
            checked_on=checked.on,
            by="",
            author=b"",
            told=0,
            value=value,
        ),
    )
