"""A browser that writes a canary of its own into every box for words that a page shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from unittest.mock import patch

from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from wtforms import PasswordField
from wtforms.form import BaseForm

from casework.crypto import blob, hpke
from casework.web.fields import PhoneField
from tests.attacks.form_fields import fields_of

WORDS = "Sẻ Ngô Mẫu"
"""Stands in every canary of words; the number after it says which."""
DIGITS = "0971717171"
"""Stands in every canary of digits."""
SECRET = "rẽ quạt họng trắng mẫu"
"""Stands in every password that is chosen or tried."""
STEMS = (WORDS, DIGITS, SECRET)

OPEN = {
    # docs/threat-model.md: who works where lies open, that keys can be checked before sign-in.
    "accounts.PersonForm.name": "Chào Mào Mở Cửa (mẫu)",
    "accounts.PersonForm.username": "chaomaomocua",
    # A duty telephone is for every desk of the commune, and stands in a signed open row.
    "referrals.ShiftForm.phone": "0900000077",
    # The commune's reference data: names of places, and on what paper somebody relies.
    "reference.VillageForm.name": "Plei Chim Mở Cửa (mẫu)",
    "reference.VillageForm.former": "Làng Chim Cũ Mở Cửa (mẫu)",
    "reference.VillageForm.basis": "Nghị quyết mở cửa một (mẫu)",
    "reference.RetireForm.basis": "Nghị quyết mở cửa hai (mẫu)",
    "reference.ConfirmForm.basis": "Văn bản mở cửa ba (mẫu)",
    "reference.ValueForm.value": "0900000078",
    "reference.ValueForm.basis": "Gọi thử mở cửa bốn (mẫu)",
    "reference.WithdrawForm.reason": "Vì số mở cửa đã đổi (mẫu)",
}
"""What is stored open by design, each with its reason; these are not canaries."""


@dataclass
class Drawn:
    """One form of a page as it stands: where it goes, and what a browser would send."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    boxes: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    """Reads the forms of a page's main part."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Drawn] = []
        self._select = self._area = ""
        self.feed(page[page.index("<main") :])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "form":
            self.forms.append(Drawn(given.get("action", "")))
        elif not self.forms:
            return
        elif tag == "input" and name:
            self._input(name, kind, given)
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self._put(self._select, given.get("value", ""))
        elif tag == "textarea":
            self._area = name
            self._put(name, "")
            if "hidden" not in given:
                self.forms[-1].boxes.add(name)

    def _input(self, name: str, kind: str, given: dict[str, str]) -> None:
        if kind in ("radio", "checkbox"):
            if "checked" in given:
                self._put(name, given.get("value", "y"))
            return
        self._put(name, given.get("value", ""))
        if kind != "hidden":
            self.forms[-1].boxes.add(name)

    def _put(self, name: str, value: str) -> None:
        self.forms[-1].fields.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._area:
            values = self.forms[-1].fields[self._area]
            values[-1] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


