"""The pages of placing: who comes, which house fits and why another does not, nothing lost."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from casework.kernel.ids import Id, id_to_text, new_id
from casework.shelter import store
from casework.shelter.records import SafeHouse
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR
from tests.factories.pages import read, text
from tests.referrals.pages import hidden
from tests.shelter.pages import NEEDS, WHO, choose, fill, standing, stay_address
from tests.shelter.scenes import (
    HOUSE_NAME,
    HOUSE_WORDS,
    added_house,
    day,
    placed,
    union_case,
)


@pytest.fixture
def union(commune: TestCommune) -> FlaskClient:
    return commune.client("ha")


def test_from_the_file_to_a_bed(
    commune: TestCommune, union: FlaskClient, case: Id, house: SafeHouse
) -> None:
    file = read(union, f"/cases/{id_to_text(case)}")
    assert f'href="{stay_address(case)}"' in file
    assert f"{stay_address(case)}/new" in read(union, stay_address(case))
    answer = choose(union, case, house)
    assert answer.status_code == 303
    page = read(union, stay_address(case))
    for words in (*HOUSE_WORDS, NEEDS, SURVIVOR, "20:30", "Sắp đến", "tel:0900777001"):
        assert words in page, words
    assert "Sắp đến" in read(union, f"/cases/{id_to_text(case)}")
    board = read(union, "/shelter")
    assert "Sắp đến" in board
    assert SURVIVOR not in board
    assert "Có người đến hôm nay" in read(union, "/")


def test_what_is_said_on_the_phone_names_nobody(
    commune: TestCommune, union: FlaskClient, case: Id, house: SafeHouse
) -> None:
    choose(union, case, house)
    page = read(union, stay_address(case))
    said = page[page.index("Nói với chủ nhà") : page.index("Không nói tên")]
    assert "1 người lớn, 2 trẻ em" in said
    assert SURVIVOR not in said


def test_a_house_that_does_not_fit_is_shown_with_its_reasons(
    commune: TestCommune, union: FlaskClient, case: Id, house: SafeHouse
) -> None:
    ha = commune.hand("ha")
    added_house(commune.house, ha, name="Nhà mẫu hai", takes=("WOMEN",), closed_from=day(1))
    address = f"{stay_address(case)}/new"
    given = WHO | {"go": "house", "guests": ["DISABLED"]}
    page = text(union.post(address, data=standing(read(union, address)) | given))
    assert "Không nhà nào nhận được" in page
    for reason in ("người khuyết tật", "trẻ em đi cùng", "Nhà không nhận đêm 24/11/2026"):
        assert reason in page, reason


def test_bad_input_is_answered_and_nothing_is_lost(
    commune: TestCommune, union: FlaskClient, case: Id, house: SafeHouse
) -> None:
    address = f"{stay_address(case)}/new"
    start = standing(read(union, address))
    bad = {
        "adults": "nhiều",
        "children": "-1",
        "oldest_boy": "٣٣",
        "from_on": "30/02/2026",
        "nights": "0",
        "hour": "25:99",
        "beds": "<script>alert(1)</script>",
        "needs": NEEDS,
        "go": "house",
    }
    page = text(union.post(address, data=start | bad))
    assert "Chưa lưu được: còn 7 chỗ" in page
    for kept in ("nhiều", "30/02/2026", "25:99", NEEDS, "&lt;script&gt;"):
        assert kept in page, kept
    assert "<script>alert" not in page
    far = WHO | {"from_on": "23/11/2029", "go": "house"}
    assert "quá xa hôm nay" in text(union.post(address, data=start | far))
    nobody = WHO | {"adults": "0", "children": "0", "go": "house"}
    assert "ít nhất một người" in text(union.post(address, data=start | nobody))
    long = WHO | {"house": id_to_text(house.house_id), "needs": "ơ" * 401, "go": "place"}
    assert "Dài quá 1 ký tự" in text(union.post(address, data=start | long))
    broken = WHO | {"adults": "\u202e1", "word": "\x00a\u202e", "go": "house"}
    assert union.post(address, data=start | broken).status_code == 200
    assert store.read(commune.house, commune.hand("ha")).stays == ()


def test_going_back_keeps_everything(union: FlaskClient, case: Id, house: SafeHouse) -> None:
    address = f"{stay_address(case)}/new"
    first = standing(read(union, address))
    second = text(
        union.post(address, data=first | WHO | {"guests": ["PREGNANT", "PETS"], "go": "house"})
    )
    carried = standing(second)
    assert carried["hour"] == "20:30"
    back = text(union.post(address, data=carried | {"needs": NEEDS, "go": "who"}))
    assert standing(back)["needs"] == NEEDS
    assert 'value="23/11/2026"' in back


def test_who_loses_the_last_bed_is_told_and_sees_the_beds_anew(
    commune: TestCommune, union: FlaskClient, case: Id, house: SafeHouse
) -> None:
    other = added_house(commune.house, commune.hand("ha"), name="Nhà mẫu hai")
    address = f"{stay_address(case)}/new"
    first = standing(read(union, address))
    second = text(union.post(address, data=first | WHO | {"go": "house"}))
    placed(
        commune.house,
        commune.hand("nga"),
        union_case(commune.house, commune.hand("nga")),
        house,
    )
    chosen = {"house": id_to_text(house.house_id), "needs": NEEDS, "go": "place"}
    answer = union.post(address, data=standing(second) | chosen)
    assert answer.status_code == 409
    page = text(answer)
    assert f"{HOUSE_NAME} vừa có người khác nhận" in page
    assert NEEDS in page
    assert f'value="{id_to_text(other.house_id)}"' in page
    assert f'value="{id_to_text(house.house_id)}"' not in page
    again = {"house": id_to_text(other.house_id), "needs": NEEDS, "go": "place"}
    assert union.post(address, data=standing(page) | again).status_code == 303


def test_a_publicly_listed_house_asks_whether_she_was_told(
    commune: TestCommune, union: FlaskClient, case: Id
) -> None:
    listed = added_house(commune.house, commune.hand("ha"), listed=True)
    answer = choose(union, case, listed)
    assert answer.status_code == 200
    page = text(answer)
    assert "không phải nơi bí mật" in page
    assert NEEDS in page
    assert choose(union, case, listed, told="y").status_code == 303


def test_sent_twice_it_is_placed_once(
    commune: TestCommune, union: FlaskClient, case: Id, house: SafeHouse
) -> None:
    address = f"{stay_address(case)}/new"
    second = union.post(address, data=standing(read(union, address)) | WHO | {"go": "house"})
    chosen = {"house": id_to_text(house.house_id), "go": "place"}
    form = standing(text(second)) | chosen
    assert union.post(address, data=form).status_code == 303
    assert union.post(address, data=form).status_code == 303
    assert len(store.read(commune.house, commune.hand("ha")).stays) == 1


def test_a_colleague_who_placed_her_first_is_seen(
    commune: TestCommune, union: FlaskClient, case: Id, house: SafeHouse
) -> None:
    address = f"{stay_address(case)}/new"
    second = union.post(address, data=standing(read(union, address)) | WHO | {"go": "house"})
    placed(commune.house, commune.hand("nga"), case, house, beds=1)
    chosen = {"house": id_to_text(house.house_id), "needs": NEEDS, "go": "place"}
    answer = union.post(address, data=standing(text(second)) | chosen)
    assert answer.status_code == 409
    assert NEEDS in text(answer)
    assert HOUSE_NAME in text(answer)


def test_strangers_find_nothing_where_a_stay_is(
    commune: TestCommune, union: FlaskClient, case: Id, house: SafeHouse
) -> None:
    choose(union, case, house)
    for name in ("hung", "mai", "binh", "dung", "thut", "tam", "quang"):
        client = commune.client(name)
        for address in ("/shelter", stay_address(case), f"{stay_address(case)}/new"):
            answer = client.get(address)
            assert answer.status_code == 404, (name, address)
    gone = f"/cases/{id_to_text(new_id())}/stay"
    assert union.get(gone).status_code == 404
    assert union.get(f"/shelter/houses/{id_to_text(new_id())}").status_code == 404
    assert union.get(f"{stay_address(case)}/nothing").status_code == 404


def test_a_colleague_who_is_not_named_finds_no_restricted_stay(
    commune: TestCommune, house: SafeHouse
) -> None:
    ha = commune.hand("ha")
    case = union_case(commune.house, ha, holders=(ha.keyring.user,))
    placed(commune.house, ha, case, house)
    colleague = commune.client("nga")
    assert colleague.get(stay_address(case)).status_code == 404
    board = read(colleague, "/shelter")
    assert "Hồ sơ giới hạn" in board
    assert id_to_text(case) not in board
    assert id_to_text(case) not in read(colleague, "/")


def test_a_step_is_written_from_its_page(
    commune: TestCommune, union: FlaskClient, case: Id, house: SafeHouse
) -> None:
    choose(union, case, house)
    address = stay_address(case)
    assert fill(union, f"{address}/arrive", note="Anh Thăng đưa đến (mẫu)").status_code == 303
    assert "Đang ở" in read(union, address)
    assert union.get(f"{address}/arrive").status_code == 302
    wrong = fill(union, f"{address}/give", note="Sữa (mẫu)")
    assert wrong.status_code == 200
    assert "Sữa (mẫu)" in text(wrong)
    assert fill(union, f"{address}/give", supplies=["MILK", "FOOD"]).status_code == 303
    assert fill(union, f"{address}/extend", until_on="01/01/2020").status_code == 200
    assert fill(union, f"{address}/extend", until_on="30/11/2026").status_code == 303
    future = fill(union, f"{address}/leave", departure="RELATIVES", at="01/12/2026 08:00")
    assert "chưa đến" in text(future)
    gone = {"departure": "RELATIVES", "accompanied": "Chị Hà (mẫu)", "follow_up_on": "30/11/2026"}
    assert fill(union, f"{address}/leave", **gone).status_code == 303
    page = read(union, address)
    for words in ("Đã rời đi", "Chị Hà (mẫu)", "Sữa, đồ cho trẻ", "30/11/2026"):
        assert words in page, words
    assert "Bố trí nơi tạm lánh" in page
    assert "DID_NOT_COME" not in page


def test_who_did_not_come_gives_the_bed_back(
    union: FlaskClient, case: Id, house: SafeHouse
) -> None:
    choose(union, case, house)
    assert fill(union, f"{stay_address(case)}/leave", departure="DID_NOT_COME").status_code == 303
    assert "Sắp đến" not in read(union, "/shelter")


def test_a_colleagues_step_is_shown_and_what_was_typed_is_kept(
    commune: TestCommune, union: FlaskClient, case: Id, house: SafeHouse
) -> None:
    choose(union, case, house)
    address = f"{stay_address(case)}/give"
    mine = standing(read(union, address)) | {"supplies": ["FOOD"], "note": "Cơm tối (mẫu)"}
    theirs = fill(commune.client("nga"), address, supplies=["MILK"], note="Hai hộp (mẫu)")
    assert theirs.status_code == 303
    answer = union.post(address, data=mine)
    assert answer.status_code == 409
    page = text(answer)
    assert "Cơm tối (mẫu)" in page
    assert "Hai hộp (mẫu)" in page
    assert union.post(address, data=mine | hidden(page)).status_code == 303


def test_a_colleague_who_ended_the_stay_is_seen(
    commune: TestCommune, union: FlaskClient, case: Id, house: SafeHouse
) -> None:
    choose(union, case, house)
    address = stay_address(case)
    mine = standing(read(union, f"{address}/give")) | {"supplies": ["FOOD"], "note": "Cơm (mẫu)"}
    fill(commune.client("nga"), f"{address}/leave", departure="DID_NOT_COME")
    answer = union.post(f"{address}/give", data=mine)
    assert answer.status_code == 409
    assert "Cơm (mẫu)" in text(answer)
