"""The health desk's pages as a browser uses them: open, fill in, send."""

from __future__ import annotations

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework.access.steps import ReferralState
from casework.kernel.ids import Id, id_to_text, new_id
from casework.kernel.kinds import SectionKind
from casework.referrals import service as referrals
from casework.referrals.reading import open_referral
from casework.referrals.records import Answer, AnswerKind
from casework.referrals.sending import send
from casework.vault.directory import DirectoryEntry
from tests.factories.agreements import agreed, sending
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR
from tests.factories.pages import read

COMPLAINT = "Đau họng, nuốt vướng từ hôm qua (mẫu)"
CHART = {
    "injuries-0-region": "NECK",
    "injuries-0-side": "LEFT",
    "injuries-0-kind": "BRUISE",
    "injuries-0-size": "3 x 1 cm, tím",
    "injuries-1-region": "FOREARM",
    "injuries-1-kind": "WOUND",
}
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
_FIELD = re.compile(r'<(?:input|textarea|select)[^>]* name="([\w-]+)"')


def hidden(page: str) -> dict[str, str]:
    """Return what the page's own form carries unseen."""
    return {name: unescape(value) for name, value in _HIDDEN.findall(page)}


def fields(page: str) -> set[str]:
    """Return the names of everything that the page asks."""
    return set(_FIELD.findall(page))


def press(
    client: FlaskClient, address: str, page: str | None = None, **data: object
) -> TestResponse:
    """Send the form of ``page``, or of the address as it stands, filled with ``data``."""
    shown = page or read(client, address)
    return client.post(address, data={**hidden(shown), **data})


def write_visit(client: FlaskClient, case: str, **data: object) -> str:
    """Save a new visit; returns its address."""
    address = f"/cases/{case}/visits/new"
    page = read(client, address)
    answer = press(client, address, page, **({"complaint": COMPLAINT} | data))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return f"/cases/{case}/visits/{hidden(page)['record_id']}"


def write_certificate(client: FlaskClient, case: str, **data: object) -> str:
    """Save a new certificate; returns its address."""
    address = f"/cases/{case}/certificates/new"
    page = read(client, address)
    filled = {"name": SURVIVOR, "asked_by": "HERSELF", "signed_by": "Đinh Thị Mai (mẫu)"}
    filled |= {"examined_at": "22/11/2026 09:00"} | CHART
    answer = press(client, address, page, **(filled | data))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return f"/cases/{case}/certificates/{hidden(page)['record_id']}"


def issue(client: FlaskClient, certificate: str) -> None:
    """Make a certificate ready for paper."""
    answer = press(client, f"{certificate}/look")
    assert answer.status_code == 303, answer.get_data(as_text=True)


def joined(commune: TestCommune, case: Id, by: str = "mai") -> Id:
    """Let the police refer a file to a desk, which accepts; returns the consent's id."""
    hung, hand = commune.hand("hung"), commune.hand(by)
    kinds = (SectionKind.IDENTITY, SectionKind.INCIDENT)
    consent = agreed(commune.house, hung, case, hand.keyring.unit, *kinds)
    referral = send(commune.house, hung, case, sending(consent))
    page = open_referral(commune.house, hand, referral)
    assert page.face.state is ReferralState.RECEIVED
    yes = Answer(AnswerKind.ACCEPTED, "Mời đến (mẫu)")
    accepting = referrals.Accepting(yes, new_id(), DirectoryEntry(name=SURVIVOR))
    referrals.accept(commune.house, hand, referral, accepting)
    return consent


def text_of(case: Id) -> str:
    """Return a case as addresses name it."""
    return id_to_text(case)
