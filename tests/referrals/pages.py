"""The way of a referral through its pages, as two desks go it."""

from __future__ import annotations

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework.kernel.ids import Id, id_to_text
from casework.kernel.kinds import SectionKind
from tests.factories.agreements import agreed
from tests.factories.commune import TestCommune, token_of
from tests.factories.pages import read, text
from tests.factories.whole_file import whole_file

ASKS = "Khám tay, giữ lại đêm nay (mẫu)"
FILLED = {"service": "MEDICAL", "urgency": "URGENT", "asks": ASKS}
SHARED = (SectionKind.IDENTITY, SectionKind.INCIDENT)
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
_CARRIED = re.compile(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', re.S)


def hidden(page: str) -> dict[str, str]:
    """Return what the page's own form carries unseen: ids, and the fields of other stages."""
    found = dict(_HIDDEN.findall(page)) | dict(_CARRIED.findall(page))
    return {name: unescape(value) for name, value in found.items()}


def shared_file(commune: TestCommune, to: str = "mai") -> tuple[Id, Id]:
    """Return a file of the police that she agreed to share with ``to``'s desk, and the consent."""
    hung = commune.hand("hung")
    case = whole_file(commune.house, hung)
    unit = commune.hand(to).keyring.unit
    return case, agreed(commune.house, hung, case, unit, *SHARED)


def step(client: FlaskClient, address: str, page: str, go: str, **fields: str) -> TestResponse:
    """Press a button of the sender's stages, carrying on what the page carries."""
    return client.post(address, data=hidden(page) | {"go": go} | fields)


def sent_by_pages(commune: TestCommune, client: FlaskClient, **fields: str) -> str:
    """Send a referral from the police to the health station; returns its address."""
    case, consent = shared_file(commune)
    address = f"/cases/{id_to_text(case)}/referrals/new"
    page = read(client, address)
    given = FILLED | {"consent": id_to_text(consent)} | fields
    answer = step(client, address, page, "send", **given)
    assert answer.status_code == 303, text(answer)
    assert answer.location.endswith("/call")
    return answer.location.removesuffix("/call")


def press(client: FlaskClient, address: str, **fields: str) -> TestResponse:
    """Open the page of a verb and send its form filled with ``fields``."""
    page = read(client, address)
    return client.post(address, data=hidden(page) | {"csrf_token": token_of(page)} | fields)
