"""A browser's way with our pages: open the form, fill it in, send it where it asks."""

from __future__ import annotations

from html.parser import HTMLParser

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


class _Carried(HTMLParser):
    """Gathers what the forms of a page's main part carry unseen."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._text: list[str] | None = None
        self.feed(page[page.index("<main") :])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        values = self.found.setdefault
        if tag == "input" and given.get("type") == "hidden":
            values(given["name"] or "", []).append(given.get("value") or "")
        elif tag == "textarea" and "hidden" in given:
            self._text = values(given["name"] or "", [])
            self._text.append("")

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            self._text[-1] = self._text[-1].removeprefix("\n")
            self._text = None


def carried(page: str) -> dict[str, list[str]]:
    """Return what the forms of a page's main part carry unseen, all values of each name."""
    return _Carried(page).found
