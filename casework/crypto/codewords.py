"""A 128-bit code on paper: any one mistyped or two swapped characters are found.

26 characters of Crockford's base32 for the code and two for its remainder modulo 1021, a prime
above 32 · 31, in seven groups of four.
"""

from casework.crypto.errors import BadCode

CODE_BYTES = 16

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_FORGIVEN = str.maketrans("OIL", "011", " \t\r\n\u00a0-\u2010\u2011\u2012\u2013\u2014.")
_LENGTH, _GROUP = 28, 4
_CHECK_BITS, _CHECK_PRIME = 10, 1021


def format_code(code: bytes) -> str:
    """Return 16 bytes as `XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX`; raises ValueError for others."""
    if len(code) != CODE_BYTES:
        raise ValueError("a code has 16 bytes")
    number = int.from_bytes(code, "big")
    number = number << _CHECK_BITS | number % _CHECK_PRIME
    characters = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return "-".join(characters[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def parse_code(text: str) -> bytes:
    """Return the 16 bytes; forgives case, spaces, dashes, O for 0, I and L for 1.

    Raises BadCode for a wrong length, a strange character or a wrong checksum.
    """
    characters = text.upper().translate(_FORGIVEN)
    if len(characters) != _LENGTH:
        raise BadCode
    number = 0
    for character in characters:
        if character not in _VALUES:
            raise BadCode
        number = number << 5 | _VALUES[character]
    code, check = divmod(number, 1 << _CHECK_BITS)
    if code >> 8 * CODE_BYTES or code % _CHECK_PRIME != check:
        raise BadCode
    return code.to_bytes(CODE_BYTES, "big")
