"""Letters to bodies outside, as a browser writes them."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework.cases.upcoming import list_upcoming
from casework.referrals.letters.showing import due_of
from tests.factories.commune import TestCommune
from tests.factories.pages import read
from tests.referrals.pages import hidden

ASKS = "Khám họng, giữ lại theo dõi một đêm (mẫu)"
FILLED: dict[str, Any] = {
    "body": "HOSPITAL",
    "body_name": "Bệnh viện Mẫu",
    "service": "MEDICAL",
    "asks": ASKS,
    "reach": "Người ấy tự đến, không gọi (mẫu)",
    "answer_to": "Bà Mẫu, 0900 000 000",
    "signed_by": "Ông Mẫu",
    "held_at": "23/11/2026 07:00",
    "alone": "YES",
    "told_who_can_open": "YES",
    "told_limits": "YES",
    "told_help_goes_on": "YES",
    "survivor_answer": "YES",
    "how": "SPOKEN",
    "witness": "Chị Mẫu",
    "until_on": "30/11/2026",
    "ask_on": "26/11/2026",
}
"""All that a letter needs from an adult, and nothing of who she is."""


def press(
    client: FlaskClient, address: str, page: str | None = None, **data: object
) -> TestResponse:
    """Send the form of ``page``, or of the address as it stands, filled with ``data``."""
    shown = page or read(client, address)
    return client.post(address, data={**hidden(shown), **data})


def write_letter(client: FlaskClient, case: str, **data: object) -> str:
    """Save a new letter; returns its address."""
    address = f"/cases/{case}/letters/new"
    page = read(client, address)
    answer = press(client, address, page, **(FILLED | data))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return f"/cases/{case}/letters/{hidden(page)['record_id']}"


def hand_over(client: FlaskClient, letter: str) -> None:
    """Note that a letter has left the desk."""
    answer = press(client, f"{letter}/hand", handed_by="Ông Mẫu, tận tay")
    assert answer.status_code == 303, answer.get_data(as_text=True)


def due(commune: TestCommune, reader: str) -> list[str]:
    """Return the addresses of the letters that the first page of a reader names."""
    found = list_upcoming(commune.house, commune.hand(reader))
    return [address for _, address in due_of(found, commune.clock.now())]
