"""Searching by the page: the words stay in the form, and the answer says why a file was found."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from casework.vault.directory import DirectoryEntry
from tests.cases.test_search import BLOI, HOA, HOA_AGAIN, listed
from tests.factories.commune import TestCommune
from tests.factories.pages import read, send, text


@pytest.fixture
def police(commune: TestCommune) -> FlaskClient:
    for entry in (BLOI, HOA, HOA_AGAIN):
        listed(commune, "hung", entry)
    return commune.client("hung")


def found(client: FlaskClient, words: str) -> str:
    answer = send(client, "/cases", words=words)
    assert answer.status_code == 200
    return text(answer)


def test_a_file_is_found_and_the_page_says_why(police: FlaskClient) -> None:
    page = found(police, "nguyen thi hao")

    assert "Nguyễn Thị Hoà" in page
    assert "tên gần giống" in page
    assert "Tìm thấy 2 hồ sơ" in page
    assert 'value="nguyen thi hao"' in page


def test_another_name_is_shown_where_it_was_found(police: FlaskClient) -> None:
    assert "tên gọi khác (mẹ Thảo)" in found(police, "me thao")


def test_nothing_found_says_what_to_try(police: FlaskClient) -> None:
    page = found(police, "không ai cả")

    assert "Không tìm thấy trong hồ sơ của đơn vị" in page
    assert "ba số cuối điện thoại" in page


@pytest.mark.parametrize("words", ["", " ", "y", "…", "'"])
def test_too_little_is_answered_in_words(police: FlaskClient, words: str) -> None:
    assert "Gõ ít nhất hai chữ hoặc số." in found(police, words)


@pytest.mark.parametrize("words", ["x" * 101, "<script>alert(1)</script>", "a\x00b\x07", "🙂 ok"])
def test_odd_words_are_taken_as_words(police: FlaskClient, words: str) -> None:
    page = found(police, words)

    assert "<script>alert" not in page
    assert "\x00" not in page


def test_the_words_stand_in_no_address(police: FlaskClient) -> None:
    page = read(police, "/cases?words=Y+Bl%C6%A1i&q=Y+Bl%C6%A1i")

    assert 'value="Y Blơi"' not in page
    assert 'method="post" action="/cases"' in page


def test_a_desk_that_keeps_no_files_may_not_search(commune: TestCommune) -> None:
    for name in ("quang", "tam", "thut"):
        client = commune.client(name)
        page = read(client, "/")
        assert send(client, "/cases", page, words="bloi").status_code == 403


def test_more_than_a_page_is_said_so(commune: TestCommune, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casework.cases.search.PAGE", 2)
    for number in range(3):
        listed(commune, "hung", DirectoryEntry(name=f"Y Mẫu {number}"))

    page = found(commune.client("hung"), "mau")

    assert "Gõ thêm chữ để thu hẹp" in page
    assert page.count("Khớp:") == 2