@dataclass
class Canaries:
    """What was written into which box, what a form took of it, and what was sealed of it."""

    written: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    sealed: list[bytes] = field(default_factory=list)
    shown: list[BaseForm] = field(default_factory=list)
    _arrived: set[str] = field(default_factory=set)

    def of(self, key: str, box: Any) -> str:
        """Return the canary of a field, the same each time."""
        if key.endswith("password_again"):
            self.written[key] = self.of(key.removesuffix("_again"), box)
        if key not in self.written:
            number = len(self.written) + 100
            self.written[key] = self._spelt(key, box, number)
        return self.written[key]

    @staticmethod
    def _spelt(key: str, box: Any, number: int) -> str:
        if key in OPEN:
            return OPEN[key]
        if key.endswith(".id_number"):
            return f"{DIGITS}{number % 100:02d}"
        if key.endswith(".insurance_number"):
            return f"DN{DIGITS}{number}"
        if isinstance(box, PhoneField) or key.endswith("FilterForm.number"):
            return f"{DIGITS}{number}"
        return f"{SECRET} {number}" if isinstance(box, PasswordField) else f"{WORDS} {number}"

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note every form that is made, and every text that is sealed, while this runs."""
        process, seal, seal_to = BaseForm.process, blob._seal_with_salt, hpke.seal_to

        def processing(form: BaseForm, formdata: Any = None, *args: Any, **more: Any) -> None:
            process(form, formdata, *args, **more)
            self.shown.append(form)
            if formdata:
                canaries = self.written.items()
                for key, box in fields_of(form):
                    said = str(box.data or "").casefold()
                    self._arrived |= {
                        key for k, text in canaries if k == key and text.casefold() in said
                    }

        def sealing(key: bytes, label: Any, plaintext: bytes, *rest: Any) -> bytes:
            self.sealed.append(bytes(plaintext))
            return seal(key, label, plaintext, *rest)

        def sealing_to(public: bytes, plaintext: bytes, info: bytes) -> bytes:
            self.sealed.append(bytes(plaintext))
            return seal_to(public, plaintext, info)

        with (
            patch.object(BaseForm, "process", processing),
            patch.object(blob, "_seal_with_salt", sealing),
            patch.object(hpke, "seal_to", sealing_to),
        ):
            yield

    def open(self, client: FlaskClient, address: str) -> Sheet:
        """Open a page that must be there."""
        self.shown.clear()
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return Sheet(self, client, address, answer.get_data(as_text=True), list(self.shown))

    def fill(
        self, client: FlaskClient, address: str, status: int = 303, /, **given: Any
    ) -> TestResponse:
        """Open a form and send it with a canary in every box."""
        return self.open(client, address).send(status, **given)

    def accept(self) -> None:
        """The form that was sent last was taken: what arrived with it counts."""
        self.taken |= self._arrived
        self._arrived.clear()

    def refuse(self) -> None:
        """The form that was sent last was not taken."""
        self._arrived.clear()


@dataclass
class Sheet:
    """One page in one browser."""

    canaries: Canaries
    client: FlaskClient
    address: str
    page: str
    forms: list[BaseForm]

    def body(self, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return where the form goes and what it says, every box for words filled."""
        drawn = self._drawn()
        boxes = {box.name: (key, box) for form in self.forms for key, box in fields_of(form)}
        written = {
            name: self.canaries.of(*boxes[name])
            for name in drawn.boxes
            if name in boxes and name not in given
        }
        return drawn.action or self.address, {**drawn.fields, **written, **given}

    def _drawn(self) -> Drawn:
        found = _Reader(self.page).forms
        path = self.address.split("?")[0]
        here = [form for form in found if form.action in ("", path, self.address)]
        assert found, (self.address, _main(self.page))
        return max(here or found, key=lambda form: len(form.boxes))

    def send(self, status: int = 303, /, **given: Any) -> TestResponse:
        """Send the form; the answer must be this one, and then what was written counts."""
        address, body = self.body(given)
        self.canaries.shown.clear()
        self.canaries.refuse()
        answer = self.client.post(address, data=body)
        assert answer.status_code == status, (
            address,
            answer.status_code,
            _main(answer.get_data(as_text=True)),
        )
        self.canaries.accept()
        return answer

    def go(self, **given: Any) -> Sheet:
        """Send one stage of several; returns the page that comes next."""
        answer = self.send(200, **given)
        page = answer.get_data(as_text=True)
        assert 'class="errors"' not in page, (self.address, given, _main(page))
        return Sheet(self.canaries, self.client, self.address, page, list(self.canaries.shown))


def _main(page: str) -> str:
    """Return what a page says, without its tags: for a person who reads a failure."""
    words = re.sub(r"<[^>]*>", " ", page[max(page.find("<main"), 0) :])
    return " ".join(words.split())[:1500]
