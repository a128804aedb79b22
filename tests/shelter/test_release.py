"""A bed of a restricted file is freed by a colleague who is not named on it, and tells nothing."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from casework.audit.actions import Action
from casework.audit.events import event_from_bytes
from casework.audit.pages import page_of_events
from casework.cases.restriction import restrict
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_to_text
from casework.shelter import store
from casework.shelter.errors import BedTaken
from casework.shelter.host_service import expected_guests
from casework.shelter.reading import open_stays
from casework.shelter.records import BedStay, SafeHouse, Step
from casework.shelter.releasing import release, seen_as
from casework.shelter.service import place
from casework.vault.errors import SavedMeanwhile
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR
from tests.factories.pages import read, text
from tests.shelter.pages import fill, stay_address
from tests.shelter.scenes import (
    TODAY,
    added_house,
    day,
    free,
    left,
    placed,
    placing,
    stepped,
    union_case,
)

FREED = "Đã trả giường"


@pytest.fixture
def house(commune: TestCommune) -> SafeHouse:
    """Lan's house, which has an account."""
    return added_house(commune.house, commune.hand("nga"), unit_id=commune.hand("lan").keyring.unit)


@pytest.fixture
def case(commune: TestCommune, house: SafeHouse) -> Id:
    """A restricted file that Hà holds and Nga does not, with a stay in the house."""
    ha = commune.hand("ha")
    made = union_case(commune.house, ha, holders=(ha.keyring.user,))
    placed(commune.house, ha, made, house)
    return made


@pytest.fixture
def colleague(commune: TestCommune) -> FlaskClient:
    return commune.client("nga")


def bed(commune: TestCommune) -> BedStay:
    (stay,) = store.read(commune.house, commune.hand("nga")).stays
    return stay


def page_of(commune: TestCommune) -> str:
    return f"/shelter/beds/{id_to_text(bed(commune).stay_id)}/release"


def freed(commune: TestCommune, who: str = "nga") -> None:
    known = bed(commune)
    release(commune.house, commune.hand(who), known.stay_id, seen_as(known), TODAY)


def test_a_colleague_frees_the_bed_and_learns_nothing_of_her(
    commune: TestCommune, case: Id, house: SafeHouse, colleague: FlaskClient
) -> None:
    address = page_of(commune)
    assert address in read(colleague, "/shelter")
    form = read(colleague, address)
    assert house.phone in form
    assert fill(colleague, address, told="y").status_code == 303
    assert free(commune) == 3
    board = read(colleague, "/shelter")
    for page in (form, board):
        for words in (SURVIVOR, id_to_text(case)):
            assert words not in page
    assert address not in board
    assert FREED in read(colleague, "/")
    assert expected_guests(commune.house, commune.hand("lan")) == []
    assert colleague.get(stay_address(case)).status_code == 404


def test_it_is_one_event_that_names_no_case_and_no_house(
    commune: TestCommune, case: Id, house: SafeHouse
) -> None:
    freed(commune)
    with commune.house.database.read() as db:
        event = event_from_bytes(page_of_events(db, count=1)[0].event)
    assert event.action == Action.SHELTER_RELEASE
    assert event.actor.user == commune.hand("nga").keyring.user
    assert (event.cases, event.sections) == ((), ())
    for secret in (house.house_id, case, house.unit_id):
        assert secret is not None
        assert secret not in event.to_bytes()
    assert [tip.kind for tip in event.tips] == ["board", "mail"]


def test_who_holds_the_file_is_told_and_writes_how_she_left(commune: TestCommune, case: Id) -> None:
    freed(commune)
    named = commune.client("ha")
    assert "Đồng nghiệp đã trả giường này" in read(named, stay_address(case))
    answer = fill(named, f"{stay_address(case)}/leave", departure="RELATIVES")
    assert answer.status_code == 303
    assert FREED not in read(named, "/")
    assert open_stays(commune.house, commune.hand("ha"), case).current is None


