"""Who holds a section: a unit, or people of it by name where the case or an exclusion asks for it.

While an exclusion stands no unit in which that person works is handed a key: its other members
are, each by name, with the unit's recovery key beside them (SECURITY.md §4, "Restricted case").
"""

from __future__ import annotations

from collections.abc import Iterable

from casework.access.sharing import CONFIRM, OWN
from casework.kernel.errors import Forbidden
from casework.kernel.ids import Id
from casework.vault.keyring import Keyring
from casework.vault.rosters import Roster, recovery_receiver
from casework.vault.section_rows import SectionRows
from casework.vault.sections import Receiver
from casework.vault.surveyed import Survey, list_section, recall_section


class ExclusionsUnread(RuntimeError):
    """A plan hands out keys before it has looked who is excluded: a fault of the program."""


class NobodyLeft(Forbidden):
    """Everybody who would receive it must never open this case."""

    code = "nobody-left"
    message_vi = "Những người sẽ nhận đều không được mở hồ sơ này."
    what_to_do_vi = "Chọn người khác, hoặc đơn vị khác."


def barred_from(survey: Survey) -> frozenset[Id]:
    """Return who must never open the case; raises ExclusionsUnread if nobody has looked."""
    if survey.barred is None:
        raise ExclusionsUnread
    return survey.barred


def goes_by_name(roster: Roster, survey: Survey, unit: Id) -> bool:
    """Say whether people of this unit hold by name what the unit would hold otherwise."""
    barred = barred_from(survey)
    return survey.case.restricted or any(m.user in barred for m in roster.live_members(unit))


def audience(roster: Roster, survey: Survey, to: Iterable[Receiver]) -> list[Receiver]:
    """Return to whom a key may really go: units as units, or as their members who may open it."""
    found: dict[Id, Receiver] = {}
    barred = barred_from(survey)
    for one in to:
        people = [one.receiver]
        if one.receiver in roster.units and goes_by_name(roster, survey, one.receiver):
            people = [member.user for member in roster.live_members(one.receiver)]
        for user in people:
            if user not in barred:
                found.setdefault(user, Receiver(user, one.ground, one.ground_ref))
    return list(found.values())


def require_audience(roster: Roster, survey: Survey, to: Iterable[Receiver]) -> list[Receiver]:
    """Return the audience; raises NobodyLeft where everybody of it is excluded."""
    wanted = list(to)
    fit = audience(roster, survey, wanted)
    if wanted and not fit:
        raise NobodyLeft
    return fit


def own_holders(keyring: Keyring, roster: Roster, survey: Survey) -> list[Id]:
    """Return who of the keyring's unit holds what the unit begins: itself, or named users.

    Who writes is one of them. Where nobody was chosen, everybody who is not excluded is named.
    """
    unit = keyring.unit
    if not goes_by_name(roster, survey, unit):
        return [unit]
    if survey.chosen:
        return list(survey.chosen)
    members = {member.user for member in roster.live_members(unit)} - barred_from(survey)
    grants = [grant for rows in survey.sections.values() for grant in rows.grants]
    chosen = [g.receiver_id for g in grants if g.receiver_id in members and g.ground != CONFIRM]
    everybody = [m.user for m in roster.live_members(unit) if m.user in members]
    named = (survey.case.restricted and chosen) or everybody
    writer = [keyring.user] if keyring.user in members else []
    return list(dict.fromkeys([*named, *writer]))


def own_receivers(keyring: Keyring, roster: Roster, survey: Survey) -> list[Receiver]:
    """Return who holds a section that the keyring's unit begins in this case."""
    return by_holders(keyring.unit, own_holders(keyring, roster, survey))


def by_holders(unit: Id, holders: Iterable[Id]) -> list[Receiver]:
    """Return the receivers of a unit's own section; beside named users its recovery key."""
    named = list(holders)
    if unit in named:
        return [Receiver(unit)]
    return [Receiver(user) for user in (*named, recovery_receiver(unit))]


def settled(keyring: Keyring, roster: Roster, survey: Survey, rows: SectionRows) -> list[Receiver]:
    """Return who holds an own section from its next key on: who holds it now, as they may."""
    unit = keyring.unit
    own = [grant.receiver_id for grant in rows.grants if grant.ground == OWN]
    lists = (told(survey.case.case_id, unit) for told in (list_section, recall_section))
    told_to_all = rows.current.section_id in lists
    if unit in own or not own or told_to_all or survey.chosen:
        kept = own_receivers(keyring, roster, survey)
    else:
        barred = barred_from(survey)
        kept = by_holders(unit, [u for u in own if u in roster.members and u not in barred])
    others = [
        Receiver(grant.receiver_id, grant.ground, grant.ground_ref)
        for grant in rows.grants
        if grant.ground != OWN
    ]
    return [*kept, *audience(roster, survey, others)]
