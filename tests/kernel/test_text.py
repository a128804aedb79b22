"""Vietnamese text has one stored form, one search key and one order."""

import unicodedata
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.kernel.errors import UnusableText
from casework.kernel.text import (
    NameKey,
    SortKey,
    clean,
    fold,
    name_key,
    normalise_phone,
    sort_key,
)


def _sorted_anew(names: Sequence[str], key: Callable[[str], SortKey | NameKey]) -> list[str]:
    backwards = list(reversed(names))
    backwards.sort(key=key)
    return backwards


def test_text_is_stored_composed() -> None:
    assert clean(unicodedata.normalize("NFD", "Ngọk Mẫu")) == "Ngọk Mẫu"


def test_line_breaks_are_kept_and_made_alike() -> None:
    assert clean("một\r\nhai\rba\nbốn\u2028năm\u0085sáu") == "một\nhai\nba\nbốn\nnăm\nsáu"


def test_controls_go_and_a_tab_becomes_a_space() -> None:
    assert clean("a\x00b\x07c\td\x7f\x9fe") == "abc de"


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u061c", "\u200b", "\ufeff"])
def test_marks_that_nobody_sees_go(mark: str) -> None:
    assert clean(f"Y{mark} Blơi") == "Y Blơi"


@pytest.mark.parametrize("text", ["\ud800", "Y \udfff"])
def test_half_a_character_is_refused(text: str) -> None:
    for function in (clean, fold, sort_key, normalise_phone):
        with pytest.raises(UnusableText):
            function(text)


@given(st.text())
def test_cleaning_and_folding_twice_changes_nothing(text: str) -> None:
    stored = clean(text)
    assert clean(stored) == stored
    assert unicodedata.is_normalized("NFC", stored)
    assert fold(fold(text)) == fold(text)
    assert fold(stored) == fold(text)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Ngọk Mẫu", "ngok mau"),
        ("Ngoḳ Mẫu", "ngok mau"),
        ("NGỌK  MẪU ", "ngok mau"),
        ("Krái", "krai"),
        ("Kŕai", "krai"),
        ("Buḱ", "buk"),
        ("M'́Drăk", "mdrak"),
        ("M\u2019Drăk", "mdrak"),
        ("H\u02bcHen", "hhen"),
        ("Đăk-Lếch", "dak lech"),
        ("Ðăk Lếch", "dak lech"),
        ("Đắk\u00a0Lếch", "dak lech"),
        ("Ƀrâu", "brau"),
        ("hoà", "hoa"),
        ("hòa", "hoa"),
        ("Kon Hơ\u0306 Ngư\u0306", "kon ho ngu"),
        ("â\u0306 č ñ ĕ ĭ ŏ ŭ", "a c n e i o u"),
        ("", ""),
    ],
)
def test_bad_and_good_spellings_fold_to_one_key(typed: str, key: str) -> None:
    assert fold(typed) == key


def test_letters_stand_in_the_order_of_the_alphabet() -> None:
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
    assert "".join(_sorted_anew(letters, sort_key)) == letters


def test_tones_only_part_equal_letters() -> None:
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert _sorted_anew(tones, sort_key) == tones
    assert sorted(["mạ", "mang"], key=sort_key) == ["mạ", "mang"]
    assert sorted(["mẩm", "mận"], key=sort_key) == ["mẩm", "mận"]


def test_capitals_and_encoding_do_not_change_the_order() -> None:
    decomposed = unicodedata.normalize("NFD", "Ẩn")
    assert sort_key(decomposed) == sort_key("Ẩn")
    assert sorted(["ấn", "ẨM"], key=sort_key) == ["ẨM", "ấn"]


def test_people_are_sorted_by_given_name_then_by_the_rest() -> None:
    people = [
        "Nguyễn Văn An",
        "Lê Ân",
        "Y Blơi",
        "Bùi Dao",
        "Bùi Đào",
        "Rơ Châm H'Lan",
        "Dương Thị Hoa",
        "Đỗ Hoa",
        "Lê Hoa",
        "Đỗ Hòa",
        "A Thút",
        "Y Thút",
    ]
    assert _sorted_anew(people, name_key) == people


def test_one_word_and_no_word_can_be_sorted() -> None:
    assert sorted(["Thút", "", "A Thút"], key=name_key) == ["", "Thút", "A Thút"]


@given(st.lists(st.text(), max_size=5))
def test_any_names_have_one_order(names: list[str]) -> None:
    stored = [clean(name) for name in names]
    assert sorted(stored, key=name_key) == _sorted_anew(stored, name_key)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0905 123 456", "0905123456"),
        ("+84 905.123.456", "0905123456"),
        ("84905123456", "0905123456"),
        ("0084905123456", "0905123456"),
        ("(+84) 0905-123-456", "0905123456"),
        ("0260 386 2123", "02603862123"),
        ("+84 260 386 2123", "02603862123"),
        ("113", "113"),
        ("1900 969 680", "1900969680"),
        ("+856 20 1234", "+856201234"),
        ("  gọi nhờ  nhà bà Hai ", "gọi nhờ nhà bà Hai"),
        ("0905123456 (chị)", "0905123456 (chị)"),
        ("", ""),
    ],
)
def test_telephone_numbers_are_kept_in_one_form(typed: str, kept: str) -> None:
    assert normalise_phone(typed) == kept
    assert normalise_phone(kept) == kept
