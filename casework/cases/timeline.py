"""What happened in a file, newest first, told from what this reader holds and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from casework.access.steps import ConsentState
from casework.cases.closing.records import Closing, Reopening
from casework.cases.consents.records import Talk
from casework.cases.files import CaseFile, Part
from casework.cases.parts import ACTS, PARTS
from casework.kernel.codes import Codes
from casework.kernel.ids import Id
from casework.vault.agreements import Consent, Step

SHOWN = 20
"""How many lines a page shows; what is older stands with its section."""

_CONSENT_SAID = {
    ConsentState.GIVEN: "Đồng ý chia sẻ với",
    ConsentState.REFUSED: "Không đồng ý chia sẻ với",
    ConsentState.WITHDRAWN: "Rút lại, không chia sẻ nữa với",
    ConsentState.EXPIRED: "Hết hạn chia sẻ với",
    ConsentState.ASKED: "Đề nghị chuyển theo luật đến",
    ConsentState.CONFIRMED: "Xác nhận chuyển theo luật đến",
}
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
                yield from (_consent_step(file, step) for step in steps)
        elif held & {newest.note_section, newest.answer_section}:
            yield from _referral_steps(codes, file, steps)


def _consent_step(file: CaseFile, step: Step) -> Happening:
    said = _CONSENT_SAID[ConsentState(step.row.state)]
    to = step.row.recipient_unit if isinstance(step.row, Consent) else b""
    return Happening(step.row.changed_at, f"{said} {_name(file, to)}", _who(file, step))


def _referral_steps(codes: Codes, file: CaseFile, steps: list[Step]) -> Iterator[Happening]:
    state = None
    for step in steps:
        if step.row.state == state or isinstance(step.row, Consent):
            continue  # the sender has noted a call: the referral stands where it stood
        state = step.row.state
        label = codes["referral_statuses"].label(state)
        title = f"Phiếu chuyển đến {_name(file, step.row.to_unit)}: {label.lower()}"
        yield Happening(step.row.changed_at, title, _who(file, step))


def _who(file: CaseFile, step: Step) -> str:
    return _name(file, step.author.user)


def _name(file: CaseFile, of: Id) -> str:
    return file.names.get(of, "")
