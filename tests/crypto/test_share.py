"""Any two sheets of three give the secret back; one, or two that do not belong, give nothing."""

from itertools import permutations
from typing import Any

import pytest
from shamir_mnemonic import generate_mnemonics

from casework.crypto.errors import BadShares, MalformedKey
from casework.crypto.hashing import random_bytes
from casework.crypto.shares import combine, split
from casework.kernel.errors import CaseworkError, Tampered
from tests.vectors import load


@pytest.mark.parametrize("vector", load("shares"))
def test_any_two_frozen_shares_give_the_secret(vector: Any) -> None:
    for one, other in permutations(vector["shares"], 2):
        assert combine(one, other).hex() == vector["secret"]


def test_any_two_of_three_give_the_secret() -> None:
    secret = random_bytes(32)
    shares = split(secret)
    assert {len(share.split()) for share in shares} == {33}
    for one, other in permutations(shares, 2):
        assert combine(one, other) == secret


def test_case_and_spacing_are_forgiven() -> None:
    secret = random_bytes(32)
    one, other, _ = split(secret)
    assert combine("  " + one.upper().replace(" ", "\n "), other) == secret


def test_one_share_twice_is_refused() -> None:
    one, _, _ = split(random_bytes(32))
    with pytest.raises(BadShares):
        combine(one, one)


def test_shares_of_two_splittings_do_not_combine() -> None:
    secret = random_bytes(32)
    with pytest.raises(BadShares):
        combine(split(secret)[0], split(secret)[1])


def test_a_wrong_word_is_refused() -> None:
    one, other, _ = split(random_bytes(32))
    words = one.split()
    for position in range(len(words)):
        wrong = [*words]
        wrong[position] = "academic" if words[position] != "academic" else "acid"
        with pytest.raises(BadShares):
            combine(" ".join(wrong), other)
    with pytest.raises(BadShares):
        combine(" ".join(["notaword", *words[1:]]), other)


@pytest.mark.parametrize("typed", ["", "academic", "academic " * 33, "academic " * 20])
def test_what_is_no_share_is_refused(typed: str) -> None:
    with pytest.raises(BadShares):
        combine(typed, split(random_bytes(32))[0])


def test_good_shares_of_a_shorter_secret_are_refused() -> None:
    ((one, other, _),) = generate_mnemonics(1, [(2, 3)], bytes(16), iteration_exponent=0)
    with pytest.raises(BadShares):
        combine(one, other)


@pytest.mark.parametrize("length", [0, 16, 31, 33, 34])
def test_a_secret_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(MalformedKey):
        split(bytes(length))


def test_a_slip_of_the_pen_is_no_tampering() -> None:
    assert issubclass(BadShares, CaseworkError)
    assert not issubclass(BadShares, Tampered)
