"""A user's private keys at rest: slots that a password opens, and the bundle behind them.

Opening a slot *is* the sign-in check; there is no password hash to steal (SECURITY.md §4).
"""

from __future__ import annotations

from dataclasses import dataclass

from casework.crypto import blob, hpke, signatures
from casework.crypto.encoding import lp, opt, to_int, unlp, unopt
from casework.crypto.hashing import random_bytes
from casework.crypto.labels import Label
from casework.crypto.passwords import Argon2Params, derive_kek
from casework.kernel.ids import Id, new_id
from casework.vault.keyring import Pins
from casework.vault.models import Bundle, Slot

PASSWORD = "password"  # noqa: S105 - the kind of a slot, not a secret


@dataclass(frozen=True)
class Pepper:
    """The server's secret share of every password derivation: 32 bytes, and its id."""

    pepper_id: Id
    secret: bytes


@dataclass(frozen=True, repr=False)
class BundleContents:
    """What a bundle seals: X25519 private key, Ed25519 seed, second-factor seed, pins."""

    agreement: bytes
    signing: bytes
    second_factor: bytes | None
    pins: Pins

    @property
    def agreement_public(self) -> bytes:
        """The X25519 public half, 32 bytes."""
        return hpke.public_of(self.agreement)

    @property
    def signing_public(self) -> bytes:
        """The Ed25519 public half, 32 bytes."""
        return signatures.public_of(self.signing)

    def to_bytes(self) -> bytes:
        """Return the plaintext of the bundle's blob."""
        return lp(
            Label.BUNDLE_CONTENTS,
            self.agreement,
            self.signing,
            opt(self.second_factor),
            self.pins.root_public,
            self.pins.unit_epoch,
            self.pins.credentials,
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> BundleContents:
        """Rebuild what :meth:`to_bytes` returned; raises MalformedBytes."""
        agreement, signing, second, root, epoch, count = unlp(Label.BUNDLE_CONTENTS, data)
        pins = Pins(root, to_int(epoch), to_int(count))
        return cls(agreement, signing, unopt(second), pins)


def new_contents(pins: Pins) -> BundleContents:
    """Make a person's key pairs."""
    return BundleContents(
        agreement=hpke.generate().private,
        signing=signatures.generate().private,
        second_factor=None,
        pins=pins,
    )


def new_bundle_key() -> bytes:
    """Return a fresh bundle key, 32 bytes."""
    return random_bytes(32)


def seal_bundle(
    commune: Id, user: Id, version: int, contents: BundleContents, bundle_key: bytes
) -> Bundle:
    """Seal ``contents`` under the bundle key."""
    row = Bundle(commune_id=commune, user_id=user, version=version, blob=b"")
    row.blob = blob.seal(bundle_key, Label.BUNDLE, contents.to_bytes(), row.aad())
    return row


def open_bundle(row: Bundle, bundle_key: bytes) -> BundleContents:
    """Open a bundle; raises a SealError when it is not the one that was sealed."""
    return BundleContents.from_bytes(blob.open_blob(bundle_key, Label.BUNDLE, row.blob, row.aad()))


def new_password_slot(
    commune: Id,
    user: Id,
    password: str,
    bundle_key: bytes,
    pepper: Pepper,
    params: Argon2Params,
) -> Slot:
    """Seal the bundle key under what ``password`` derives to (Argon2id, then the pepper)."""
    row = Slot(commune_id=commune, slot_id=new_id(), version=1, user_id=user, kind=PASSWORD)
    return _sealed_slot(row, password, bundle_key, pepper, params)


def renewed_password_slot(
    known: Slot, password: str, bundle_key: bytes, pepper: Pepper, params: Argon2Params
) -> Slot:
    """Return the next version of a slot: another password, another salt, another bundle key."""
    row = Slot(
        commune_id=known.commune_id,
        slot_id=known.slot_id,
        version=known.version + 1,
        user_id=known.user_id,
        kind=known.kind,
    )
    return _sealed_slot(row, password, bundle_key, pepper, params)


def _sealed_slot(
    row: Slot, password: str, bundle_key: bytes, pepper: Pepper, params: Argon2Params
) -> Slot:
    row.salt = random_bytes(16)
    row.memory_kib, row.iterations = params.memory_kib, params.iterations
    row.pepper_id = pepper.pepper_id
    kek = derive_kek(password, row.salt, params, pepper.secret, row.user_id, row.pepper_id)
    row.blob = blob.seal(kek, Label.SLOT, bundle_key, row.aad())
    return row


def open_password_slot(row: Slot, password: str, pepper: Pepper) -> bytes:
    """Return the bundle key; raises WrongKey for a wrong password, WeakParameters for a cut."""
    params = Argon2Params(memory_kib=row.memory_kib, iterations=row.iterations)
    kek = derive_kek(password, row.salt, params, pepper.secret, row.user_id, row.pepper_id)
    return blob.open_blob(kek, Label.SLOT, row.blob, row.aad())


def waste_a_derivation(password: str, pepper: Pepper, params: Argon2Params) -> None:
    """Spend the time of one sign-in for a user who is not there (equal time, SECURITY §10)."""
    nobody = bytes(16)
    derive_kek(password, nobody, params, pepper.secret, nobody, pepper.pepper_id)
