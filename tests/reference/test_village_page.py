"""The keeper's pages of villages, and the boxes that offer them at every desk."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from casework.kernel.ids import id_to_text
from casework.reference.service import look
from tests.factories.commune import TestCommune, token_of
from tests.factories.files import opened_file
from tests.factories.pages import read, text
from tests.reference.scene import BASIS, NAME, added, newest, offered
from tests.referrals.pages import hidden, press

FILLED = {"name": NAME, "basis": BASIS, "since_on": "01/07/2025"}
NEW = "/reference/villages/new"
_OPTION = re.compile(r'<option value="([^"]*)">([^<]*)</option>')


@pytest.fixture
def keeper(commune: TestCommune) -> FlaskClient:
    return commune.client("binh")


def offers(page: str) -> dict[str, str]:
    """Return the villages that a page's box offers, with what is said of each."""
    found = page[page.index("<datalist") : page.index("</datalist>")]
    return {unescape(name): unescape(said) for name, said in _OPTION.findall(found)}


def test_a_village_is_added_renamed_and_offered_at_every_desk(
    commune: TestCommune, keeper: FlaskClient
) -> None:
    page = read(keeper, NEW)
    for _ in range(2):
        answer = keeper.post(NEW, data=hidden(page) | FILLED)
        assert answer.status_code == 303
    assert offered(commune).count(NAME) == 1
    known = next(one for one in look(commune.house).newest() if one.name == NAME)
    address = f"/reference/villages/{id_to_text(known.village_id)}"
    assert press(keeper, address, **(FILLED | {"name": "Plei Mẫu Suối"})).status_code == 303
    assert newest(commune, known.village_id).former == (NAME,)
    shown = read(keeper, address)
    assert NAME in shown
    assert "Võ Thanh Bình" in shown

    case = id_to_text(opened_file(commune.house, commune.hand("hung")))
    box = offers(read(commune.client("hung"), f"/cases/{case}/parts/survivor"))
    assert box["Plei Mẫu Suối"] == f"Plei Mẫu Suối (trước là {NAME})"
    assert box["Thôn Mẫu 1"] == "Thôn Mẫu 1 – chưa kiểm chứng"


def test_a_name_that_is_not_offered_may_be_typed(commune: TestCommune) -> None:
    hung = commune.client("hung")
    case = id_to_text(opened_file(commune.house, commune.hand("hung")))
    address = f"/cases/{case}/parts/survivor"
    answer = press(hung, address, name="Y Mẫu", village="Làng không ai biết (mẫu)")
    assert answer.status_code == 303
    assert "Làng không ai biết (mẫu)" in read(hung, f"/cases/{case}")


def test_a_spelling_that_is_mended_leaves_no_former_name(
    commune: TestCommune, keeper: FlaskClient
) -> None:
    village = added(commune, "Plei Mẫu Đa")
    address = f"/reference/villages/{id_to_text(village)}"
    assert press(keeper, address, **FILLED, spelling="y").status_code == 303
    assert (newest(commune, village).name, newest(commune, village).former) == (NAME, ())


def test_a_proposed_village_is_vouched_for_and_doubted_again(
    commune: TestCommune, keeper: FlaskClient
) -> None:
    one = look(commune.house).newest()[0]
    address = f"/reference/villages/{id_to_text(one.village_id)}"
    assert "Có sẵn khi lập hệ thống" in read(keeper, address)
    assert press(keeper, address, **(FILLED | {"name": one.name})).status_code == 303
    assert newest(commune, one.village_id).mark_vi is None
    page = read(keeper, address)
    doubted = {"csrf_token": token_of(page), "seen": "2"}
    for _ in range(2):
        assert keeper.post(f"{address}/doubt", data=doubted).status_code == 303
    assert newest(commune, one.village_id).mark_vi == "chưa kiểm chứng"
    assert newest(commune, one.village_id).version == 3


def test_a_village_is_retired_into_another_and_listed_last(
    commune: TestCommune, keeper: FlaskClient
) -> None:
    village = added(commune)
    into = look(commune.house).newest()[-1]
    address = f"/reference/villages/{id_to_text(village)}"
    given = {"basis": BASIS, "since_on": "01/07/2025", "merged_into": id_to_text(into.village_id)}
    assert press(keeper, f"{address}/retire", **given).status_code == 303
    page = read(keeper, "/reference")
    assert page.index(into.name) < page.index(NAME)
    assert f"nhập vào {into.name}" in page
    assert NAME not in offered(commune)
    assert "Dùng lại" in read(keeper, address)


