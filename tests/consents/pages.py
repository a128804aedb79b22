"""Walking a conversation of several stages as a browser without JavaScript would."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework.cases.records import Survivor
from casework.cases.service import NewPart, Opening, open_case
from casework.kernel.dates import PartialDate
from casework.kernel.ids import Id, id_to_text, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.directory import DirectoryEntry
from tests.factories.commune import TestCommune
from tests.factories.files import LINE, SURVIVOR, Note
from tests.factories.pages import carried


@dataclass
class Walk:
    """One browser in one conversation; each ``send`` answers the stage that is shown."""

    client: FlaskClient
    address: str
    page: str = field(default="")

    def __post_init__(self) -> None:
        answer = self.client.get(self.address)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        self.page = answer.get_data(as_text=True)

    def post(self, **fields: object) -> TestResponse:
        """Send the stage with its hidden fields; returns the answer and leaves the page."""
        return self.client.post(self.address, data={**carried(self.page), **fields})

    def send(self, **fields: object) -> str:
        """Send the stage; returns the page that comes next."""
        answer = self.post(**fields)
        assert answer.status_code == 200, (answer.status_code, answer.get_data(as_text=True))
        self.page = answer.get_data(as_text=True)
        return self.page


def file_of(commune: TestCommune, username: str, birth: PartialDate | None = None) -> Id:
    """Open a file with a survivor's name, perhaps a birth, and one line."""
    parts = [
        NewPart(SectionKind.IDENTITY, Survivor(name=SURVIVOR, birth=birth)),
        NewPart(SectionKind.INCIDENT, Note(LINE)),
    ]
    opening = Opening(new_id(), parts, DirectoryEntry(name=SURVIVOR))
    return open_case(commune.house, commune.hand(username), opening)


def unit_of(commune: TestCommune, username: str) -> str:
    """Return the unit of one of the cast as forms carry it."""
    return id_to_text(commune.hand(username).keyring.unit)


def user_of(commune: TestCommune, username: str) -> str:
    """Return one of the cast as forms carry them."""
    return id_to_text(commune.hand(username).keyring.user)
