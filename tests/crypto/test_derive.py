"""Keys from keys: frozen, apart from each other, bound to what they are for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.crypto import derivation, hpke, signatures
from casework.crypto.encoding import lp
from casework.crypto.errors import MalformedKey
from casework.crypto.hashing import random_bytes, same, sha256
from casework.crypto.labels import Label
from tests.vectors import load

FROZEN = load("derivation")
keys = st.binary(min_size=32, max_size=32)


def test_expand_gives_the_frozen_bytes() -> None:
    vector = FROZEN["expand"]
    key, info = bytes.fromhex(vector["key"]), bytes.fromhex(vector["info"])
    assert derivation.expand(key, info, vector["length"]).hex() == vector["out"]
    assert vector["out"].startswith(derivation.expand(key, info).hex())


def test_unit_keys_are_the_frozen_ones() -> None:
    vector = FROZEN["unit_keys"]
    found = derivation.unit_keys(bytes.fromhex(vector["secret"]))
    assert found.agreement.private.hex() == vector["agreement_private"]
    assert found.agreement.public.hex() == vector["agreement_public"]
    assert found.directory.hex() == vector["directory"]
    assert found.board.hex() == vector["board"]


def test_invitation_keys_are_the_frozen_ones() -> None:
    vector = FROZEN["invitation_keys"]
    code, root = bytes.fromhex(vector["code"]), bytes.fromhex(vector["root_public"])
    found = derivation.invitation_keys(code, root)
    assert (found.private.hex(), found.public.hex()) == (vector["private"], vector["public"])


def test_a_session_key_is_the_frozen_one() -> None:
    vector = FROZEN["session_key"]
    secret, run_key = bytes.fromhex(vector["secret"]), bytes.fromhex(vector["run_key"])
    assert derivation.session_key(secret, run_key).hex() == vector["key"]


def test_a_fact_id_is_the_frozen_one() -> None:
    vector = FROZEN["fact_id"]
    key = bytes.fromhex(vector["first_section_key"])
    assert derivation.fact_id(key, *vector["fields"]).hex() == vector["id"]


@given(keys)
def test_no_two_purposes_of_one_secret_share_a_key(secret: bytes) -> None:
    found = derivation.unit_keys(secret)
    derived = {secret, found.agreement.private, found.directory, found.board}
    derived |= {derivation.expand(secret, lp(label)) for label in (Label.KEK, Label.FACT_ID)}
    assert len(derived) == 6
    assert found.agreement.public == hpke.public_of(found.agreement.private)


def test_unit_keys_do_not_print_themselves() -> None:
    found = derivation.unit_keys(bytes(32))
    for secret in (found.agreement.private, found.directory, found.board):
        assert repr(secret) not in repr(found)


def test_a_swapped_root_yields_another_invitation() -> None:
    code = random_bytes(16)
    roots = [signatures.generate().public for _ in range(2)]
    one, other = (derivation.invitation_keys(code, root) for root in roots)
    assert one.public != other.public
    signatures.verify(one.public, b"unit", signatures.sign(one.private, b"unit"))


def test_a_session_needs_both_cookie_and_run_key() -> None:
    one, other = random_bytes(32), random_bytes(32)
    found = {
        derivation.session_key(secret, run_key)
        for secret in (one, other)
        for run_key in (one, other)
    }
    assert len(found) == 4


def test_facts_of_one_section_have_ids_of_their_own() -> None:
    key = random_bytes(32)
    assert derivation.fact_id(key, "age", 1) == derivation.fact_id(key, "age", 1)
    found = {derivation.fact_id(key, *fields) for fields in (("age", 1), ("age", 2), ("act", 1))}
    assert len(found) == 3
    assert {len(one) for one in found} == {16}


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    short, whole = bytes(length), bytes(32)
    with pytest.raises(MalformedKey):
        derivation.expand(short, b"info")
    with pytest.raises(MalformedKey):
        derivation.unit_keys(short)
    with pytest.raises(MalformedKey):
        derivation.session_key(short, whole)
    with pytest.raises(MalformedKey):
        derivation.session_key(whole, short)
    with pytest.raises(MalformedKey):
        derivation.invitation_keys(bytes(16), short)
    with pytest.raises(MalformedKey):
        derivation.invitation_keys(bytes(length + 1), whole)


def test_hashing_compares_and_draws() -> None:
    assert sha256(b"a", b"b") == sha256(b"ab")
    assert sha256().hex().startswith("e3b0c442")
    assert same(b"a", b"a")
    assert not same(b"a", b"b")
    assert not same(b"a", b"")
    assert len(random_bytes(24)) == 24
    assert random_bytes(16) != random_bytes(16)
