"""A child who was present gets a file of their own: linked from hers, held by the same people."""

from __future__ import annotations

from dataclasses import replace

from casework.cases import service
from casework.cases.files import CaseFile, Part
from casework.cases.findings import entry_of
from casework.cases.records import Child, FirstMinutes, KinAnswer, Survivor
from casework.cases.service import NewPart, Opening, Saving
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.vault.desk import Hand
from casework.vault.house import House


def get_child(file: CaseFile, record_id: Id) -> tuple[Part, Child]:
    """Return one child of a file as the own unit wrote it; raises NotFound."""
    part = file.get(Child.schema, record_id)
    if not isinstance(part.content, Child):
        raise NotFound
    return part, part.content


def open_file_of(house: House, hand: Hand, case_id: Id, record_id: Id, new_case: Id) -> Id:
    """Open a child's own file and name it in hers; a child who has one keeps it.

    Who may not open hers may not open the child's. ``new_case`` is made when the form is shown:
    sent twice it opens one file, and a power cut between the two events is mended by sending it
    again. Raises Forbidden for a closed file.
    """
    file = service.view_case(house, hand, case_id)
    part, child = get_child(file, record_id)
    if child.linked_case is not None:
        return child.linked_case
    if file.closed_here:
        raise Forbidden
    service.open_case(house, hand, _opening(house, hand, file, child, new_case))
    linked = replace(child, linked_case=new_case)
    saving = Saving(SectionKind.INCIDENT, linked, record_id, part.version)
    service.save_part(house, hand, case_id, saving)
    return new_case


def _opening(house: House, hand: Hand, file: CaseFile, child: Child, new_case: Id) -> Opening:
    survivor = Survivor(
        name=child.name,
        birth=child.birth,
        birth_estimated=child.birth_estimated,
        sex=child.sex,
    )
    first = FirstMinutes(received_at=house.clock.now())
    parts = [NewPart(SectionKind.IDENTITY, survivor), NewPart(SectionKind.SAFETY, first)]
    if file.barred:
        kin = KinAnswer(answer="YES", members=tuple(sorted(file.barred)))
        parts.append(NewPart(SectionKind.EXCLUSIONS, kin))
    return Opening(new_case, parts, entry_of(survivor, None), _holders(house, hand, file))


def _holders(house: House, hand: Hand, file: CaseFile) -> tuple[Id, ...]:
    """Return who of the own unit holds the file by name; empty where the whole unit does."""
    receivers = {who for door in file.doors if door.own for who in door.receivers}
    unit = hand.keyring.unit
    if unit in receivers:
        return ()
    colleagues = [m.user for m in service.list_members(house) if m.unit == unit]
    return tuple(user for user in colleagues if user in receivers and user not in file.barred)
