"""What was remembered and what is written meet, whatever the keyboard did; ranks are an order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.cases.rules.matching import Found, Quality, Query, key_of, line_of
from casework.cases.rules.spelling import edits_between, edits_forgiven, loose, variants
from casework.cases.rules.word_index import WordIndex, index_of
from casework.kernel.text import fold

WORD = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềộờứ", min_size=2, max_size=9)
NAME = st.lists(WORD, min_size=1, max_size=4).map(" ".join)


def key(
    name: str,
    *,
    village: str = "",
    phone: str = "",
    aliases: tuple[str, ...] = (),
    year: int | None = None,
) -> str:
    return key_of(name, aliases, village, (phone,), "MAU-2026-000012", year)


def indexed(*keys: str) -> WordIndex:
    return WordIndex(index_of([line_of(key) for key in keys]))


def meets(text: str, of: str) -> bool:
    """Say whether a search finds a key, in both of its steps."""
    query = Query(text)
    listed = list(query.shortlist(indexed(of))) == [0]
    ranked = query.rank(of) is not None
    assert listed or not ranked, "what the shortlist passes over is never ranked"
    return listed and ranked


@given(NAME)
def test_every_name_is_found_as_it_is_written_and_without_accents(name: str) -> None:
    assert meets(name, key(name))
    assert meets(fold(name), key(name))
    assert meets(name.upper(), key(name))


@given(NAME)
def test_every_name_is_found_by_any_of_its_words_and_without_its_gaps(name: str) -> None:
    for word in name.split():
        assert meets(word, key(name))
    assert len(name) < 4 or meets(name.replace(" ", ""), key(name))


@given(st.text("bcdghklmnt", min_size=6, max_size=12), st.data())
def test_one_wrong_letter_and_two_swapped_ones_are_forgiven(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    wrong = word[:at] + "v" + word[at + 1 :]
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    assert meets(wrong, key(word))
    assert meets(swapped, key(word))
    assert meets(word[:at] + word[at + 1 :], key(word))


@given(NAME, NAME)
def test_what_is_written_so_never_comes_after_another(name: str, other: str) -> None:
    query = Query(name)
    mine, theirs = query.rank(key(name)), query.rank(key(other))

    assert mine is not None
    assert theirs is None or mine <= theirs or other.split()[-1:] == name.split()[-1:]


@given(st.text(max_size=40), st.text(max_size=40).filter(lambda t: t.isprintable()))
def test_no_text_whatever_breaks_the_search(text: str, name: str) -> None:
    query = Query("".join(c for c in text if not "\ud800" <= c <= "\udfff"))
    of = key(name)
    list(query.shortlist(indexed(of)))
    query.rank(of)
    query.why(of)


@given(WORD, WORD, st.integers(0, 2))
def test_edits_are_the_same_both_ways_and_nothing_between_equals(
    one: str, other: str, most: int
) -> None:
    assert edits_between(one, one, most) == 0
    assert edits_between(one, other, most) == edits_between(other, one, most)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("nguyeenx", "nguyễn"), ("thij", "thị"), ("dduwcs", "đức"), ("Bloiw", "blơi")]
    + [("hofa", "hòa"), ("nguye6n4", "nguyễn"), ("d9u7c1", "đức"), ("mỹ", "mĩ"), ("ðông", "đông")],
)
def test_keys_that_stayed_in_the_word_are_seen_through(typed: str, meant: str) -> None:
    assert loose(meant) in variants(typed)


def test_the_order_is_as_written_then_begun_then_folded_then_nearly() -> None:
    names = ["Lê Hoà", "Lê Hoàng", "Lê Hoa", "Lê Hoan", "Lê Hoi"]
    query = Query("hoà")

    ranked = sorted((query.rank(key(name)), name) for name in names)

    assert [name for _, name in ranked] == names


def test_the_given_name_counts_more_than_the_others() -> None:
    query = Query("hoa")
    given, family = query.rank(key("Lê Thị Hoa")), query.rank(key("Hoa Văn Bé"))

    assert given is not None
    assert family is not None
    assert given < family


def test_every_word_of_the_search_must_be_met() -> None:
    of = key("Y Blơi", village="Kon Gur", year=1990)

    assert meets("bloi kon gur 1990", of)
    assert not meets("bloi plei", of)


def test_short_words_are_not_guessed_at() -> None:
    assert edits_forgiven("li") == 0
    assert not meets("lan", key("Y Van"))
    assert not meets("12", key("Y Blơi", phone="0912345678").replace("000012", "000099"))


@pytest.mark.parametrize(
    ("typed", "quality"),
    [("0912345678", Quality.EXACT), ("84 912 345 678", Quality.EXACT), ("5678", Quality.PREFIX)]
    + [("0912.345", Quality.PREFIX), ("3456", Quality.FOLDED_PREFIX)]
    + [("0912345679", Quality.ONE_EDIT), ("091234567", Quality.PREFIX)],
)
def test_a_telephone_number_is_met_in_any_form(typed: str, quality: Quality) -> None:
    assert Query(typed).why(key("", phone="+84 912 345 678")) == [(quality, Found.PHONE)]


@pytest.mark.parametrize("typed", ["MAU-2026-000012", "mau 2026 12", "2026-12", "000012"])
def test_the_number_of_the_file_is_met(typed: str) -> None:
    assert Query(typed).why(key("")) == [(Quality.EXACT, Found.NUMBER)]
