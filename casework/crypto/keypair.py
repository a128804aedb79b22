"""A key pair that does not print its private half."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class KeyPair:
    """Raw keys of 32 bytes each: X25519 from `hpke`, Ed25519 (RFC 8032 seed) from `signatures`."""

    private: bytes = field(repr=False)
    public: bytes
