"""A file held by people by name: it is in their keys, and not in a flag."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from casework.cases.listing import list_cases
from casework.cases.restriction import NotAHolder, lift, restrict
from casework.cases.service import Saving, save_part, view_case
from casework.crypto import blob, hpke, shares
from casework.crypto.errors import WrongKey
from casework.crypto.labels import Label
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id, id_to_text, new_id
from casework.kernel.kinds import SectionKind
from casework.referrals.records import Answer
from casework.referrals.service import Accepting, accept, receive
from casework.vault.directory import DirectoryEntry
from casework.vault.errors import NoKey
from casework.vault.rosters import recovery_receiver
from casework.vault.sections import key_of
from casework.vault.upkeep import Upkeep
from casework.workspace.upkeep import CHORES
from tests.cases.pages import read, save
from tests.cases.test_exclude import (
    excludes,
    opens_nothing,
    receivers,
    section_of,
    survey_of,
)
from tests.factories.agreements import referred
from tests.factories.commune import TestCommune
from tests.factories.files import Note, opened_file

INCIDENT = SectionKind.INCIDENT


def held_by_hung(commune: TestCommune) -> Id:
    """Open a file for the whole desk, and restrict it to one officer."""
    hung = commune.hand("hung")
    case = opened_file(commune.house, hung)
    restrict(commune.house, hung, case, [hung.keyring.user])
    return case


def written(commune: TestCommune, case: Id, text: str) -> None:
    """Let the officer write one more note."""
    saving = Saving(INCIDENT, Note(text), new_id(), 0)
    save_part(commune.house, commune.hand("hung"), case, saving)


def test_a_colleague_opens_and_finds_nothing_any_more(commune: TestCommune) -> None:
    house, thanh = commune.house, commune.hand("thanh")
    case = opened_file(house, commune.hand("hung"))
    kept = key_of(thanh.keyring, section_of(commune, case, "hung", INCIDENT))

    restrict(house, commune.hand("hung"), case, [commune.hand("hung").keyring.user])
    written(commune, case, "kín (mẫu)")

    opens_nothing(thanh, survey_of(commune, case))
    with pytest.raises(NotFound):
        view_case(house, thanh, case)
    assert list_cases(house, thanh).lines == []
    newest = section_of(commune, case, "hung", INCIDENT).records[-1]
    with pytest.raises(WrongKey):
        blob.open_blob(kept, Label.RECORD, newest.blob, newest.aad())
    assert len(view_case(house, commune.hand("hung"), case).parts) == 3
    assert len(list_cases(house, commune.hand("hung")).lines) == 1


def test_two_of_three_printed_shares_open_what_named_users_hold(commune: TestCommune) -> None:
    case = held_by_hung(commune)
    rows = section_of(commune, case, "hung", INCIDENT)
    unit = commune.hand("hung").keyring.unit
    grant = rows.grant_to([recovery_receiver(unit)])
    assert grant is not None
    papers = commune.prepared.recovery_shares["police"]
    private = shares.combine(papers[0], papers[2])
    key = hpke.open_sealed(private, grant.sealed, grant.info())
    assert key == key_of(commune.hand("hung").keyring, rows)


def test_another_desk_holds_it_by_name_and_its_own_sections_from_its_next_write(
    commune: TestCommune,
) -> None:
    house, hung, khanh = commune.house, commune.hand("hung"), commune.hand("khanh")
    case = opened_file(house, hung)
    referral = referred(house, hung, case, khanh.keyring.unit)
    receive(house, khanh, referral)
    accept(house, khanh, referral, Accepting(Answer(), new_id(), DirectoryEntry("Y Blơi (mẫu)")))

    restrict(house, hung, case, [hung.keyring.user])

    shared = section_of(commune, case, "hung", INCIDENT)
    assert khanh.keyring.unit not in receivers(shared)
    assert {khanh.keyring.user, commune.hand("mai").keyring.user} <= receivers(shared)
    own = section_of(commune, case, "khanh", SectionKind.IDENTITY)
    assert own.rotation_due is not None
    save_part(house, khanh, case, Saving(INCIDENT, Note("khám (mẫu)"), new_id(), 0))
    own = section_of(commune, case, "khanh", SectionKind.IDENTITY)
    assert khanh.keyring.unit not in receivers(own)
    assert own.rotation_due is None


def test_another_desk_keeps_to_names_when_it_signs_in(commune: TestCommune) -> None:
    house, hung, khanh = commune.house, commune.hand("hung"), commune.hand("khanh")
    case = opened_file(house, hung)
    referral = referred(house, hung, case, khanh.keyring.unit)
    receive(house, khanh, referral)
    accept(house, khanh, referral, Accepting(Answer(), new_id(), DirectoryEntry("Y Blơi (mẫu)")))
    restrict(house, hung, case, [hung.keyring.user])

    Upkeep(CHORES).catch_up(house, khanh, 20)

    own = section_of(commune, case, "khanh", SectionKind.IDENTITY)
    assert own.rotation_due is None
    assert khanh.keyring.unit not in receivers(own)
    rows = survey_of(commune, case).directory_of(khanh.keyring.unit)
    assert khanh.keyring.unit not in {row.holder_id for row in rows}


def test_other_holders_can_be_named_later(commune: TestCommune) -> None:
    house, hung, thanh = commune.house, commune.hand("hung"), commune.hand("thanh")
    case = held_by_hung(commune)
    restrict(house, hung, case, [hung.keyring.user, thanh.keyring.user])
    assert view_case(house, thanh, case).parts
    assert len(list_cases(house, thanh).lines) == 1

    restrict(house, hung, case, [hung.keyring.user])
    opens_nothing(thanh, survey_of(commune, case))


def test_after_it_is_lifted_the_desk_opens_what_is_written_from_then_on(
    commune: TestCommune,
) -> None:
    house, hung, thanh = commune.house, commune.hand("hung"), commune.hand("thanh")
    case = held_by_hung(commune)
    written(commune, case, "kín (mẫu)")
    old = section_of(commune, case, "hung", INCIDENT).current.section_id

    lift(house, hung, case)
    written(commune, case, "từ nay (mẫu)")

    assert [part.content for part in view_case(house, thanh, case).parts] == [Note("từ nay (mẫu)")]
    with pytest.raises(NoKey):
        key_of(thanh.keyring, survey_of(commune, case).sections[old])
    assert section_of(commune, case, "hung", INCIDENT).current.predecessor is None
    assert len(view_case(house, hung, case).parts) == 4
    assert len(list_cases(house, thanh).lines) == 1


def test_who_was_excluded_stays_so_after_it_is_lifted(commune: TestCommune) -> None:
    house, hung, thanh = commune.house, commune.hand("hung"), commune.hand("thanh")
    case = held_by_hung(commune)
    excludes(commune, case, "hung", "thanh")
    lift(house, hung, case)
    written(commune, case, "từ nay (mẫu)")
    opens_nothing(thanh, survey_of(commune, case))


def test_only_the_leading_desk_restricts_and_who_does_holds_it(commune: TestCommune) -> None:
    house, hung, khanh = commune.house, commune.hand("hung"), commune.hand("khanh")
    case = opened_file(house, hung)
    with pytest.raises(NotFound):
        restrict(house, khanh, case, [khanh.keyring.user])
    worker = hung if hung.keyring.role != "manager" else commune.hand("thanh")
    other = commune.hand("thanh") if worker.keyring.user == hung.keyring.user else hung
    with pytest.raises(NotAHolder):
        restrict(house, worker, case, [other.keyring.user])
    with pytest.raises(NotAHolder):
        restrict(house, hung, case, [])
    with pytest.raises(NotAHolder):
        restrict(house, hung, case, [hung.keyring.user, khanh.keyring.user])
    referral = referred(house, hung, case, khanh.keyring.unit)
    receive(house, khanh, referral)
    accept(house, khanh, referral, Accepting(Answer(), new_id(), DirectoryEntry("Y Blơi (mẫu)")))
    with pytest.raises(Forbidden):
        restrict(house, khanh, case, [khanh.keyring.user])


@pytest.fixture
def officer(commune: TestCommune) -> FlaskClient:
    return commune.client("hung")


def test_the_page_restricts_and_warns_of_a_single_holder(
    commune: TestCommune, officer: FlaskClient
) -> None:
    case = f"/cases/{id_to_text(opened_file(commune.house, commune.hand('hung')))}"
    hung = id_to_text(commune.hand("hung").keyring.user)
    assert "Chọn ít nhất một người" in save(officer, f"{case}/restrict").get_data(as_text=True)

    assert save(officer, f"{case}/restrict", holders=[hung]).status_code == 303

    page = read(officer, case)
    assert "Giới hạn người mở" in page
    assert "Chỉ một người mở được hồ sơ này" in page
    assert commune.client("thanh").get(case).status_code == 404
    assert save(officer, f"{case}/unrestrict").status_code == 303
    assert commune.client("thanh").get(case).status_code == 200
    assert officer.get(f"{case}/unrestrict").status_code == 403
