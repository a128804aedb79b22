"""P7 after a whole story: what was written about houses is read by the union, and by nobody else.

`test_shelter_place.py` looks for one house's words; here it is whatever any form of the shelter
asks for, found by looking, so that a box that is added tomorrow is looked for tomorrow.
"""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from casework.demo.cast import CAST
from casework.kernel.ids import id_from_text
from casework.kernel.kinds import UnitKind
from casework.web.guard import declared
from tests.architecture.test_pages import walk
from tests.attacks.sheets import OPEN
from tests.attacks.story import Story
from tests.attacks.story_telling import tell
from tests.factories.commune import TestCommune
from tests.shelter.scenes import added_house

SENT_ON = {"shelter.TellForm.text", "shelter.TellForm.meeting_point"}
"""What the union writes in order to be read by the desk that asked."""
AT_THE_DOOR = {"shelter.PlaceForm.word"}
"""What the house must know to let her in."""
OF_ARRIVAL = AT_THE_DOOR | {"shelter.PlaceForm.needs"}
"""What no page shows any more when she has left."""
OTHERS = [p.username for p in CAST if p.kind not in (UnitKind.WOMENS_UNION, UnitKind.SHELTER)]
CHANGING = ("/audit", "/static", "/password")
"""The log grows by being looked at, and a passphrase is offered anew each time."""
_PASSING = re.compile(r'value="[^"]{32,}"|/static/\w+/|Số sự kiện.*?</dd>', re.DOTALL)


def words(story: Story, *rooms: str) -> dict[str, str]:
    """Return the canaries of these rooms' forms."""
    written = story.canaries.written.items()
    return {key: text for key, text in written if key.split(".")[0] in rooms and key not in OPEN}


def test_no_page_of_any_other_role_says_a_word_of_a_house(commune: TestCommune) -> None:
    story = tell(commune)
    of_houses = {k: t for k, t in words(story, "shelter").items() if k not in SENT_ON}
    assert {key.split(".")[1] for key in of_houses} >= {"HouseForm", "PlaceForm", "LeaveForm"}
    read_by_the_union = all_that(commune, "nga", story)
    unread = {key for key, text in of_houses.items() if text not in read_by_the_union}
    assert unread <= OF_ARRIVAL  # the search finds them where they may be read
    for name in OTHERS:
        seen = all_that(commune, name, story)
        found = [key for key, text in of_houses.items() if text in seen]
        assert not found, (name, found)


def test_the_house_reads_the_word_at_the_door_and_nothing_else(commune: TestCommune) -> None:
    story = tell(commune, "shelter")
    seen = all_that(commune, "lan", story)
    found = {key for key, text in story.canaries.written.items() if text in seen}
    assert found - set(OPEN) <= AT_THE_DOOR


def all_that(commune: TestCommune, name: str, story: Story) -> str:
    """Return every page and header that this person can get, numbers without their spaces."""
    client = commune.client(name)
    pages = [
        f"{page.address} {page.headers} {page.html}"
        for page in walk(commune, client, id_from_text(story.case))
    ]
    assert len(pages) >= 3, name
    export = client.get("/audit/export")
    pages.append(f"{export.headers} {export.get_data(as_text=True)}")
    whole = "\0".join(pages)
    return whole + re.sub(r"(?<=\d)[ .](?=\d)", "", whole)


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_can_tell_how_many_houses_or_beds_there_are(
    commune: TestCommune, name: str
) -> None:
    client = commune.client(name)
    before = plain_pages(commune, client)
    for beds in (2, 7):
        added_house(commune.house, commune.hand("ha"), name=f"Nhà mẫu {beds}", beds=beds)
    after = plain_pages(commune, client)
    assert [at for at in before if after[at] != before[at]] == []


def plain_pages(commune: TestCommune, client: FlaskClient) -> dict[str, str]:
    """Return every page without an id in its address, but for what changes by itself."""
    found = {}
    for door in declared(commune.app):
        where = door.address
        if "GET" not in door.methods or "<" in where or where.startswith(CHANGING):
            continue
        answer = client.get(where)
        page = answer.get_data(as_text=True) if answer.status_code == 200 else ""
        found[where] = f"{answer.status_code} {_PASSING.sub('', page)}"
    return found
