"""The way of a stay through its pages, as the union goes it."""

from __future__ import annotations

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework.kernel.ids import Id, id_to_text
from casework.shelter.records import SafeHouse
from tests.factories.pages import read, text
from tests.referrals.pages import hidden
from tests.shelter.scenes import ADDRESS, HOST, HOUSE_NAME, PHONE

WHO = {"adults": "1", "children": "2", "from_on": "23/11/2026", "nights": "3", "hour": "20:30"}
HOUSE = {
    "name": HOUSE_NAME,
    "address": ADDRESS,
    "host_name": HOST,
    "phone": PHONE,
    "beds": "3",
    "takes": ["WOMEN", "CHILDREN"],
}
NEEDS = "Sữa cho bé, thuốc huyết áp (mẫu)"


_TYPED = re.compile(r'<input class="[^"]*" id="\w+" name="(\w+)" type="text"\s+value="([^"]*)"')
_PASSAGE = re.compile(r'<textarea id="\w+" name="(\w+)"[^>]*>\n(.*?)</textarea>', re.S)


def standing(page: str) -> dict[str, str]:
    """Return what a browser would send of the page's form as it stands, choices left out."""
    shown = dict(_TYPED.findall(page)) | dict(_PASSAGE.findall(page))
    return hidden(page) | {name: unescape(value) for name, value in shown.items()}


def stay_address(case: Id) -> str:
    """Return the page of a case's stays."""
    return f"/cases/{id_to_text(case)}/stay"


def fill(client: FlaskClient, address: str, /, **fields: object) -> TestResponse:
    """Open a form and send it filled."""
    return client.post(address, data=standing(read(client, address)) | fields)


def choose(client: FlaskClient, case: Id, at: SafeHouse, **fields: object) -> TestResponse:
    """Go through both stages of placing, up to the last press."""
    address = f"{stay_address(case)}/new"
    second = client.post(address, data=standing(read(client, address)) | WHO | {"go": "house"})
    chosen = {"house": id_to_text(at.house_id), "needs": NEEDS, "go": "place"}
    return client.post(address, data=standing(text(second)) | chosen | fields)
