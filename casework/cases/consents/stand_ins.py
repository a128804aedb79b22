"""Who is offered by name to confirm where one person holds a file alone (SECURITY §4)."""

from __future__ import annotations

from casework.cases.files import CaseFile
from casework.cases.service import list_members
from casework.kernel.ids import Id, id_to_text
from casework.kernel.kinds import UnitKind
from casework.vault.house import House
from casework.web.choices import Option


def stand_in_options(
    house: House, file: CaseFile, own_unit: Id, recipient: Id | None = None
) -> list[Option]:
    """Return coordination's people, else the chair's; nobody where a second person holds the file.

    Never who is excluded, nor anybody of the asker's own unit, nor of the recipient.
    """
    if not file.restricted:
        return []
    everybody = [member for member in list_members(house) if member.user not in file.barred]
    held = {receiver for door in file.doors if door.own for receiver in door.receivers}
    own = [member for member in everybody if member.unit == own_unit]
    if len([member for member in own if {own_unit, member.user} & held]) > 1:
        return []
    others = [member for member in everybody if member.unit not in (own_unit, recipient)]
    for kind in (UnitKind.COORDINATION, UnitKind.LEADERSHIP):
        people = [Option(id_to_text(m.user), m.name) for m in others if m.unit_kind is kind]
        if people:
            return people
    return []
