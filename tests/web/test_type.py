"""Fields take what people type, clean it, refuse the rest in words, and lose nothing of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from casework.kernel.dates import PartialDate
from casework.web.paging import page_of, read_token, write_token
from tests.web.gallery_form import GalleryForm

GOOD = {"name": "Y Blơi", "at": "05/02/2026 14:30", "language": "bana"}


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/form", method="POST"):
        yield


def fill(**typed: Any) -> GalleryForm:
    form = GalleryForm(MultiDict({**GOOD, **typed}))
    form.validate()
    return form


def test_a_good_form_has_no_problems() -> None:
    form = fill()
    assert form.problems() == []
    assert form.at.data == datetime(2026, 2, 5, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Y   Blơi ", "Y Blơi"),
        ("Y Blo\u031bi", "Y Blơi"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Mai 🌸", "Mai 🌸"),
        ("a\x00b\x1bc", "abc"),
        ("a\u202eb", "ab"),
        ("hai\r\ndòng", "hai dòng"),
        ("' OR 1=1 --", "' OR 1=1 --"),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
    ],
)
def test_a_line_is_kept_as_written_without_what_hides(typed: str, kept: str) -> None:
    assert fill(name=typed).name.data == kept


def test_a_passage_keeps_its_lines() -> None:
    assert fill(account="một\r\nhai\x00\n").account.data == "một\nhai"


def test_a_length_is_counted_in_letters_as_one_sees_them() -> None:
    assert not fill(account="ơ\u0323" * 300).account.errors
    form = fill(account="x" * 310)
    assert "Dài quá 10 ký tự" in form.account.errors[0]
    assert form.account.data == "x" * 310


def test_lone_surrogates_are_refused_and_the_rest_is_kept() -> None:
    form = fill(name="Mai\ud800 ơi")
    assert "ký tự bị hỏng" in form.name.errors[0]
    assert form.name.data == "Mai ơi"


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "\u200b"])
def test_nothing_is_no_answer(typed: str) -> None:
    (problem,) = fill(name=typed).problems()
    assert (problem.target, problem.message) == ("name", "Phần này chưa có câu trả lời.")


@pytest.mark.parametrize(
    ("typed", "number"),
    [("0912 345 678", "0912345678"), ("+84 912.345.678", "0912345678"), ("113", "113"), ("", "")],
)
def test_a_phone_number_becomes_digits(typed: str, number: str) -> None:
    form = fill(phone=typed)
    assert not form.phone.errors
    assert form.phone.data == number


@pytest.mark.parametrize("typed", ["12", "nhà bà Hai", "0" * 16, "09x"])
def test_what_cannot_be_dialled_is_refused_and_kept(typed: str) -> None:
    form = fill(phone=typed)
    assert "chữ số" in form.phone.errors[0]
    assert form.phone.data == typed


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1990", PartialDate(1990)),
        ("02/1990", PartialDate(1990, 2)),
        ("5-2-1990", PartialDate(1990, 2, 5)),
        (" 05.02.1990 ", PartialDate(1990, 2, 5)),
    ],
)
def test_a_birth_date_is_as_exact_as_it_is_known(typed: str, value: PartialDate) -> None:
    assert fill(born=typed).born.data == value


@pytest.mark.parametrize("typed", ["31/02/1990", "13/1990", "90", "1899", "2027", "hôm qua", "1/2"])
def test_a_date_that_is_none_is_refused_and_kept(typed: str) -> None:
    form = fill(born=typed)
    assert form.born.data is None
    assert form.born._value() == typed
    assert len(form.born.errors) == 1


@pytest.mark.parametrize(
    "typed", ["05/02/2026 14:30", "14:30 05/02/2026", "5/2/2026 14h30", "05-02-2026  14:30"]
)
def test_a_moment_may_be_written_in_either_order(typed: str) -> None:
    assert fill(at=typed).at.data == datetime(2026, 2, 5, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "05/02/2026",
        "14:30",
        "2026-02-05 14:30",
        "05/02/26 14:30",
        "30/02/2026 14:30",
        "05/02/2026 24:00",
        "05/02/2026 14:60",
        "05/02/2026 2:30 PM",
        "05/02/2026 14",
        "mai",
    ],
)
def test_a_moment_that_could_be_read_in_two_ways_is_refused_once(typed: str) -> None:
    form = fill(at=typed)
    assert form.at.data is None
    assert form.at._value() == typed
    assert form.at.errors == ["Viết ngày và giờ như 05/02/2026 14:30 (giờ từ 00 đến 23)."]


def test_a_day_is_a_day() -> None:
    assert fill(day="5/2/2026").day.data == date(2026, 2, 5)
    assert fill(day="2026").day.errors


@pytest.mark.parametrize("typed", ["klingon", "bana' --", "BANA"])
def test_a_code_that_was_not_offered_is_refused(typed: str) -> None:
    form = fill(language=typed)
    assert form.language.errors == ["Hãy chọn một mục có trong danh sách."]


def test_several_codes_come_in_the_order_of_the_list() -> None:
    form = GalleryForm(MultiDict([*GOOD.items(), ("also", "xodang"), ("also", "kinh")]))
    assert form.validate()
    assert form.also.data == ["kinh", "xodang"]


def test_what_is_not_verified_is_marked() -> None:
    assert [option.mark for option in fill().language.options] == [None, None, "chưa kiểm chứng"]


def test_wtforms_own_messages_are_vietnamese() -> None:
    assert fill(children="ba").children.errors == ["Hãy viết một số nguyên, ví dụ 3."]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec=None), max_size=60))
def test_no_text_breaks_a_form(text: str) -> None:
    form = fill(**dict.fromkeys(("name", "account", "phone", "born", "day", "at", "list"), text))
    assert all(problem.message for problem in form.problems())
    for field in form:
        str(field.data).encode()


@given(
    st.tuples(
        st.integers(), st.text(st.characters(codec="utf-8"), max_size=20), st.binary(max_size=16)
    )
)
def test_a_page_token_comes_back(key: tuple[int, str, bytes]) -> None:
    assert read_token(write_token(key), int, str, bytes) == key


@given(st.text(max_size=500))
def test_a_strange_page_token_is_the_first_page(token: str) -> None:
    found = read_token(token, int, bytes)
    assert found is None or write_token(found)


def test_a_page_is_cut_after_its_size() -> None:
    page = page_of([1, 2, 3], lambda row: (row,), size=2)
    assert list(page.rows) == [1, 2]
    assert read_token(page.next_token, int) == (2,)
    assert page_of([1, 2], lambda row: (row,), size=2).next_token is None
