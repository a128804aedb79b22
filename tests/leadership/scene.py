"""A file of the police, and the way of a notice through the pages, as both sides go it."""

from __future__ import annotations

from dataclasses import replace

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework.cases.codec import SealedRecord
from casework.cases.consents.records import LawReason
from casework.cases.records import Incident, PersonCausingViolence, Survivor
from casework.cases.service import NewPart, Opening, open_case
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.kernel.kinds import SectionKind
from casework.leadership.notices import Telling, write_notice
from casework.leadership.records import Notice
from casework.leadership.rules import Standing
from casework.vault.directory import DirectoryEntry
from tests.factories.commune import MORNING, TestCommune
from tests.factories.files import LINE, SURVIVOR
from tests.factories.pages import read
from tests.referrals.pages import hidden

DONE = "Đã đến nơi, đưa người kia về trụ sở (mẫu)"
DIRECTION = "Giao Trưởng Công an xã xử lý ngay (mẫu)"
FILLED = {
    "received_at": "23/11/2026 07:40",
    "danger": "NO",
    "done": DONE,
    "asks": "KNOW",
}


def file_of(
    commune: TestCommune,
    username: str = "hung",
    relation: str | None = "HUSBAND",
    holders: tuple[Id, ...] = (),
) -> Id:
    """Open a file that says who the person is to her, or has no such person."""
    contents: list[tuple[SectionKind, SealedRecord]] = [
        (SectionKind.IDENTITY, Survivor(name=SURVIVOR, called="mẹ Mẫu")),
        (SectionKind.INCIDENT, Incident(account=LINE, told=("HIT",))),
    ]
    if relation is not None:
        person = PersonCausingViolence(name="A Mẫu Núi", relation=relation)
        contents.append((SectionKind.INCIDENT, person))
    parts = [NewPart(kind, content) for kind, content in contents]
    opening = Opening(new_id(), parts, DirectoryEntry(name=SURVIVOR), holders)
    return open_case(commune.house, commune.hand(username), opening)


def telling(commune: TestCommune, danger: str = "NO", **changes: object) -> Telling:
    """Return a notice about to be written; ``changes`` make it another."""
    told = Telling(
        referral_id=new_id(),
        consent_id=new_id(),
        reason_id=new_id(),
        notice_id=new_id(),
        note_id=new_id(),
        chair=commune.hand("dung").keyring.unit,
        notice=Notice(MORNING, danger=danger, done=DONE, asks=("KNOW",)),
        reason=LawReason(reason="Nhận tin báo (mẫu)"),
        where=Standing.COVERED,
    )
    return replace(told, **changes)  # type: ignore[arg-type]  # names and types as in Telling


def told(commune: TestCommune, case: Id, danger: str = "NO", username: str = "hung") -> Id:
    """Write a notice; returns the referral by which it travels."""
    return write_notice(commune.house, commune.hand(username), case, telling(commune, danger))


def form_address(case: Id) -> str:
    """Return where a notice about a file is written."""
    return f"/cases/{id_to_text(case)}/notices/new"


def fill(client: FlaskClient, address: str, **fields: object) -> TestResponse:
    """Fill the form at an address, hidden ids and all, and send it."""
    return client.post(address, data=hidden(read(client, address)) | fields)


def written(client: FlaskClient, case: Id, **fields: object) -> Id:
    """Write a notice through its page; returns its id."""
    answer = fill(client, form_address(case), **(FILLED | fields))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return id_from_text(answer.location.split("/")[-2])


def page_of(notice: Id) -> str:
    """Return where a notice is read."""
    return f"/notices/{id_to_text(notice)}"
