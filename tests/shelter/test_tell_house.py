"""From the placement to the house's door and back: the house sees numbers, the union its answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from casework.audit.events import ObjectKind
from casework.audit.reading import iterate_tips
from casework.kernel.ids import Id, id_to_text
from casework.shelter.host_records import AnswerKind
from casework.shelter.host_service import answer, expected_guests
from casework.shelter.reading import open_stays
from casework.shelter.records import SafeHouse, Step
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR
from tests.factories.houses import another_house
from tests.factories.pages import read, send
from tests.shelter.pages import NEEDS, choose, fill, stay_address
from tests.shelter.scenes import (
    HOUSE_NAME,
    WORD,
    added_house,
    day,
    left,
    placed,
    stepped,
    union_case,
)


@pytest.fixture
def house(commune: TestCommune) -> SafeHouse:
    """Lan's house, which has an account."""
    lan = commune.hand("lan").keyring
    return added_house(commune.house, commune.hand("nga"), unit_id=lan.unit)


@pytest.fixture
def host(commune: TestCommune) -> FlaskClient:
    return commune.client("lan")


def test_the_host_sees_who_comes_answers_and_the_union_sees_it(
    commune: TestCommune, case: Id, house: SafeHouse, host: FlaskClient
) -> None:
    union = commune.client("ha")
    choose(union, case, house, word=WORD, wants=["DOCTOR"])
    door = read(host, "/")
    for words in (WORD, "20:30", "phụ nữ", "trẻ em"):
        assert words in door, words
    for words in (SURVIVOR, NEEDS, HOUSE_NAME, id_to_text(case)):
        assert words not in door, words
    (guest,) = expected_guests(commune.house, commune.hand("lan"))
    commune.clock.advance(timedelta(minutes=3))
    send(host, f"/arrivals/{id_to_text(guest.letter)}/arrived", door)
    assert "Nhà báo đã đến" in read(union, "/")
    page = read(union, stay_address(case))
    assert "Nhà báo: đã đến" in page
    form = read(union, f"{stay_address(case)}/arrive")
    assert 'value="23/11/2026 08:03"' in form
    assert fill(union, f"{stay_address(case)}/arrive").status_code == 303
    assert "Nhà báo: đã đến" not in read(union, stay_address(case))
    commune.clock.advance(timedelta(minutes=3))
    send(host, f"/arrivals/{id_to_text(guest.letter)}/call", read(host, "/"))
    assert "Nhà muốn Hội gọi ngay" in read(union, stay_address(case))


def test_a_guest_who_does_not_come_leaves_the_houses_page(
    commune: TestCommune, case: Id, house: SafeHouse
) -> None:
    placed(commune.house, commune.hand("ha"), case, house)
    assert len(expected_guests(commune.house, commune.hand("lan"))) == 1
    left(commune.house, commune.hand("ha"), case, "DID_NOT_COME")
    assert expected_guests(commune.house, commune.hand("lan")) == []


def test_a_meal_does_not_call_her_off(commune: TestCommune, case: Id, house: SafeHouse) -> None:
    ha = commune.hand("ha")
    placed(commune.house, ha, case, house)
    stepped(commune.house, ha, case, Step.GAVE, supplies=("FOOD",))
    assert len(expected_guests(commune.house, commune.hand("lan"))) == 1


def test_an_extension_tells_the_house_the_new_last_day(
    commune: TestCommune, case: Id, house: SafeHouse, host: FlaskClient
) -> None:
    ha, union = commune.hand("ha"), commune.client("ha")
    placed(commune.house, ha, case, house)
    stepped(commune.house, ha, case, Step.ARRIVED, arrived_at=commune.clock.now())
    assert "29/11" not in read(host, "/")
    fill(union, f"{stay_address(case)}/extend", until_on="29/11/2026")
    door = read(host, "/")
    for words in ("29/11", "đến sáng", WORD):
        assert words in door, words
    assert "/arrived" not in door
    for words in (SURVIVOR, HOUSE_NAME, id_to_text(case)):
        assert words not in door, words
    commune.clock.advance(timedelta(days=5))
    assert "29/11" in read(commune.client("lan"), "/")
    left(commune.house, commune.hand("ha"), case)
    assert "29/11" not in read(commune.client("lan"), "/")


