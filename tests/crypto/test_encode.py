"""Canonical bytes: one way to write, nothing else read."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.crypto.encoding import (
    Field,
    lp,
    opt,
    seq,
    to_int,
    to_text,
    to_time,
    unlp,
    unopt,
    unseq,
)
from casework.crypto.errors import MalformedBytes
from casework.crypto.labels import Label
from tests.vectors import load, named

fields = st.lists(st.binary(max_size=40), max_size=6)
labels = st.sampled_from(Label)
numbers = st.integers(0, 2**64 - 1)
moments = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds


def field_of(vector: dict[str, Any]) -> Field:
    ((kind, value),) = vector.items()
    if kind == "bytes":
        return bytes.fromhex(value)
    if kind == "time":
        return datetime.fromisoformat(value)
    if kind == "opt":
        return opt(None if value is None else field_of(value))
    if kind == "seq":
        return seq([field_of(item) for item in value])
    return int(value) if kind == "int" else str(value)


@pytest.mark.parametrize("vector", load("encoding"), ids=named)
def test_fields_encode_to_the_frozen_bytes(vector: Any) -> None:
    encoded = lp(Label(vector["label"]), *[field_of(field) for field in vector["fields"]])
    assert encoded == bytes.fromhex(vector["bytes"])


@given(labels, fields)
def test_what_was_encoded_is_read_back(label: Label, items: list[bytes]) -> None:
    assert unlp(label, lp(label, *items)) == items
    assert unseq(seq(items)) == items


@given(labels, labels, fields, fields)
def test_two_different_lists_never_share_bytes(
    label: Label, other: Label, items: list[bytes], others: list[bytes]
) -> None:
    same = (label, items) == (other, others)
    assert (lp(label, *items) == lp(other, *others)) is same
    assert (seq(items) == seq(others)) is (items == others)


@given(labels, st.binary(max_size=40), st.data())
def test_moving_a_byte_between_two_fields_changes_the_bytes(
    label: Label, text: bytes, data: st.DataObject
) -> None:
    one, other = (data.draw(st.integers(0, len(text))) for _ in range(2))
    equal = lp(label, text[:one], text[one:]) == lp(label, text[:other], text[other:])
    assert equal is (one == other)


@given(labels, fields)
def test_no_cut_off_bytes_are_read_as_the_same_list(label: Label, items: list[bytes]) -> None:
    encoded = lp(label, *items)
    whole = {
        len(lp(label, *items[:count])) for count in range(len(items))
    }  # a cut between fields is a shorter list: the caller counts
    for length in range(len(encoded)):
        if length in whole:
            assert unlp(label, encoded[:length]) != items
        else:
            with pytest.raises(MalformedBytes):
                unlp(label, encoded[:length])


@given(labels, fields, st.binary(min_size=1, max_size=3))
def test_bytes_left_over_are_refused(label: Label, items: list[bytes], extra: bytes) -> None:
    with pytest.raises(MalformedBytes):
        unlp(label, lp(label, *items) + extra)


@given(labels, fields, st.binary(max_size=8))
def test_a_length_that_runs_past_the_end_is_refused(
    label: Label, items: list[bytes], short: bytes
) -> None:
    with pytest.raises(MalformedBytes):
        unlp(label, lp(label, *items) + (len(short) + 1).to_bytes(4, "big") + short)


@pytest.mark.parametrize("data", [b"", lp(Label.GRANT, b"x"), seq([b"recor"]), seq([b"record\0"])])
def test_another_label_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedBytes):
        unlp(Label.RECORD, data)


@given(numbers)
def test_a_number_survives(number: int) -> None:
    (encoded,) = unseq(seq([number]))
    assert to_int(encoded) == number
    assert len(encoded) == 8


@given(moments)
def test_a_moment_survives_to_the_microsecond(moment: datetime) -> None:
    (encoded,) = unseq(seq([moment]))
    assert to_time(encoded) == moment


@given(st.text(st.characters(codec="utf-8")))
def test_text_is_read_back_composed_and_encodes_the_same_again(text: str) -> None:
    (encoded,) = unseq(seq([text]))
    assert seq([to_text(encoded)]) == seq([text])


@given(st.none() | st.binary(max_size=20))
def test_an_optional_value_survives(value: bytes | None) -> None:
    assert unopt(opt(value)) == value


def test_nothing_differs_from_empty() -> None:
    assert opt(None) != opt(b"")


@pytest.mark.parametrize("data", [b"", b"\x00\x00", b"\x02", b"\x02a", b"a"])
def test_a_strange_presence_byte_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedBytes):
        unopt(data)


@pytest.mark.parametrize("data", [b"", bytes(7), bytes(9)])
def test_a_number_of_another_length_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedBytes):
        to_int(data)


def test_a_moment_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(MalformedBytes):
        to_time(b"\xff" * 8)


@pytest.mark.parametrize("data", [b"\xff", b"\xed\xa0\x80", "a\u0302".encode()])
def test_text_that_is_not_composed_utf8_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedBytes):
        to_text(data)


@pytest.mark.parametrize("number", [-1, 2**64])
def test_a_number_outside_u64_cannot_be_written(number: int) -> None:
    with pytest.raises(ValueError, match="u64"):
        lp(Label.RECORD, number)


@pytest.mark.parametrize("value", [True, False, 1.0, None, [b"x"], bytearray(b"x")])
def test_a_type_without_canonical_form_cannot_be_written(value: Any) -> None:
    with pytest.raises(TypeError):
        lp(Label.RECORD, value)


def test_a_moment_without_zone_or_before_1970_cannot_be_written() -> None:
    for moment in (
        datetime(2026, 2, 5),  # noqa: DTZ001 - the mistake itself
        datetime(1969, 12, 31, tzinfo=UTC),
    ):
        with pytest.raises(ValueError, match=r"zone|u64"):
            lp(Label.RECORD, moment)


def test_text_that_utf8_cannot_hold_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        lp(Label.RECORD, "\ud800")


def test_every_label_has_a_text_of_its_own() -> None:
    assert len({label.value for label in Label}) == len(Label.__members__)
