"""The door and the lead: what nobody has signed yet, and who speaks for a case."""

from __future__ import annotations

import pytest

from casework.accounts import service as accounts
from casework.accounts.errors import JoiningAltered
from casework.accounts.service import NewPerson
from casework.cases.service import view_case
from casework.crypto import hpke
from casework.kernel.kinds import Role, SectionKind
from casework.vault.errors import NotEntitled
from casework.vault.models import Case
from casework.vault.sections import first_epoch
from casework.vault.versioned import sign
from tests.attacks.scene import NOBODY, Scene

PERSON = NewPerson("moi", "Người Mới (mẫu)", "cau vong mau thu nghiem 71")


def newcomer(scene: Scene) -> str:
    """Let somebody join the police; return the words that they read to the manager."""
    code = accounts.invite(scene.house, scene.hand("thanh"), Role.WORKER)
    return accounts.join(scene.house, code, PERSON, NOBODY)


def test_an_agreement_key_replaced_at_the_door_changes_the_words(scene: Scene) -> None:
    told = newcomer(scene)
    row = scene.writer.row("joinings")
    scene.writer.change("joinings", row, agreement_public=hpke.generate().public)
    (waiting,) = accounts.people(scene.house, scene.hand("thanh")).waiting
    assert waiting.fingerprint != told


def test_a_role_raised_at_the_door_is_not_what_the_manager_signs(scene: Scene) -> None:
    heard = newcomer(scene)
    scene.writer.change("joinings", scene.writer.row("joinings"), role="manager")
    joining = scene.writer.row("joinings")["joining_id"]
    with pytest.raises(JoiningAltered):
        accounts.approve(scene.house, scene.hand("thanh"), joining, heard)


def test_a_role_raised_before_the_code_is_typed_spoils_the_code(scene: Scene) -> None:
    code = accounts.invite(scene.house, scene.hand("thanh"), Role.WORKER)
    scene.writer.change("joinings", scene.writer.row("joinings"), role="manager")
    with pytest.raises(JoiningAltered):
        accounts.join(scene.house, code, PERSON, NOBODY)


def test_a_newcomer_whose_words_match_is_taken_in(scene: Scene) -> None:
    heard = newcomer(scene)
    joining = scene.writer.row("joinings")["joining_id"]
    member = accounts.approve(scene.house, scene.hand("thanh"), joining, heard)
    assert (member.username, member.role) == ("moi", Role.WORKER)


def test_a_desk_that_nobody_brought_to_the_case_writes_no_section_in_it(scene: Scene) -> None:
    mai = scene.hand("mai").keyring
    stray = first_epoch(mai, scene.house.commune, scene.case, SectionKind.CARE)
    scene.insider_writes("mai", sign(stray.epoch, mai.signer))
    with pytest.raises(NotEntitled):
        view_case(scene.house, scene.hung, scene.case)


def test_a_case_that_another_desk_leads_by_its_own_word_is_refused(scene: Scene) -> None:
    known = scene.survey().case
    row = Case(
        commune_id=known.commune_id,
        case_id=known.case_id,
        version=known.version + 1,
        number=known.number,
        lead_unit=scene.unit("mai"),
        status=known.status,
        restricted=known.restricted,
        opened_at=known.opened_at,
    )
    scene.insider_writes("mai", sign(row, scene.hand("mai").keyring.signer))
    with pytest.raises(NotEntitled):
        view_case(scene.house, scene.hung, scene.case)
