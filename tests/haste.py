"""What each test's application would work out anew, with the same outcome, is kept for a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from casework.kernel.codes import Codes, load_codes


class CompiledTemplates(BytecodeCache):
    """Templates compiled by this process, by name, place and content."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


@contextmanager
def worked_out_once() -> Iterator[None]:
    """Keep compiled templates, compiled addresses and code lists until the block ends."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": CompiledTemplates()})
        patch.setattr(Rule, "_compile_builder", _kept_builders())
        patch.setattr("casework.vault.house.load_codes", _kept_codes())
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
    """Return the loader of code lists, which reads a folder again once a file in it has changed."""

    @cache
    def loaded(folder: Path, _state: tuple[tuple[str, int, int], ...]) -> Codes:
        return load_codes(folder)

    def load(folder: Path) -> Codes:
        files = [(path.name, path.stat()) for path in sorted(folder.glob("*.toml"))]
        return loaded(folder, tuple((name, s.st_mtime_ns, s.st_size) for name, s in files))

    return load
