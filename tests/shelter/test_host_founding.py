"""The union's manager founds a house; its host opens it with few words and no name."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from casework.shelter import host_founding
from tests.factories.commune import TestCommune, sign_in
from tests.factories.houses import PASSWORD
from tests.factories.pages import read, send, text

CODE = re.compile(r'<strong class="code">([0-9A-Z-]{34})</strong>')


def code_on_paper(client: FlaskClient) -> str:
    """Press the button as the manager does; return the code that the page shows."""
    found = CODE.search(text(send(client, "/unit/houses/found", read(client, "/unit/houses"))))
    assert found is not None
    return found[1]


def opened(client: FlaskClient, code: str, **fields: str) -> str:
    """Open a house on the host's own telephone; return the page at the end."""
    person = text(send(client, "/activate", code=code, step="code"))
    assert 'name="username"' not in person
    chosen = {"password": PASSWORD, "password_again": PASSWORD, **fields}
    done = send(client, "/activate", person, code=code, step="person", **chosen)
    assert done.status_code == 303, text(done)
    return read(client, "/activate/done")


def test_the_papers_hold_code_root_words_and_three_shares_of_the_houses_own_key(
    commune: TestCommune,
) -> None:
    client = commune.client("nga")
    page = text(send(client, "/unit/houses/found", read(client, "/unit/houses")))
    assert "Nhà 2" in page
    assert CODE.search(page) is not None
    assert page.count("trong 3") == 3
    assert len(re.findall("<li>[a-z]+</li>", page)) == 8 + 3 * 33
    assert "Nhà 2" in read(client, "/unit/houses")
    assert CODE.search(read(client, "/unit/houses")) is None


def test_a_host_opens_the_house_without_giving_a_name_and_signs_in_by_its_number(
    commune: TestCommune,
) -> None:
    code, phone = code_on_paper(commune.client("nga")), commune.client()
    assert "nha2" in opened(phone, code)
    sign_in(phone, "nha2", PASSWORD)
    assert "Nhà 2" in read(phone, "/")
    houses = host_founding.list_houses(commune.house)
    assert [(one.name, one.is_active, list(one.usernames)) for one in houses] == [
        ("Nhà 1", True, ["nha1"]),
        ("Nhà 2", True, ["nha2"]),
    ]


def test_a_name_that_is_sent_all_the_same_is_kept_nowhere(commune: TestCommune) -> None:
    code, phone = code_on_paper(commune.client("nga")), commune.client()
    opened(phone, code, name="Y Thử (mẫu)", username="y.thu")
    with commune.house.database.read() as db:
        roster = commune.house.roster(db)
    assert roster.find_username("y.thu") is None
    assert "Y Thử (mẫu)" not in {held[-1].name for held in roster.members.values()}


def test_two_houses_never_get_one_number(commune: TestCommune) -> None:
    nga = commune.hand("nga")
    names = [host_founding.found(commune.house, nga).papers.name for _ in range(3)]
    assert names == ["Nhà 2", "Nhà 3", "Nhà 4"]


def test_a_used_code_and_one_that_is_out_of_date_open_nothing(commune: TestCommune) -> None:
    manager = commune.client("nga")
    used, late = code_on_paper(manager), code_on_paper(manager)
    phone = commune.client()
    opened(phone, used)
    assert send(phone, "/activate", code=used, step="code").status_code == 400
    commune.clock.advance(timedelta(days=31))
    assert send(phone, "/activate", code=late, step="code").status_code == 400
    assert "Mã đã hết hạn" in read(commune.client("nga"), "/unit/houses")


def test_two_passphrases_that_differ_are_answered_in_words(commune: TestCommune) -> None:
    code, phone = code_on_paper(commune.client("nga")), commune.client()
    person = text(send(phone, "/activate", code=code, step="code"))
    fields = {"password": PASSWORD, "password_again": "khac hẳn"}
    answer = send(phone, "/activate", person, code=code, step="person", **fields)
    assert answer.status_code == 400
    assert "chưa giống nhau" in text(answer)


@pytest.mark.parametrize("reader", ["ha", "hung", "thanh", "binh", "quang", "tam", "lan"])
def test_only_the_unions_manager_founds_houses_or_sees_them_listed(
    commune: TestCommune, reader: str
) -> None:
    client = commune.client(reader)
    assert client.get("/unit/houses").status_code == 404
    assert send(client, "/unit/houses/found", read(client, "/")).status_code == 404
    assert len(host_founding.list_houses(commune.house)) == 1