def test_a_bed_that_was_freed_by_mistake_is_taken_back(
    commune: TestCommune, case: Id, house: SafeHouse
) -> None:
    freed(commune)
    stepped(commune.house, commune.hand("ha"), case, Step.EXTENDED, until_on=day(4))
    assert free(commune) == 0
    assert not open_stays(commune.house, commune.hand("ha"), case).is_released
    (guest,) = expected_guests(commune.house, commune.hand("lan"))
    assert guest.arrival.until == day(4)


def test_it_is_not_taken_back_from_the_next_guest(
    commune: TestCommune, case: Id, house: SafeHouse
) -> None:
    ha = commune.hand("ha")
    freed(commune)
    place(commune.house, ha, union_case(commune.house, ha), placing(house))
    for step in (Step.GAVE, Step.EXTENDED):
        with pytest.raises(BedTaken):
            stepped(commune.house, ha, case, step)
    assert left(commune.house, ha, case)


def test_who_frees_it_second_changes_nothing(commune: TestCommune, case: Id) -> None:
    known = bed(commune)
    for who in ("nga", "ha"):
        release(commune.house, commune.hand(who), known.stay_id, seen_as(known), TODAY)
    assert free(commune) == 3


def test_a_step_meanwhile_is_shown_before_anything_is_freed(
    commune: TestCommune, case: Id, colleague: FlaskClient
) -> None:
    known, address = bed(commune), page_of(commune)
    stepped(commune.house, commune.hand("ha"), case, Step.EXTENDED, until_on=day(5))
    with pytest.raises(SavedMeanwhile):
        release(commune.house, commune.hand("nga"), known.stay_id, seen_as(known), TODAY)
    form = {"told": "y", "seen": seen_as(known), "at": "23/11/2026 07:30"}
    form["csrf_token"] = text(colleague.get(address)).split('csrf_token" value="')[1].split('"')[0]
    answer = colleague.post(address, data=form)
    assert answer.status_code == 409
    assert "Người giữ hồ sơ vừa ghi khác" in text(answer)
    assert "28/11/2026" in text(answer)
    assert "23/11/2026 07:30" in text(answer)
    assert free(commune) == 0


def test_nothing_is_freed_without_a_call_to_the_house_or_ahead_of_time(
    commune: TestCommune, case: Id, colleague: FlaskClient
) -> None:
    address = page_of(commune)
    assert "Chưa lưu được" in text(fill(colleague, address))
    assert "Chưa lưu được" in text(fill(colleague, address, told="y", at="24/12/2026 08:00"))
    assert "Chưa lưu được" in text(fill(colleague, address, told="y", at="30/02/2026 25:00"))
    assert free(commune) == 0


def test_a_stay_that_has_ended_is_not_freed(commune: TestCommune, case: Id) -> None:
    known = bed(commune)
    left(commune.house, commune.hand("ha"), case)
    with pytest.raises(NotFound):
        release(commune.house, commune.hand("nga"), known.stay_id, seen_as(known), TODAY)


def test_a_file_that_was_restricted_later_offers_it_too(
    commune: TestCommune, house: SafeHouse, colleague: FlaskClient
) -> None:
    ha = commune.hand("ha")
    open_ = union_case(commune.house, ha)
    placed(commune.house, ha, open_, house)
    assert page_of(commune) not in read(colleague, "/shelter")
    restrict(commune.house, ha, open_, [ha.keyring.user])
    assert page_of(commune) in read(colleague, "/shelter")


@pytest.mark.parametrize("reader", ["hung", "mai", "binh", "dung", "thut", "tam", "quang", "lan"])
def test_nobody_else_sees_or_frees_a_bed(commune: TestCommune, case: Id, reader: str) -> None:
    address, client = page_of(commune), commune.client(reader)
    assert client.get(address).status_code == 404
    token = read(client, "/").split('csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "told": "y", "seen": seen_as(bed(commune))}
    assert client.post(address, data=form).status_code == 404
    assert free(commune) == 0
