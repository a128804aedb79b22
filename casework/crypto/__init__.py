"""Bytes in, bytes out: the only package that touches a cryptographic primitive (SECURITY §2)."""
