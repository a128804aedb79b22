"""Who must never open a case: read before any key is handed out, and told to every desk of it.

Each desk keeps whom it was told of, and why, in its own sealed section; a second section, ids and
nothing else, goes to whoever works on the case, so that all plan by the same list (decision 10).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from casework.access import sharing as access
from casework.cases.codec import SealedRecord, decode, sealed
from casework.cases.consents.records import Unwanted
from casework.cases.records import KinAnswer
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.vault.agenda import agenda_holder
from casework.vault.agreements import Grant, holder_unit
from casework.vault.audience import audience, barred_from
from casework.vault.keyring import Keyring
from casework.vault.section_rows import SectionRows
from casework.vault.sections import OpenSection, Receiver, look_into
from casework.vault.sharing import end_grants, hand_over, mark_rotation
from casework.vault.surveyed import Survey, list_section

if TYPE_CHECKING:
    from casework.cases.writing import Writing


@dataclass(frozen=True)
class Heard:
    """Somebody whom another unit excluded: passed on by a desk that was told."""

    user: bytes
    unit: bytes


@sealed
@dataclass(frozen=True, repr=False)
class ExclusionList(SealedRecord):
    """Who must never open the case, without a word of why; every desk of the case reads it."""

    schema: ClassVar[str] = "exclusion-list"

    users: tuple[bytes, ...] = ()
    """Whom this unit excludes."""
    heard: tuple[Heard, ...] = ()


@dataclass(frozen=True)
class Known:
    """What a reader knows of the exclusions of a case."""

    own: frozenset[Id]
    """Whom the reader's own unit excludes."""
    others: frozenset[Heard]

    @property
    def barred(self) -> frozenset[Id]:
        """Everybody who must never open the case."""
        return self.own | {one.user for one in self.others}


def known(
    keyring: Keyring, survey: Survey, instead: Mapping[Id, SealedRecord] | None = None
) -> Known:
    """Return who is excluded, from every list that the keyring can open.

    ``instead`` are own records by id as they are about to be written.
    """
    found = dict(instead or {})
    pairs: list[tuple[Id, SealedRecord]] = []
    complete = True
    for rows in survey.sections.values():
        if rows.current.kind != SectionKind.EXCLUSIONS:
            continue
        if not _holds(keyring, rows):
            complete &= rows.current.owner_unit != keyring.unit
            continue
        for row, plaintext in look_into(keyring, rows):
            record = found.pop(row.record_id, None) or decode(plaintext)
            pairs.append((rows.current.owner_unit, record))
    pairs += [(keyring.unit, new) for new in found.values()]
    return known_from(keyring.unit, pairs, complete=complete)


_NAMING = (KinAnswer, Unwanted, ExclusionList)
"""The records that name somebody who must never open the case."""


def known_from(
    unit: Id, told: Iterable[tuple[Id, SealedRecord]], *, complete: bool = False
) -> Known:
    """Return what a unit knows by these records, each with the unit that wrote it.

    ``complete``: all that the unit itself wrote is among them, so that its list adds nothing.
    """
    pairs = [pair for pair in told if isinstance(pair[1], _NAMING)]
    mine = [record for owner, record in pairs if owner == unit]
    own = {user for record in mine for user in named_in(record)}
    if not complete:
        own |= {user for one in mine if isinstance(one, ExclusionList) for user in one.users}
    lists = {o: r for o, r in pairs if o != unit and isinstance(r, ExclusionList)}
    others = {Heard(user, origin) for origin, one in lists.items() for user in one.users}
    for one in lists.values():
        others |= {o for o in one.heard if o.unit != unit and o.unit not in lists}
    return Known(frozenset(own), frozenset(others))


def named_in(record: SealedRecord) -> frozenset[Id]:
    """Return whom a record excludes by account; others stand in it as words for people."""
    if isinstance(record, KinAnswer):
        return frozenset(record.members)
    return frozenset(record.users) if isinstance(record, Unwanted) else frozenset()


def require_welcome(keyring: Keyring, survey: Survey) -> None:
    """Raise NotFound for somebody whom a list that they still hold excludes."""
    if keyring.user in known(keyring, survey).barred:
        raise NotFound


