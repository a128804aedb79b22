"""Ids are 16 random bytes with exactly one written form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.kernel.errors import MalformedId, NotFound
from casework.kernel.ids import id_from_text, id_to_text, new_id


def test_ids_are_sixteen_bytes_and_differ() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert {len(one) for one in ids} == {16}


@given(st.binary(min_size=16, max_size=16))
def test_an_id_survives_its_address(value: bytes) -> None:
    text = id_to_text(value)
    assert len(text) == 32
    assert id_from_text(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0" * 31,
        "0" * 33,
        "0" * 31 + "g",
        "A" * 32,
        " " + "0" * 31,
        "0" * 32 + "\n",
        "\u0660" * 32,
    ],
)
def test_anything_else_is_not_an_address(text: str) -> None:
    with pytest.raises(MalformedId):
        id_from_text(text)


def test_a_malformed_id_looks_to_the_user_like_one_that_is_not_there() -> None:
    assert MalformedId.message_vi == NotFound.message_vi
    assert MalformedId.status == NotFound.status == 404


def test_bytes_of_another_length_have_no_address() -> None:
    with pytest.raises(MalformedId):
        id_to_text(b"short")
