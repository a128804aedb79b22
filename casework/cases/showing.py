"""A sealed record in words: the labels of its form, the labels of its codes, doubts marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from flask import current_app

from casework.cases.codec import SealedRecord
from casework.cases.files import CaseFile, Door, Part
from casework.cases.findings import IncidentFinding
from casework.cases.forms.record_form import RecordForm
from casework.cases.parts import ACTS, PartKind
from casework.cases.rules.people import AgeThen
from casework.cases.rules.scope import ScopeFinding
from casework.kernel.clock import format_moment
from casework.kernel.codes import Codes
from casework.kernel.ids import Id, id_to_text
from casework.web.here import house
from casework.web.villages import VillageField

_MEMBERS = "members"
"""The field whose values are ids of people."""
_LABELS = "casework_part_labels"
_BLANK = {type(None), bool, str, tuple, list}
"""Of these kinds, what is empty says nothing; a number says something even if it is none."""


class Row(NamedTuple):
    """One line of a summary list, as the macro `summary` takes it."""

    label: str
    value: str
    mark: str | None = None


class Reading(NamedTuple):
    """How the law and the figures read an incident, in words."""

    confirmed: bool
    acts: list[tuple[str | None, str, str | None]]
    """Each act's letter in the law, its words, and the mark of doubt."""
    core_type: str | None
    contexts: list[str]
    age: AgeThen | None
    delay: str
    address: str
    """Where a worker confirms it."""


class ShownPart(NamedTuple):
    """One part as a page shows it."""

    part: Part
    kind: PartKind
    own: bool
    title: str
    rows: list[Row]
    author: str
    owner: str
    reading: Reading | None = None
    """Of an incident of which something was told or confirmed."""
    scope: ScopeFinding | None = None
    """Of a person: whether the law covers what they did."""
    address: str = ""
    """Where the part is changed, by whoever may."""


@dataclass(frozen=True)
class _Label:
    name: str
    text: str
    options: Mapping[str, str]
    masked: bool
    village: bool

    @cached_property
    def special(self) -> bool:
        """Whether a text is not shown as it stands, or by its option."""
        return self.masked or self.name == _MEMBERS


def rows_of(form: type[RecordForm], record: SealedRecord, names: Mapping[Id, str]) -> list[Row]:
    """Return what a record says, in the order of its form; what is not filled is left out."""
    shown = form.shown(record)
    found = []
    for label in _labels(form):
        value = shown.get(label.name)
        if not value and type(value) in _BLANK:
            continue
        if type(value) is str and not label.special:
            words = label.options.get(value, value)
        else:
            words = _words(value, label, names)
        if words:
            mark = house().places.mark_of(words) if label.village else None
            found.append(Row(label.text, words, mark))
    return found


def _labels(form: type[RecordForm]) -> list[_Label]:
    """Return the labels of a form's fields, for a form costs more than a page.

    Made anew when somebody of the commune has confirmed an entry: its mark stands in them.
    """
    known: dict[type[RecordForm], tuple[Codes, list[_Label]]]
    known = current_app.extensions.setdefault(_LABELS, {})
    codes = house().codes
    found = known.get(form)
    if found is None or found[0] is not codes:
        blank = form(formdata=None)
        labels = [
            _Label(
                name,
                str(blank[name].label.text),
                {o.value: _marked(o.label, o.mark) for o in getattr(blank[name], "options", ())},
                name in form.masked,
                isinstance(blank[name], VillageField),
            )
            for _, group in form.groups
            for name in group
        ]
        found = known[form] = codes, labels
    return found[1]


def _marked(label: str, mark: str | None) -> str:
    return f"{label} ({mark})" if mark else label


def _words(value: Any, label: _Label, names: Mapping[Id, str]) -> str:
    if value is None or value is False or value == ():
        return ""
    if value is True:
        return "Có"
    if isinstance(value, tuple | list):
        return "\n".join([_words(item, label, names) for item in value])
    if isinstance(value, datetime):
        return format_moment(value)
    text = str(value)
    if label.name == _MEMBERS:
        return names.get(bytes.fromhex(text), text)
    if label.masked and len(text) > 7:
        return f"{text[:3]}{'•' * (len(text) - 7)}{text[-4:]}"
    return label.options.get(text, text)


def shown_part(
    file: CaseFile,
    door: Door,
    part: Part,
    kind: PartKind,
    number: int,
    reading: Reading | None = None,
    scope: ScopeFinding | None = None,
) -> ShownPart:
    """Return a part behind a door with its rows, title, author and owner unit in words."""
    return ShownPart(
        part,
        kind,
        door.own,
        f"{kind.title} {number}" if kind.many else kind.title,
        rows_of(kind.form, part.content, file.names),
        file.names.get(part.author, ""),
        file.names.get(door.owner_unit, ""),
        reading,
        scope,
        address_of(file, kind, part.record_id),
    )


def address_of(file: CaseFile, kind: PartKind, record: Id | None = None) -> str:
    """Return where a part is changed, or begun; spelt here, for a page names dozens."""
    start = f"/cases/{id_to_text(file.case_id)}/parts/{kind.slug}"
    return start if record is None else f"{start}/{id_to_text(record)}"


def readings_of(
    codes: Codes, file: CaseFile, incidents: Iterable[IncidentFinding]
) -> Iterator[tuple[Part, Reading]]:
    """Yield each incident of which something was told or confirmed, and what follows in words."""
    acts, kinds = codes["dv_acts"].entries, codes["gbvims_types"]
    contexts, delays = codes["gbvims_contexts"], codes["report_delays"]
    for found in incidents:
        if found.confirmed or getattr(found.part.content, "told", None):
            yield (
                found.part,
                Reading(
                    found.confirmed,
                    [
                        (a.text("letter"), a.vi, a.mark_vi)
                        for a in map(acts.__getitem__, found.acts)
                    ],
                    kinds.label(found.core_type) if found.core_type else None,
                    [contexts.label(context) for context in found.contexts],
                    found.age,
                    delays.label(found.delay),
                    address_of(file, ACTS, found.part.record_id),
                ),
            )


def labels_of(codes: Codes, name: str, chosen: tuple[str, ...]) -> list[str]:
    """Return the labels of several codes, each with its mark of doubt."""
    entries = codes[name].entries
    return [
        _marked(entries[code].vi, entries[code].mark_vi) if code in entries else code
        for code in chosen
    ]


def differing(mine: list[Row], theirs: list[Row]) -> set[str]:
    """Return the labels of the rows in which two versions of a record differ."""
    return {row.label for row in {*mine} ^ {*theirs}}