def test_before_she_has_come_an_extension_leaves_her_expected(
    commune: TestCommune, case: Id, house: SafeHouse, host: FlaskClient
) -> None:
    ha, lan = commune.hand("ha"), commune.hand("lan")
    placed(commune.house, ha, case, house)
    stepped(commune.house, ha, case, Step.EXTENDED, until_on=day(5))
    stepped(commune.house, ha, case, Step.EXTENDED, until_on=day(6))
    (guest,) = expected_guests(commune.house, lan)
    assert guest.arrival.until == day(6)
    send(host, f"/arrivals/{id_to_text(guest.letter)}/arrived", read(host, "/"))
    assert "Nhà báo: đã đến" in read(commune.client("ha"), stay_address(case))
    left(commune.house, ha, case, "DID_NOT_COME")
    assert expected_guests(commune.house, lan) == []


def test_another_house_learns_nothing_of_an_extension(
    commune: TestCommune, case: Id, house: SafeHouse
) -> None:
    other = another_house(commune)
    placed(commune.house, commune.hand("ha"), case, house)
    stepped(commune.house, commune.hand("ha"), case, Step.EXTENDED, until_on=day(5))
    assert expected_guests(commune.house, other) == []


def test_an_answer_counts_only_from_the_house_where_she_is(
    commune: TestCommune, case: Id, house: SafeHouse
) -> None:
    other = another_house(commune)
    stranger = added_house(commune.house, commune.hand("nga"), unit_id=other.keyring.unit)
    second = union_case(commune.house, commune.hand("ha"))
    placed(commune.house, commune.hand("ha"), case, house)
    placed(commune.house, commune.hand("ha"), second, stranger)
    (guest,) = expected_guests(commune.house, other)
    answer(commune.house, other, guest.letter, AnswerKind.ARRIVED)
    assert open_stays(commune.house, commune.hand("ha"), case).said == []
    (said,) = open_stays(commune.house, commune.hand("ha"), second).said
    assert said.house_unit == other.keyring.unit


def test_every_step_leaves_one_record_one_board_and_one_letter_whatever_the_house(
    commune: TestCommune, case: Id, house: SafeHouse
) -> None:
    ha = commune.hand("ha")
    by_phone = added_house(commune.house, ha)
    second = union_case(commune.house, ha)
    seen = len(_tips(commune))
    for one, at in ((case, house), (second, by_phone)):
        placed(commune.house, ha, one, at)
        stepped(commune.house, ha, one, Step.ARRIVED, arrived_at=commune.clock.now())
        stepped(commune.house, ha, one, Step.GAVE, supplies=("FOOD",))
        stepped(commune.house, ha, one, Step.EXTENDED, until_on=day(4))
        left(commune.house, ha, one)
    kinds = [kind for kind in _tips(commune)[seen:]]
    half = len(kinds) // 2
    assert kinds[:half] == kinds[half:]
    assert kinds.count(ObjectKind.MAIL) == kinds.count(ObjectKind.BOARD) == 10
    assert kinds.count(ObjectKind.RECORD) == 10


def _tips(commune: TestCommune) -> list[ObjectKind]:
    """Return the kind of every tip but the sign-ins', in the log's order."""
    wanted = (ObjectKind.SECTION, ObjectKind.GRANT, ObjectKind.RECORD)
    with commune.house.database.read() as db:
        tips = [
            tip
            for kind in (*wanted, ObjectKind.BOARD, ObjectKind.MAIL)
            for tip in iterate_tips(db, kind)
        ]
    return [tip.kind for tip in sorted(tips, key=lambda tip: tip.index)]
