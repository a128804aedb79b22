"""Code lists are data with their basis and their evidence; what is unverified says so."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from casework.kernel.errors import BadSettings

Attribute: TypeAlias = str | int | bool | tuple[str, ...]


class Evidence(StrEnum):
    """How far a statement may be trusted (the tags of DOMAIN.md)."""

    VERIFIED = "verified"
    DIGEST = "digest"
    UNVERIFIED = "unverified"
    DESIGN = "design"


_MARKS = {Evidence.DIGEST: "cần kiểm lại", Evidence.UNVERIFIED: "chưa kiểm chứng"}


@dataclass(frozen=True)
class Confirmed:
    """Somebody of the commune has checked an entry: who, when, by what; maybe with its value."""

    by: str
    on: date
    basis: str
    value: str = ""


@dataclass(frozen=True)
class Code:
    """One entry: a stable English code, its Vietnamese label and where both come from.

    `verified_on` is set only where the text itself was read. `attributes` are the list's own
    columns (`dv_scope`, `hours`, …); ask for them by `text`, `number`, `flag` and `words`.
    """

    code: str
    vi: str
    en: str | None
    evidence: Evidence
    basis: str | None
    effective_from: date | None
    effective_to: date | None
    verified_on: date | None
    attributes: Mapping[str, Attribute]
    confirmed: Confirmed | None = None
    """By whom of the commune, where the entry was shipped in doubt."""

    @property
    def is_doubtful(self) -> bool:
        """Whether the entry was shipped in doubt, confirmed since or not."""
        return self.evidence in _MARKS

    @property
    def needs_mark(self) -> bool:
        """Whether the entry may never be printed without `mark_vi`."""
        return self.is_doubtful and self.confirmed is None

    @property
    def mark_vi(self) -> str | None:
        """The words to print beside the entry, or None where it may stand alone."""
        return _MARKS.get(self.evidence) if self.confirmed is None else None

    def content(self) -> bytes:
        """Return canonically all that a reader is told, so that a confirmation holds for this.

        The English words and the evidence's own day are ours, and are left out.
        """
        told = {
            "code": self.code,
            "vi": self.vi,
            "basis": self.basis,
            "from": None if self.effective_from is None else self.effective_from.isoformat(),
            "to": None if self.effective_to is None else self.effective_to.isoformat(),
            "attributes": dict(self.attributes),
        }
        return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()

    def holds_on(self, day: date) -> bool:
        """Whether the entry is in force on that day; an unknown end is an open one."""
        begun = self.effective_from is None or self.effective_from <= day
        return begun and (self.effective_to is None or day <= self.effective_to)

    def text(self, name: str) -> str | None:
        """Return a text attribute, or None where the entry has none."""
        value = self.attributes.get(name)
        return value if isinstance(value, str) else None

    def number(self, name: str) -> int | None:
        """Return a whole-number attribute, or None where the entry has none."""
        value = self.attributes.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def flag(self, name: str) -> bool:
        """Return a yes/no attribute; absent means no."""
        return self.attributes.get(name) is True

    def words(self, name: str) -> tuple[str, ...]:
        """Return a list attribute, empty where the entry has none."""
        value = self.attributes.get(name)
        return value if isinstance(value, tuple) else ()


@dataclass(frozen=True)
class CodeList:
    """The entries in a page's order; ``value`` is the attribute that the commune may write."""

    name: str
    vi: str
    source: str
    entries: Mapping[str, Code]
    value: str | None = None

    def is_open(self, entry: Code) -> bool:
        """Whether the commune's word on a shipped entry is asked for: doubted, or without value."""
        return entry.is_doubtful or (self.value is not None and entry.text(self.value) is None)

    def with_confirmed(self, code: str, confirmed: Confirmed) -> "CodeList":
        """Return the list with one entry free of its mark, and with the commune's own value."""
        own = {self.value: confirmed.value} if self.value and confirmed.value else {}
        told = MappingProxyType({**self.entries[code].attributes, **own})
        entry = replace(self.entries[code], confirmed=confirmed, attributes=told)
        return replace(self, entries=MappingProxyType({**self.entries, code: entry}))

    def __iter__(self) -> Iterator[Code]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, code: object) -> bool:
        return code in self.entries

    def __getitem__(self, code: str) -> Code:
        return self.entries[code]

    def find(self, code: str) -> Code | None:
        """Return the entry, or None for a code that the list does not hold."""
        return self.entries.get(code)

    def label(self, code: str) -> str:
        """Return the Vietnamese label; an old record's dropped code stands for itself."""
        entry = self.entries.get(code)
        return code if entry is None else entry.vi

    def choices(self) -> list[tuple[str, str]]:
        """Return (code, label) pairs for a form field, the mark of doubt in the label."""
        return [
            (entry.code, f"{entry.vi} ({entry.mark_vi})" if entry.mark_vi else entry.vi)
            for entry in self
        ]

    def band(self, value: int | None) -> Code:
        """Return the band (`from` ≤ value ≤ `to`) of a number, or the band of the unknown.

        Raises KeyError when the list has no such band.
        """
        for entry in self:
            lowest, highest = entry.number("from"), entry.number("to")
            if value is None and entry.flag("unknown"):
                return entry
            if value is None or lowest is None or value < lowest:
                continue
            if highest is None or value <= highest:
                return entry
        raise KeyError(self.name)


