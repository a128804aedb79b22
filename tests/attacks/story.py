"""One commune's story, told through its pages, with a canary in every box that any page shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient

from casework.cases.service import view_case
from casework.kernel.ids import id_from_text, id_to_text
from casework.kernel.kinds import SectionKind
from tests.attacks.sheets import Canaries, Sheet
from tests.factories.commune import TestCommune
from tests.factories.pages import read

TOLD = {"told_limits": "YES", "told_help_goes_on": "YES", "survivor_answer": "YES"}
ANSWER = TOLD | {"held_at": "23/11/2026 07:30", "how": "SPOKEN", "signed_on": "23/11/2026"}


@dataclass
class Story:
    """The commune, what was written into its pages, and the files of the story."""

    commune: TestCommune
    canaries: Canaries = field(default_factory=Canaries)
    case: str = ""
    child: str = ""
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def at(self, username: str) -> FlaskClient:
        """Return the browser of one of the cast, the same all through the story."""
        if username not in self.clients:
            self.clients[username] = self.commune.client(username)
        return self.clients[username]

    def unit(self, username: str) -> str:
        """Return somebody's unit as forms carry it."""
        return id_to_text(self.commune.hand(username).keyring.unit)

    def user(self, username: str) -> str:
        """Return somebody as forms carry them."""
        return id_to_text(self.commune.hand(username).keyring.user)

    def open(self, username: str, address: str) -> Sheet:
        """Open a page with a form."""
        return self.canaries.open(self.at(username), address)

    def fill(self, username: str, address: str, status: int = 303, /, **given: Any) -> str:
        """Fill a form in and send it; returns where it leads."""
        answer = self.canaries.fill(self.at(username), address, status, **given)
        return answer.headers.get("Location", "")

    def parts(self, username: str, case: str, schema: str) -> list[str]:
        """Return the records of a schema in a file."""
        file = view_case(self.commune.house, self.commune.hand(username), id_from_text(case))
        return [id_to_text(part.record_id) for part in file.of(schema)]

    def sections(self, username: str, case: str, *kinds: SectionKind) -> list[str]:
        """Return somebody's own sections of these kinds."""
        hand = self.commune.hand(username)
        doors = view_case(self.commune.house, hand, id_from_text(case)).doors
        return [id_to_text(d.section_id) for d in doors if d.own and d.kind in kinds]


def register(story: Story) -> None:
    """The police open a file and fill in every part of it."""
    story.case = story.fill("hung", "/cases/new").rsplit("/", 1)[1]
    fill_parts(story, story.case, survivor={"birth": "02/1990"}, person={"relation": "HUSBAND"})
    (incident, *_) = story.parts("hung", story.case, "incident")
    story.fill("hung", f"/cases/{story.case}/parts/acts/{incident}")


def register_child(story: Story) -> None:
    """A child, too; and nobody knows yet how the person is related."""
    story.child = story.fill("hung", "/cases/new", restricted="y", holders=story.user("thanh"))
    story.child = story.child.rsplit("/", 1)[1]
    fill_parts(story, story.child, survivor={"birth": "01/03/2015"}, person={"relation": "UNKNOWN"})


def fill_parts(story: Story, case: str, **given: dict[str, str]) -> None:
    """Fill in every part of a file that has no address of its own."""
    slugs = ("contact", "survivor", "safety", "needs", "incident", "person", "child", "reporter")
    for slug in (*slugs, "kin"):
        story.fill("hung", f"/cases/{case}/parts/{slug}", **given.get(slug, {}))


def share(story: Story, case: str, to: str, *kinds: SectionKind, **answer: Any) -> str:
    """She says yes about one desk; returns the consent."""
    before = consents_of(story, case)
    sheet = story.open("hung", f"/cases/{case}/consents/new")
    sheet = sheet.go(recipient=story.unit(to), alone="YES", interpreter_is_kin="NO")
    sheet = sheet.go(told_who_can_open="YES", audience="NAMED", named=story.user(to))
    chosen = [one for one in story.sections("hung", case, *kinds) if one in sheet.page]
    sheet = sheet.go(sections=chosen, purpose_referral="YES", until_on="23/12/2026")
    sheet = sheet.go(**(ANSWER | answer))
    sheet.send()
    (made,) = consents_of(story, case) - before
    return made


def consents_of(story: Story, case: str) -> set[str]:
    """Return the consents of a file."""
    file = view_case(story.commune.house, story.commune.hand("hung"), id_from_text(case))
    return {id_to_text(one) for one in file.agreements.consents}


def say_no(story: Story) -> None:
    """She says no about the coordination desk, and a child's representative is asked, too."""
    sheet = story.open("hung", f"/cases/{story.case}/consents/new")
    sheet = sheet.go(recipient=story.unit("binh"), go="no")
    sheet.send()
    safe = {"representative_safe": "YES", "representative_answer": "YES"}
    share(story, story.child, "mai", SectionKind.IDENTITY, **safe)


def law(story: Story) -> None:
    """The law stands in: a life is in danger, a child is to be reported."""
    for case, code, to in (
        (story.case, "LIFE_DANGER", "mai"),
        (story.child, "CHILD_REPORT", "binh"),
    ):
        sheet = story.open("hung", f"/cases/{case}/grounds/new")
        sheet = sheet.go(code=code).go(recipient=story.unit(to))
        named = {"audience": "NAMED", "named": story.user(to)}
        kinds = (SectionKind.SAFETY, SectionKind.INCIDENT)
        offered = [one for one in story.sections("hung", case, *kinds) if one in sheet.page]
        confirmer = re.search(r'<select[^>]*name="confirmer".*?value="(\w+)"', sheet.page, re.S)
        given = named | {"sections": offered} | ({"confirmer": confirmer[1]} if confirmer else {})
        sheet.go(**given).send()


def refer(story: Story, consent: str, to: str) -> str:
    """Send a referral and phone; returns its address."""
    sheet = story.open("hung", f"/cases/{story.case}/referrals/new?consent={consent}")
    service = {"mai": "MEDICAL", "ha": "SHELTER"}[to]
    sheet = sheet.go(service=service, consent=consent, go="what")
    sheet = sheet.go(urgency="URGENT", go="look")
    call = sheet.send(303, go="send").headers["Location"]
    story.fill("hung", call, outcome="YES", at="")
    return call.removesuffix("/call")


def press(story: Story, username: str, page: str, address: str) -> None:
    """Press a button that asks nothing."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', read(story.at(username), page))
    assert token is not None
    answer = story.at(username).post(address, data={"csrf_token": token[1]})
    assert answer.status_code == 303, (address, answer.status_code)
