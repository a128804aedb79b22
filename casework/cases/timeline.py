"""What happened in a file, newest first, told from what this reader holds and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from casework.cases.closing.records import Closing, Reopening
from casework.cases.consents.records import Talk
from casework.cases.files import CaseFile, Part
from casework.cases.parts import ACTS, PARTS
from casework.kernel.codes import Codes
from casework.kernel.ids import Id
from casework.vault.agreements import Consent, Step

SHOWN = 20
"""How many lines a page shows; what is older stands with its section."""

_TITLES = {
    Closing.schema: "Đóng hồ sơ",
    Reopening.schema: "Mở lại hồ sơ",
    Talk.schema: "",
    **{kind.schema: f"Ghi: {kind.title}" for kind in PARTS if kind is not ACTS},
}


@dataclass(frozen=True)
class Happening:
    """One line, as the macro ``timeline`` takes it: when, what, and by whom; never its words."""

    at: datetime
    title: str
    by: str
    text: str = ""


def happened(codes: Codes, file: CaseFile) -> list[Happening]:
    """Return the newest happenings of a file that its reader may know of."""
    found = [*_saves(codes, file), *_steps(codes, file)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:SHOWN]


def _saves(codes: Codes, file: CaseFile) -> Iterator[Happening]:
    """Each part as it was written last; what was said in a conversation shows as its answer."""
    kinds = {door.section_id: door.kind for door in file.doors}
    for part in file.parts:
        known = _TITLES.get(part.content.schema)
        title = f"Ghi: {codes['section_kinds'].label(kinds[part.section_id])}"
        if known != "":
            yield Happening(part.written_at, known or title, _author(file, part))


def _author(file: CaseFile, part: Part) -> str:
    return file.names.get(part.author, "")


def _steps(codes: Codes, file: CaseFile) -> Iterator[Happening]:
    """Each step of a consent, ground or referral of which the reader holds a section."""
    held = {door.section_id for door in file.doors}
    for steps in file.agreements.steps.values():
        newest = steps[-1].row
        if isinstance(newest, Consent):
            if newest.section_id in held:
                yield from (_consent_step(codes, file, step) for step in steps)
        elif held & {newest.note_section, newest.answer_section}:
            yield from _referral_steps(codes, file, steps)


def _consent_step(codes: Codes, file: CaseFile, step: Step) -> Happening:
    said = codes["consent_states"][step.row.state].text("happened")
    to = step.row.recipient_unit if isinstance(step.row, Consent) else b""
    return Happening(step.row.changed_at, f"{said} {_name(file, to)}", _who(file, step))


def _referral_steps(codes: Codes, file: CaseFile, steps: list[Step]) -> Iterator[Happening]:
    state = None
    for step in steps:
        if step.row.state == state or isinstance(step.row, Consent):
            continue  # the sender has noted a call: the referral stands where it stood
        state = step.row.state
        came = referral_came(codes, state).lower()
        title = f"Phiếu chuyển đến {_name(file, step.row.to_unit)}: {came}"
        yield Happening(step.row.changed_at, title, _who(file, step))


def referral_came(codes: Codes, state: str) -> str:
    """Return how a history says that a referral came to a state; never why it ended early."""
    entry = codes["referral_statuses"][state]
    return entry.text("came") or entry.vi


def _who(file: CaseFile, step: Step) -> str:
    return _name(file, step.author.user)


def _name(file: CaseFile, of: Id) -> str:
    return file.names.get(of, "")
