"""A browser's way with our pages: open the form, fill it in, send it where it asks."""

from __future__ import annotations

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories.commune import token_of


def read(client: FlaskClient, address: str) -> str:
    """Return a page that must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.get_data(as_text=True)


def send(client: FlaskClient, address: str, page: str | None = None, **fields: str) -> TestResponse:
    """Post a form with the token of ``page``, or of the address itself where it shows one."""
    shown = page or client.get(address).get_data(as_text=True)
    return client.post(address, data={"csrf_token": token_of(shown), **fields})


def text(answer: TestResponse) -> str:
    """Return an answer's page."""
    return answer.get_data(as_text=True)
