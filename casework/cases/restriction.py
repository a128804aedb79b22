"""A file held by people by name: restricted, its holders changed, and opened to the desk again."""

from __future__ import annotations

from collections.abc import Sequence

from casework.audit.actions import Action
from casework.cases import exclusions
from casework.cases.consents.service import SentTwice, change_case
from casework.cases.writing import Writing
from casework.kernel.errors import Forbidden, MalformedValue
from casework.kernel.ids import Id
from casework.kernel.kinds import Role, SectionKind
from casework.vault import cases, directory
from casework.vault.audience import barred_from
from casework.vault.desk import Hand, Plan
from casework.vault.house import House
from casework.vault.sharing import mark_rotation

_GO_ON = (SectionKind.IDENTITY, SectionKind.SAFETY, SectionKind.INCIDENT)
"""What the whole desk goes on writing in, from the moment it may open the file again."""


class NotAHolder(MalformedValue):
    """Nobody is named, or somebody who may not hold the file."""

    code = "not-a-holder"
    message_vi = "Chọn ít nhất một người của đơn vị, và không chọn người không được mở hồ sơ này."


def restrict(house: House, hand: Hand, case_id: Id, holders: Sequence[Id]) -> None:
    """Let named users hold the file instead of the desk that leads it; or name others.

    In one event the keys of the desk's own sections change and go to those users and to the
    unit's recovery key, and its row in the directory with them; other desks that hold a part of
    it hold it by name. A section of another desk is marked: only that desk can change its key,
    and does so before it writes again. Raises Forbidden for every other desk, NotAHolder.
    """

    def plan(writing: Writing) -> Plan:
        _require_lead(writing)
        _require_holders(writing, holders)
        survey, keyring = writing.survey, hand.keyring
        if not survey.case.restricted:
            _become(writing, restricted=True)
        survey.chosen = tuple(dict.fromkeys(holders))
        for rows in survey.sections.values():
            held = rows.grant_to((keyring.unit, keyring.user)) is not None
            if rows.current.owner_unit == keyring.unit and held:
                writing.renew(rows)
            elif any(grant.receiver_id in writing.roster.units for grant in rows.grants):
                writing.put(*mark_rotation(keyring, survey, rows))
        _relist(writing)
        return writing.plan()

    change_case(house, hand, Action.CASE_RESTRICT, case_id, plan)


def lift(house: House, hand: Hand, case_id: Id) -> None:
    """Open the file to the whole desk again, from now on.

    What was written while it was restricted stays with the named users: the desk goes on in new
    sections, to which no key leads from the old ones nor back.
    """

    def plan(writing: Writing) -> Plan:
        _require_lead(writing)
        survey, unit = writing.survey, hand.keyring.unit
        if not survey.case.restricted:
            raise SentTwice
        _become(writing, restricted=False)
        for kind in _GO_ON:
            rows = survey.owned_by(unit, kind)
            if rows is not None:
                writing.follow(rows)
        _relist(writing)
        exclusions.tell(writing)
        return writing.plan()

    change_case(house, hand, Action.CASE_UNRESTRICT, case_id, plan)


def _require_lead(writing: Writing) -> None:
    writing.require_working()
    if writing.hand.keyring.unit != writing.survey.case.lead_unit:
        raise Forbidden


def _require_holders(writing: Writing, holders: Sequence[Id]) -> None:
    """Whoever restricts a file holds it afterwards, unless they answer for the desk."""
    keyring = writing.hand.keyring
    members = {member.user for member in writing.roster.live_members(keyring.unit)}
    if not holders or not set(holders) <= members - barred_from(writing.survey):
        raise NotAHolder
    if keyring.user not in holders and keyring.role is not Role.MANAGER:
        raise NotAHolder


def _become(writing: Writing, *, restricted: bool) -> None:
    keyring, survey = writing.hand.keyring, writing.survey
    survey.case, signed = cases.restricted_from_now(keyring, survey.case, restricted=restricted)
    writing.put(signed)


def _relist(writing: Writing) -> None:
    keyring = writing.hand.keyring
    holders = (keyring.unit, keyring.user)
    known = writing.survey.directory_of(keyring.unit)
    mine = next((row for row in known if row.holder_id in holders), None)
    if mine is not None:
        writing.relist(directory.look_into(keyring, mine))