def write_down(
    writing: Writing, record: SealedRecord, record_id: Id, version: int = 1
) -> OpenSection:
    """Seal whom the unit excludes, shut them out, and tell the other desks of the case."""
    writing.know(known(writing.hand.keyring, writing.survey, {record_id: record}))
    section = writing.of_record(SectionKind.EXCLUSIONS, record_id)
    writing.seal(section, record, record_id, version)
    shut_out(writing)
    tell(writing)
    return section


def tell(writing: Writing, also: Iterable[Receiver] = ()) -> None:
    """Seal the list for every desk that works on the case, and for who comes to it now."""
    survey, keyring, roster = writing.survey, writing.hand.keyring, writing.roster
    told = writing.known
    section_id = list_section(survey.case.case_id, keyring.unit)
    rows = survey.sections.get(section_id)
    if rows is None and not told.barred:
        return
    others = sorted(told.others, key=lambda one: (one.user, one.unit))
    record = ExclusionList(tuple(sorted(told.own)), tuple(others))
    to = audience(roster, survey, [*_desks(writing), *also])
    if rows is None:
        section = writing.begin(SectionKind.EXCLUSIONS, section_id)
        writing.seal(section, record, section_id)
        writing.put(*hand_over(keyring, roster, survey, section, to))
        return
    section = writing.renew(rows)
    holders = {grant.receiver_id for grant in rows.grants}
    fresh = [one for one in to if one.receiver not in holders]
    writing.put(*hand_over(keyring, roster, survey, section, fresh))
    newest = [decode(plaintext) for _, plaintext in look_into(keyring, rows)]
    if newest != [record]:
        writing.seal(section, record, section_id, max(r.version for r in rows.records) + 1)


def _desks(writing: Writing) -> list[Receiver]:
    """Return who of the other desks holds a part of the case now, and on what."""
    survey, unit = writing.survey, writing.hand.keyring.unit
    found: dict[Id, Receiver] = {}
    for rows in survey.sections.values():
        for grant in rows.grants:
            holder = holder_unit(writing.roster, grant.receiver_id)
            if holder is None or holder.unit == unit or _is_recovery(writing, grant):
                continue
            if grant.ground == access.OWN:
                found[grant.receiver_id] = Receiver(grant.receiver_id, access.EXCLUSION)
            elif access.basis_of(grant.ground) in (access.Basis.CONSENT, access.Basis.LAW):
                came = Receiver(grant.receiver_id, access.EXCLUSION, grant.ground_ref)
                found.setdefault(grant.receiver_id, came)
    return list(found.values())


def _is_recovery(writing: Writing, grant: Grant) -> bool:
    return grant.receiver_id in writing.roster.recoveries


def shut_out(writing: Writing) -> None:
    """Take every key from whom the list names, whichever section of the case it opens.

    Own sections change their keys in this event. Of another unit's section the grants that came
    by consent or law end; its own people's do not, lest the unit lose what it wrote: it changes
    the key, to its other members by name, before it writes again.
    """
    survey, keyring = writing.survey, writing.hand.keyring
    ending: set[Id] = set()
    for rows in survey.sections.values():
        hit = [grant for grant in rows.grants if _is_hit(writing, grant)]
        if hit and rows.current.owner_unit == keyring.unit and _holds(keyring, rows):
            writing.renew(rows)
        elif hit:
            over = {g.grant_id for g in hit if g.ground != access.OWN or _has_more(writing, rows)}
            ending |= over
            writing.put(*([] if over else mark_rotation(keyring, survey, rows)))
    writing.take_back(end_grants(keyring, survey, ending))
    barred = barred_from(survey)
    theirs = barred | {agenda_holder(user) for user in barred}
    writing.end(*(row for row in survey.directory if row.holder_id in theirs))


def _holds(keyring: Keyring, rows: SectionRows) -> bool:
    return rows.grant_to((keyring.unit, keyring.user)) is not None


def _is_hit(writing: Writing, grant: Grant) -> bool:
    barred = barred_from(writing.survey)
    members = writing.roster.live_members(grant.receiver_id)
    return grant.receiver_id in barred or any(member.user in barred for member in members)


def _has_more(writing: Writing, rows: SectionRows) -> bool:
    """Say whether somebody of the owner unit is left who holds the section by name."""
    own = {one.receiver_id for one in rows.grants if one.ground == access.OWN}
    people = own & set(writing.roster.members)
    return bool(people - barred_from(writing.survey))
