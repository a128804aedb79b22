"""Reading and sending pages as a browser would."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework.kernel.ids import id_to_text, new_id
from tests.factories.commune import token_of


def read(client: FlaskClient, address: str) -> str:
    """Return the page; it must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def hidden(page: str, name: str) -> str:
    """Return the value of a hidden field."""
    marker = f'name="{name}" value="'
    begin = page.index(marker) + len(marker)
    return page[begin : page.index('"', begin)]


def save(client: FlaskClient, address: str, **data: object) -> TestResponse:
    """Open a form's page and send it filled with ``data``; hidden fields come from the page."""
    page = client.get(address).get_data(as_text=True)
    sent: dict[str, object] = {"csrf_token": token_of(page)}
    for name in ("case_id", "record_id", "seen_version"):
        if f'name="{name}"' in page:
            sent[name] = hidden(page, name)
    return client.post(address, data=sent | data)


def open_with_line(client: FlaskClient, line: str = "Một dòng") -> str:
    """Open a file with one line; returns its address."""
    case_id = id_to_text(new_id())
    answer = save(client, "/cases/new", case_id=case_id, line=line)
    assert answer.status_code == 303
    return f"/cases/{case_id}"