@dataclass(frozen=True)
class Codes:
    """All lists that were shipped, by name."""

    lists: Mapping[str, CodeList]

    def __getitem__(self, name: str) -> CodeList:
        return self.lists[name]

    def __iter__(self) -> Iterator[CodeList]:
        return iter(self.lists.values())

    def __len__(self) -> int:
        return len(self.lists)

    def find(self, name: str) -> CodeList | None:
        """Return the list of this name, None if there is none."""
        return self.lists.get(name)

    def with_confirmed(self, found: Mapping[tuple[str, str], Confirmed]) -> "Codes":
        """Return the lists with these entries, by list and code, free of their mark."""
        lists = dict(self.lists)
        for (name, code), confirmed in found.items():
            lists[name] = lists[name].with_confirmed(code, confirmed)
        return Codes(MappingProxyType(lists))


def load_codes(folder: Path) -> Codes:
    """Load every `*.toml` of the folder; the file's name is the list's name.

    Raises BadSettings with one line naming the file and the entry that is wrong.
    """
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise BadSettings(f"no code lists in {folder}")
    return Codes(MappingProxyType({path.stem: load_code_list(path) for path in paths}))


def load_code_list(path: Path) -> CodeList:
    """Load one list. Raises BadSettings."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadSettings(f"{path.name}: {error}") from error
    reader = _Reader(path.name, document)
    found = MappingProxyType(reader.entries())
    return CodeList(path.stem, reader.vi, reader.source, found, reader.value)


_DEFAULTS = {"evidence", "basis", "effective_from", "verified_on"}
_LIST_KEYS = {"vi", "source", "value", "entry"} | _DEFAULTS
_ENTRY_KEYS = {"code", "vi", "en", "evidence", "basis"}
_DAY_KEYS = {"effective_from", "effective_to", "verified_on"}


class _Reader:
    """Reads one file; `evidence`, `basis` and the days of the list are its entries' defaults."""

    def __init__(self, file: str, document: dict[str, object]) -> None:
        self._file = file
        self._document = document
        if unknown := set(document) - _LIST_KEYS:
            raise self._wrong(f"unknown key {min(unknown)}")
        self.vi = self._text(document, "vi")
        self.source = self._text(document, "source")
        self.value = self._text(document, "value") if "value" in document else None

    def entries(self) -> dict[str, Code]:
        rows = self._document.get("entry")
        if not isinstance(rows, list) or not rows:
            raise self._wrong("no entries")
        found: dict[str, Code] = {}
        for row in rows:
            entry = self._entry(row)
            if entry.code in found:
                raise self._wrong(f"{entry.code} stands twice")
            found[entry.code] = entry
        return found

    def _entry(self, row: dict[str, object]) -> Code:
        code = self._text(row, "code")
        merged = {key: self._document[key] for key in _DEFAULTS & self._document.keys()} | row
        try:
            evidence = Evidence(self._text(merged, "evidence"))
        except ValueError as error:
            raise self._wrong(f"{code}: unknown evidence") from error
        days = {key: self._day(merged, key) for key in _DAY_KEYS}
        own = row.keys() - _ENTRY_KEYS - _DAY_KEYS
        return Code(
            code=code,
            vi=self._text(row, "vi"),
            en=self._text(row, "en") if "en" in row else None,
            evidence=evidence,
            basis=self._text(merged, "basis") if "basis" in merged else None,
            effective_from=days["effective_from"],
            effective_to=days["effective_to"],
            verified_on=days["verified_on"] if evidence is Evidence.VERIFIED else None,
            attributes=MappingProxyType({key: self._attribute(code, key, row[key]) for key in own}),
        )

    def _attribute(self, code: str, key: str, value: object) -> Attribute:
        if isinstance(value, str | int):
            return value
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            return tuple(value)
        raise self._wrong(f"{code}: {key} must be text, a whole number, yes/no or a list of texts")

    def _text(self, table: Mapping[str, object], key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(f"{table.get('code', 'list')}: {key} is missing or not text")
        return value

    def _day(self, table: Mapping[str, object], key: str) -> date | None:
        value = table.get(key)
        if value is None or type(value) is date:
            return value
        raise self._wrong(f"{table.get('code', 'list')}: {key} must be a day")

    def _wrong(self, what: str) -> BadSettings:
        return BadSettings(f"{self._file}: {what}")
