"""A secret on three sheets of paper, of which any two give it back and one gives nothing.

SLIP-39: one group, 2 of 3, no passphrase, extendable, iteration exponent 0 (there is no
passphrase to stretch). A 32-byte secret makes 33 words a sheet, with a checksum each.
"""

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from casework.crypto.errors import BadShares, MalformedKey

SECRET_BYTES = 32
WORDS = 33


def split(secret: bytes) -> tuple[str, str, str]:
    """Return three shares of 33 words each, parted by spaces, for a secret of 32 bytes.

    Raises MalformedKey for another length. Each call draws new shares, and shares of two calls
    do not combine.
    """
    if len(secret) != SECRET_BYTES:
        raise MalformedKey
    ((one, two, three),) = generate_mnemonics(
        group_threshold=1, groups=[(2, 3)], master_secret=secret, iteration_exponent=0
    )
    return one, two, three


def combine(one: str, other: str) -> bytes:
    """Return the secret (32 bytes) from any two different shares; case and spacing are forgiven.

    Raises BadShares. The caller compares the public key of what comes back with the one it
    knows: the checksums find slips of the pen, not forgeries.
    """
    shares = [share.split() for share in (one, other)]
    if any(len(share) != WORDS for share in shares):
        raise BadShares
    try:
        return bytes(combine_mnemonics([" ".join(share) for share in shares]))
    except MnemonicError:
        raise BadShares from None
