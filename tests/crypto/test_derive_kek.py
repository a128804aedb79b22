"""A password becomes a key at the agreed price, and at no other."""

import threading
import time
import unicodedata
from typing import Any

import pytest

from casework.crypto import passwords
from casework.crypto.errors import ExcessiveParameters, MalformedKey, SealError, WeakParameters
from casework.crypto.passwords import Argon2Params, derive_kek
from casework.kernel.errors import UnusableText
from tests.vectors import load

SALT, PEPPER, USER, PEPPER_ID = bytes(16), bytes(32), b"u" * 16, b"p" * 16
AGREED = Argon2Params()


@pytest.mark.parametrize("vector", load("passwords"), ids=lambda vector: vector["password"])
def test_a_password_derives_the_frozen_key(vector: Any) -> None:
    salt, pepper, user, pepper_id = (
        bytes.fromhex(vector[name]) for name in ("salt", "pepper", "user", "pepper_id")
    )
    params = Argon2Params(vector["memory_kib"], vector["iterations"], vector["lanes"])
    kek = derive_kek(vector["password"], salt, params, pepper, user, pepper_id)
    assert kek.hex() == vector["kek"]


def test_every_input_changes_the_key() -> None:
    keks = [
        derive_kek("núi cao", SALT, AGREED, PEPPER, USER, PEPPER_ID),
        derive_kek("Núi cao", SALT, AGREED, PEPPER, USER, PEPPER_ID),
        derive_kek("núi cao", b"s" * 16, AGREED, PEPPER, USER, PEPPER_ID),
        derive_kek("núi cao", SALT, Argon2Params(iterations=5), PEPPER, USER, PEPPER_ID),
        derive_kek("núi cao", SALT, AGREED, b"p" * 32, USER, PEPPER_ID),
        derive_kek("núi cao", SALT, AGREED, PEPPER, b"v" * 16, PEPPER_ID),
        derive_kek("núi cao", SALT, AGREED, PEPPER, USER, b"q" * 16),
    ]
    assert len(set(keks)) == len(keks)


@pytest.mark.parametrize(
    "typed",
    ["  núi cao suối", "núi\u00a0cao\t\tsuối\n", "núi \u3000 cao suối "],
)
def test_keyboards_that_space_and_compose_differently_give_one_key(typed: str) -> None:
    expected = "núi cao suối".encode()
    assert passwords._normalise(typed) == expected
    assert passwords._normalise(unicodedata.normalize("NFD", typed)) == expected


def test_space_between_words_and_case_and_marks_still_count() -> None:
    typed = ["núi cao", "núicao", "Núi cao", "nui cao", "núi cào"]
    assert len({passwords._normalise(one) for one in typed}) == len(typed)


def test_a_password_that_no_encoding_holds_is_refused_in_plain_words() -> None:
    with pytest.raises(UnusableText):
        derive_kek("\ud800", SALT, AGREED, PEPPER, USER, PEPPER_ID)


@pytest.mark.parametrize("weaker", [{"memory_kib": 65535}, {"iterations": 3}, {"lanes": 0}])
def test_parameters_below_the_minimum_cannot_be_built(weaker: dict[str, int]) -> None:
    with pytest.raises(WeakParameters):
        Argon2Params(**weaker)


@pytest.mark.parametrize(
    "dearer", [{"memory_kib": 512 * 1024 + 1}, {"iterations": 17}, {"lanes": 2}]
)
def test_parameters_that_would_exhaust_the_machine_cannot_be_built(dearer: dict[str, int]) -> None:
    with pytest.raises(ExcessiveParameters):
        Argon2Params(**dearer)


def test_the_limits_themselves_are_allowed() -> None:
    assert Argon2Params(64 * 1024, 4, 1) == AGREED
    assert Argon2Params(512 * 1024, 16, 1).iterations == 16


def test_odd_parameters_are_tampering() -> None:
    assert issubclass(WeakParameters, SealError)
    assert issubclass(ExcessiveParameters, SealError)


@pytest.mark.parametrize(("salt", "pepper"), [(15, 32), (17, 32), (16, 31), (16, 0)])
def test_a_salt_or_pepper_of_another_length_is_refused(salt: int, pepper: int) -> None:
    with pytest.raises(MalformedKey):
        derive_kek("núi cao", bytes(salt), AGREED, bytes(pepper), USER, PEPPER_ID)


def test_no_more_than_two_derivations_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = 0, 0, threading.Lock()

    class Watched:
        """Stands where the library's Argon2id stands, to count; derives nothing."""

        def __init__(self, **_: Any) -> None: ...

        def derive(self, _: bytes) -> bytes:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.02)
            with lock:
                running -= 1
            return bytes(32)

    monkeypatch.setattr(passwords, "Argon2id", Watched)
    threads = [
        threading.Thread(target=derive_kek, args=("x", SALT, AGREED, PEPPER, USER, PEPPER_ID))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2
