"""From a password to a key: never cheaper to guess, and never dearer to us, than agreed.

Argon2id (RFC 9106), then HKDF with the server's pepper as salt: a stolen database without the
pepper allows no guessing at all.
"""

import os
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from casework.crypto.derivation import extract_and_expand
from casework.crypto.encoding import lp
from casework.crypto.errors import ExcessiveParameters, MalformedKey, WeakParameters
from casework.crypto.labels import Label
from casework.kernel.errors import UnusableText
from casework.kernel.turns import Turns

SALT_BYTES = 16
PEPPER_BYTES = 32

_MASTER_BYTES = 32
_TURNS = Turns(min(len(os.sched_getaffinity(0)), 4))
"""Of all workers, as many derivations at once as there are processors, and 256 MiB at most.

Sign-ins may queue, the machine may not choke: more at once only take each other's memory, and all
of them together longer. Made before the workers, who inherit it.
"""


@dataclass(frozen=True)
class Argon2Params:
    """Parameters, as stored beside a slot; what lies outside the limits cannot be built.

    Memory in KiB, iterations, lanes. One lane on purpose: OpenSSL's lanes deadlock when two
    threads of a process derive with more. The ceiling is there because parameters are read
    from a row before anything vouches for it. Raises WeakParameters or ExcessiveParameters.
    """

    memory_kib: int = 64 * 1024
    iterations: int = 4
    lanes: int = 1

    MIN_MEMORY_KIB: ClassVar[int] = 64 * 1024
    MAX_MEMORY_KIB: ClassVar[int] = 512 * 1024
    MIN_ITERATIONS: ClassVar[int] = 4
    MAX_ITERATIONS: ClassVar[int] = 16

    def __post_init__(self) -> None:
        if (
            self.memory_kib < self.MIN_MEMORY_KIB
            or self.iterations < self.MIN_ITERATIONS
            or self.lanes < 1
        ):
            raise WeakParameters
        if (
            self.memory_kib > self.MAX_MEMORY_KIB
            or self.iterations > self.MAX_ITERATIONS
            or self.lanes > 1
        ):
            raise ExcessiveParameters


def derive_kek(
    password: str, salt: bytes, params: Argon2Params, pepper: bytes, user: bytes, pepper_id: bytes
) -> bytes:
    """Return the key (32 bytes) that opens the user's bundle slot; takes about 0.2 s.

    `salt` 16 bytes, fresh for each slot; `pepper` 32 bytes, named by `pepper_id`; `user` the id.
    The password is taken in NFC with each run of white space as one space and none at the ends,
    so that a phone's keyboard cannot lock anybody out. Of all workers, few run at once.
    Raises UnusableText for lone surrogates, MalformedKey for a salt or pepper of another length.
    """
    if len(salt) != SALT_BYTES or len(pepper) != PEPPER_BYTES:
        raise MalformedKey
    master = _stretch(_normalise(password), salt, params)
    return extract_and_expand(master, pepper, lp(Label.KEK, user, pepper_id))


def _normalise(password: str) -> bytes:
    try:
        return " ".join(unicodedata.normalize("NFC", password).split()).encode()
    except UnicodeEncodeError:
        raise UnusableText from None


def _stretch(password: bytes, salt: bytes, params: Argon2Params) -> bytes:
    argon2 = Argon2id(
        salt=salt,
        length=_MASTER_BYTES,
        iterations=params.iterations,
        lanes=params.lanes,
        memory_cost=params.memory_kib,
    )
    with _TURNS.turn():
        return argon2.derive(password)
