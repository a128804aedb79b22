"""A code on paper survives being typed by a tired person, and slips are found."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.crypto.codewords import _ALPHABET, format_code, parse_code
from casework.crypto.errors import BadCode
from casework.kernel.errors import CaseworkError, Tampered
from tests.vectors import load

codes = st.binary(min_size=16, max_size=16)


@pytest.mark.parametrize("vector", load("codewords"), ids=lambda vector: vector["text"])
def test_a_code_has_the_frozen_text(vector: Any) -> None:
    code = bytes.fromhex(vector["code"])
    assert format_code(code) == vector["text"]
    assert parse_code(vector["text"]) == code


@given(codes)
def test_a_code_survives_paper(code: bytes) -> None:
    text = format_code(code)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", text)
    assert parse_code(text) == code


@given(codes)
def test_case_spaces_and_look_alikes_are_forgiven(code: bytes) -> None:
    text = format_code(code)
    assert parse_code(text.lower()) == code
    assert parse_code(" " + text.replace("-", "  ") + "\n") == code
    assert parse_code(text.replace("-", "\u2013")) == code
    assert parse_code(text.replace("0", "O").replace("1", "I")) == code
    assert parse_code(text.replace("0", "o").replace("1", "l").replace("-", "")) == code


@given(codes, st.integers(0, 27), st.integers(1, 31))
def test_every_mistyped_character_is_found(code: bytes, at: int, by: int) -> None:
    typed = list(format_code(code).replace("-", ""))
    typed[at] = _ALPHABET[(_ALPHABET.index(typed[at]) + by) % 32]
    with pytest.raises(BadCode):
        parse_code("".join(typed))


@given(codes, st.integers(0, 26))
def test_every_swap_of_neighbours_is_found(code: bytes, at: int) -> None:
    typed = list(format_code(code).replace("-", ""))
    if typed[at] == typed[at + 1]:
        return
    typed[at], typed[at + 1] = typed[at + 1], typed[at]
    with pytest.raises(BadCode):
        parse_code("".join(typed))


@given(st.text(max_size=40))
def test_any_text_is_a_code_or_refused_in_plain_words(text: str) -> None:
    try:
        code = parse_code(text)
    except BadCode:
        return
    assert parse_code(format_code(code)) == code


@pytest.mark.parametrize("text", ["", "0", "0" * 27, "0" * 29, "U" + "0" * 27, "Ă" + "0" * 27])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(BadCode):
        parse_code(text)


def test_a_number_beyond_128_bits_is_refused() -> None:
    number = 1 << 128
    number = number << 10 | number % 1021
    text = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(28)))
    with pytest.raises(BadCode):
        parse_code(text)


@pytest.mark.parametrize("length", [0, 15, 17])
def test_only_16_bytes_make_a_code(length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        format_code(bytes(length))


def test_a_slip_of_the_finger_is_no_tampering() -> None:
    assert issubclass(BadCode, CaseworkError)
    assert not issubclass(BadCode, Tampered)
