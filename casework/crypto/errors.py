"""Every refusal of a seal, a signature or a typed code has a name of its own, and no values."""

from casework.kernel.errors import CaseworkError, Tampered


class SealError(Tampered):
    """Something sealed, or the key to it, is not what it claims to be."""

    code = "seal-error"


class MalformedBytes(SealError):
    """Canonical bytes are too short, too long, wrongly labelled or not canonical."""

    code = "malformed-bytes"


class UnknownSuite(SealError):
    """A blob begins with a format or suite that this program does not know."""

    code = "unknown-suite"


class WrongKey(SealError):
    """The commitment of a blob differs: another key, label or salt. At sign-in: the password."""

    code = "wrong-key"


class BrokenSeal(SealError):
    """The ciphertext, its bound data or its padding was altered, or is not for this key."""

    code = "broken-seal"


class MalformedKey(SealError):
    """A key has the wrong length, or a public key is a point that nobody makes honestly."""

    code = "malformed-key"


class WeakParameters(SealError):
    """Argon2 parameters lie below the minimum: somebody tries to make guessing cheap."""

    code = "weak-parameters"


class ExcessiveParameters(SealError):
    """Argon2 parameters lie above the ceiling: somebody tries to exhaust the machine."""

    code = "excessive-parameters"


class BadSignature(Tampered):
    """The signature is not this key's over this statement, or the key is refused."""

    code = "bad-signature"


class BadCode(CaseworkError):
    """A typed code has the wrong length, a strange character or a wrong checksum."""

    code = "bad-code"
    status = 400
    message_vi = "Mã vừa nhập chưa đúng."
    what_to_do_vi = "Xem lại từng nhóm bốn ký tự trên giấy rồi nhập lại."


class BadShares(CaseworkError):
    """Two typed shares do not belong together, or one has a wrong word."""

    code = "bad-shares"
    status = 400
    message_vi = "Hai mảnh khóa vừa nhập không ghép được với nhau."
    what_to_do_vi = (
        "Xem lại từng từ trên giấy: mỗi mảnh có 33 từ. "
        "Hai mảnh phải khác nhau và thuộc cùng một bộ."
    )
