"""A house is added, changed and closed; two who change it at once lose nothing."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from casework.kernel.ids import id_to_text
from casework.shelter import store
from casework.shelter.records import HouseBoard
from tests.factories.commune import TestCommune
from tests.factories.pages import read, text
from tests.shelter.pages import HOUSE, fill, standing
from tests.shelter.scenes import ADDRESS, HOUSE_NAME, added_house


@pytest.fixture
def union(commune: TestCommune) -> FlaskClient:
    return commune.client("ha")


def board(commune: TestCommune) -> HouseBoard:
    return store.read(commune.house, commune.hand("nga"))


def test_a_house_is_added_once_and_shown_on_the_board(
    commune: TestCommune, union: FlaskClient
) -> None:
    assert "Chưa ghi nhà nào" in read(union, "/shelter")
    form = standing(read(union, "/shelter/houses/new")) | HOUSE
    for _ in range(2):
        assert union.post("/shelter/houses/new", data=form).status_code == 303
    (house,) = board(commune).houses
    assert (house.name, house.address, house.beds) == (HOUSE_NAME, ADDRESS, 3)
    assert not house.listed
    page = read(union, "/shelter")
    assert HOUSE_NAME in page
    assert page.count("<li") - page.split("nights")[0].count("<li") >= 14


def test_what_is_wrong_is_said_and_kept(commune: TestCommune, union: FlaskClient) -> None:
    address = "/shelter/houses/new"
    bad = {
        "name": "x" * 121,
        "address": "",
        "beds": "không",
        "phone": "gọi nhờ",
        "takes": ["WOMEN", "NOBODY"],
        "closed_until": "01/12/2026",
        "note": "<script>alert(1)</script>",
    }
    page = text(union.post(address, data=standing(read(union, address)) | bad))
    assert "Chưa lưu được" in page
    for kept in ("không", "gọi nhờ", "&lt;script&gt;", "Ngày nhận lại phải sau"):
        assert kept in page, kept
    assert board(commune).houses == ()


def test_two_who_change_a_house_at_once_see_both_versions(
    commune: TestCommune, union: FlaskClient
) -> None:
    house = added_house(commune.house, commune.hand("ha"))
    address = f"/shelter/houses/{id_to_text(house.house_id)}"
    mine = standing(read(union, address)) | HOUSE | {"note": "Cổng sau (mẫu)"}
    colleague = commune.client("nga")
    assert fill(colleague, address, **HOUSE, note="Chó dữ (mẫu)").status_code == 303
    answer = union.post(address, data=mine)
    assert answer.status_code == 409
    page = text(answer)
    assert "Chó dữ (mẫu)" in page
    assert "Cổng sau (mẫu)" in page
    again = standing(page) | HOUSE
    assert union.post(address, data=again).status_code == 303
    (kept,) = board(commune).houses
    assert (kept.note, kept.edition) == ("Cổng sau (mẫu)", 3)


def test_a_house_that_is_no_longer_used_is_offered_to_nobody(
    commune: TestCommune, union: FlaskClient
) -> None:
    house = added_house(commune.house, commune.hand("ha"))
    address = f"/shelter/houses/{id_to_text(house.house_id)}"
    fill(union, address, **HOUSE, retired="y")
    page = read(union, "/shelter")
    assert "Nhà thôi dùng" in page
    assert "nights" not in page


def test_an_edition_that_is_no_number_conflicts_and_breaks_nothing(
    commune: TestCommune, union: FlaskClient
) -> None:
    house = added_house(commune.house, commune.hand("ha"))
    address = f"/shelter/houses/{id_to_text(house.house_id)}"
    for edition in ("", "x", "9" * 40, "-1"):
        assert fill(union, address, **(HOUSE | {"edition": edition})).status_code == 409
    assert board(commune).houses == (house,)