@pytest.mark.parametrize(
    ("spoiled", "told"),
    [
        ({"name": ""}, "Phần này chưa có câu trả lời"),
        ({"name": "x" * 81}, "Dài quá 1 ký tự"),
        ({"name": "Một; hai"}, "dấu chấm phẩy"),
        ({"name": "Thôn Mẫu 1"}, "đã có thôn mang tên này"),
        ({"basis": " "}, "Phần này chưa có câu trả lời"),
        ({"basis": "\x00\u200b"}, "Phần này chưa có câu trả lời"),
        ({"former": "y" * 300}, "Dài quá"),
        ({"since_on": "30/02/2026"}, "Viết ngày có thật"),
        ({"since_on": "24/11/2026"}, "Ngày này chưa đến"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(
    commune: TestCommune, keeper: FlaskClient, spoiled: dict[str, str], told: str
) -> None:
    before = offered(commune)
    answer = press(keeper, NEW, **(FILLED | spoiled))
    assert answer.status_code == 400
    assert told in text(answer)
    kept = [value for name, value in FILLED.items() if name not in spoiled]
    assert all(value in text(answer) for value in kept)
    assert offered(commune) == before


def test_script_and_marks_that_hide_are_stored_as_plain_words(
    commune: TestCommune, keeper: FlaskClient
) -> None:
    name = "<script>alert(1)</script> \u202eẫuM"
    assert press(keeper, NEW, **(FILLED | {"name": name})).status_code == 303
    page = read(keeper, "/reference")
    assert "<script>alert" not in page
    assert "<script>alert(1)</script> ẫuM" in offered(commune)


def test_of_two_editors_the_second_sees_both_and_loses_nothing(
    commune: TestCommune, keeper: FlaskClient
) -> None:
    village = added(commune)
    address = f"/reference/villages/{id_to_text(village)}"
    stale = hidden(read(keeper, address))
    assert press(keeper, address, **(FILLED | {"name": "Plei Mẫu Suối"})).status_code == 303
    answer = keeper.post(address, data=stale | FILLED | {"name": "Plei Mẫu Gió"})
    assert answer.status_code == 409
    page = text(answer)
    assert "Người khác vừa đổi" in page
    assert "Plei Mẫu Suối" in page
    assert 'value="Plei Mẫu Gió"' in page
    again = hidden(page) | FILLED | {"name": "Plei Mẫu Gió"}
    assert keeper.post(address, data=again).status_code == 303
    assert newest(commune, village).former == ("Plei Mẫu Suối",)


@pytest.mark.parametrize("verb", ["retire", "doubt"])
def test_a_verb_that_comes_too_late_changes_nothing(
    commune: TestCommune, keeper: FlaskClient, verb: str
) -> None:
    village = added(commune)
    address = f"/reference/villages/{id_to_text(village)}"
    page = read(keeper, f"{address}/retire")
    assert press(keeper, address, **(FILLED | {"name": "Plei Mẫu Suối"})).status_code == 303
    late = hidden(page) | {"basis": BASIS, "since_on": "01/07/2025", "seen": "1"}
    answer = keeper.post(f"{address}/{verb}", data=late, follow_redirects=True)
    assert "Người khác vừa đổi thôn này" in text(answer)
    assert newest(commune, village).name == "Plei Mẫu Suối"
    assert newest(commune, village).version == 2


@pytest.mark.parametrize("username", ["hung", "mai", "ha", "dung"])
def test_who_is_shown_the_marks_sees_who_vouches_and_changes_nothing(
    commune: TestCommune, username: str
) -> None:
    address = f"/reference/villages/{id_to_text(added(commune))}"
    client = commune.client(username)
    token = {"csrf_token": token_of(read(client, "/reference"))}
    assert "Võ Thanh Bình" in read(client, address)
    assert "Thêm một thôn" not in read(client, "/reference")
    assert client.get(NEW).status_code == 403
    for verb in ("", "/retire", "/doubt"):
        assert client.post(f"{address}{verb}", data=FILLED | token).status_code == 403
    assert "/reference" in read(client, "/duty")


@pytest.mark.parametrize("username", ["thut", "tam", "quang", "lan"])
def test_other_desks_have_no_such_page(commune: TestCommune, username: str) -> None:
    assert commune.client(username).get("/reference").status_code == 403
