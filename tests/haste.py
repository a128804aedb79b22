"""What each test's application would work out anew, with the same outcome, is kept for a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from flask import Flask
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from sqlalchemy import Engine, create_engine
from werkzeug.routing import Rule

from casework.kernel.codes import Codes, load_codes

SHIPPED_CODES = Path(__file__).resolve().parents[1] / "config" / "codes"


class CompiledTemplates(BytecodeCache):
    """Templates compiled by this process, by language, name, place and content."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        language = getattr(environment, "language", "")
        return super().get_bucket(environment, f"{language}:{name}", filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


class CompiledStatements(dict[tuple[Any, ...], Any]):
    """Statements compiled by this process, by kind of database instead of by engine."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get((key[0].driver, *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__((key[0].driver, *key[1:]), compiled)


class Argon2idOnce:
    """The library's Argon2id, which takes 0.2 s, asked once for the same password and parameters.

    It stands where the program names the library's, inside all that the program puts around it.
    """

    _kept: ClassVar[dict[tuple[object, ...], bytes]] = {}

    def __init__(self, **parameters: Any) -> None:
        self._parameters = parameters

    def derive(self, password: bytes) -> bytes:
        key = (password, *sorted(self._parameters.items()))
        if key not in self._kept:
            self._kept[key] = Argon2id(**self._parameters).derive(password)
        return self._kept[key]


@contextmanager
def worked_out_once() -> Iterator[None]:
    """Until the block ends, keep derivations, code lists, compiled templates and the like."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": CompiledTemplates()})
        patch.setattr(Rule, "_compile_builder", _kept_builders())
        patch.setattr("casework.crypto.passwords.Argon2id", Argon2idOnce)
        patch.setattr("casework.vault.house.load_codes", _kept_codes())
        patch.setattr("casework.database.engine.create_engine", _sharing_engines())
        yield


def _kept_builders() -> Callable[..., Any]:
    """Return Werkzeug's compiler of addresses; what it makes depends on the rule's text alone."""
    compile_builder: Callable[..., Any] = vars(Rule)["_compile_builder"]
    kept: dict[tuple[object, ...], Any] = {}

    def compiled(rule: Rule, append_unknown: bool = True) -> Any:
        if rule.defaults:
            return compile_builder(rule, append_unknown)
        key = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes, append_unknown)
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    return compiled


def _kept_codes() -> Callable[[Path], Codes]:
    """Return the loader of code lists; the shipped ones never change while tests run."""
    shipped = cache(load_codes)
    return lambda folder: shipped(folder) if folder == SHIPPED_CODES else load_codes(folder)


def _sharing_engines() -> Callable[..., Engine]:
    """Return SQLAlchemy's maker of engines; what they compile depends on their kind alone."""
    kept = CompiledStatements()

    def make(*args: Any, **kwargs: Any) -> Engine:
        return create_engine(*args, execution_options={"compiled_cache": kept}, **kwargs)

    return make
