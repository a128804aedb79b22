"""Who is offered by name to confirm where one person holds a file alone (SECURITY §4)."""

from __future__ import annotations

from casework.cases.files import CaseFile
from casework.cases.service import list_members
from casework.kernel.ids import Id, id_to_text
from casework.kernel.kinds import UnitKind
from casework.vault.house import House
from casework.web.choices import Option


def stand_in_options(house: House, file: CaseFile, *not_of: Id) -> list[Option]:
    """Return coordination's people, else the chair's; nobody where a second person holds the file.

    Never who is excluded, nor anybody of the units ``not_of``: the asker's own, the recipient.
    """
    holders = {receiver for door in file.doors if door.own for receiver in door.receivers}
    if not file.restricted or len(holders) > 1:
        return []
    members = [m for m in list_members(house) if m.unit not in not_of and m.user not in file.barred]
    for kind in (UnitKind.COORDINATION, UnitKind.LEADERSHIP):
        people = [Option(id_to_text(m.user), m.name) for m in members if m.unit_kind is kind]
        if people:
            return people
    return []
