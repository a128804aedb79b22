"""The story goes on: each other desk does its own work on the file, and writes in every box."""

from __future__ import annotations

import re

from casework.kernel.ids import id_to_text, new_id
from casework.kernel.kinds import SectionKind
from casework.shelter.host_service import expected_guests
from tests.attacks.story import Story, press, refer, share
from tests.factories.pages import read, send
from tests.leadership.scene import file_of

OFFERED = (SectionKind.IDENTITY, SectionKind.INCIDENT)
NOW = "23/11/2026 07:40"


def receive(story: Story) -> None:
    """The health station declines once, accepts once, answers, and completes."""
    consent = share(story, story.case, "mai", *OFFERED)
    declined = refer(story, consent, "mai")
    story.fill("mai", f"{declined}/decline")
    taken = refer(story, consent, "mai")
    story.fill("mai", "/cases/new")
    looking = story.open("mai", f"{taken}/accept")
    looking.go(find="1").send()
    story.fill("mai", f"{taken}/answer")
    press(story, "mai", taken, f"{taken}/start")


def care(story: Story) -> None:
    """A visit in which everything was asked, and a certificate that is printed and corrected."""
    file = f"/cases/{story.case}"
    asked = {"sexual": "YES", "alone": "NO", "transfer": "YES", "suicidal": ""}
    story.fill("mai", f"{file}/visits/new", **asked)
    (visit,) = story.parts("mai", story.case, "care-visit")
    story.fill("mai", f"{file}/visits/{visit}", **asked)
    chart = {"injuries-0-region": "NECK", "injuries-0-kind": "BRUISE"}
    chart["injuries-1-region"] = "FOREARM"
    given = chart | {"asked_by": "HERSELF", "examined_at": "22/11/2026 09:00"}
    story.fill("mai", f"{file}/certificates/new", **given)
    (paper,) = story.parts("mai", story.case, "injury-certificate")
    story.fill("mai", f"{file}/certificates/{paper}/look")
    story.fill("mai", f"{file}/certificates/{paper}", treatment="sửa lại (mẫu)")


def shelter(story: Story) -> None:
    """The union takes her in, from the board to the day on which she leaves."""
    host = story.commune.hand("lan").keyring
    house = {"account": host.unit.hex(), "beds": "4", "takes": ["WOMEN", "CHILDREN"]}
    story.fill("ha", "/shelter/houses/new", **house)
    consent = share(story, story.case, "ha", *OFFERED)
    taken = refer(story, consent, "ha")
    story.fill("ha", f"{taken}/accept")
    stay = f"/cases/{story.case}/stay"
    sheet = story.open("ha", f"{stay}/new")
    days = {"from_on": "23/11/2026", "nights": "3", "hour": "20:30"}
    sheet = sheet.go(adults="1", children="2", go="house", **days)
    houses = re.findall(r'name="house"[^>]*value="(\w+)"', sheet.page)
    sheet.send(303, house=houses[0], go="place")
    (guest,) = expected_guests(story.commune.house, story.commune.hand("lan"))
    arrival = f"/arrivals/{guest.letter.hex()}"
    press(story, "lan", "/", f"{arrival}/call")
    press(story, "lan", "/", f"{arrival}/arrived")
    story.fill("ha", f"{stay}/arrive")
    story.fill("ha", f"{stay}/give", supplies=["FOOD"])
    story.fill("ha", f"{stay}/extend", until_on="30/11/2026")
    story.fill("ha", f"{stay}/tell", referral=taken.rsplit("/", 1)[1], meet_hour="19:00")
    story.fill("ha", f"{stay}/leave", departure="RELATIVES", follow_up_on="01/12/2026")
    story.fill("ha", f"{taken}/complete", outcome="SERVED")


def chair(story: Story) -> None:
    """The chair is told twice, and asked for an order three times."""
    for case in (story.case, story.child):
        names = {"received_at": NOW, "danger": "YES", "asks": "KNOW"}
        sheet = story.open("hung", f"/cases/{case}/notices/new")
        at = sheet.send(303, **(names | offered(sheet.page, "named", "confirmer")))
        call = at.headers["Location"]
        story.fill("hung", call, outcome="YES", at="")
        if case == story.case:
            story.fill("dung", call.removesuffix("/call"))
    consent = share(story, story.case, "dung", SectionKind.INCIDENT)
    order = ""
    for verb in ("return", "refuse", "decide"):
        order = ask_order(story, story.case, consent)
        read(story.at("dung"), order)
        story.fill("dung", f"{order}/{verb}", **({} if verb == "return" else {"signed_at": NOW}))
    ask_order(story, story.child, "LAW")
    end_early(story, order)
    own_motion(story)


def end_early(story: Story, order: str) -> None:
    """Somebody asks that an order be cancelled, twice: it is kept, and then it is not."""
    for verb in ("keep", "cancel"):
        asked = {"asked_by": "SURVIVOR", "asked_at": NOW, "alone": "YES"}
        call = story.fill("hung", f"{order}/cancellations/new", **asked)
        read(story.at("dung"), call.removesuffix("/call"))
        signed = {"asked_by": "SURVIVOR", "asked_at": NOW, "signed_at": NOW}
        story.fill("dung", f"{order}/{verb}", **signed)


def own_motion(story: Story) -> None:
    """The chair is told once more, and orders without being asked."""
    names = {"received_at": NOW, "danger": "YES", "asks": "KNOW"}
    call = story.fill("hung", f"/cases/{story.case}/notices/new", **names)
    notice = call.removesuffix("/call")
    read(story.at("dung"), notice)
    story.fill("dung", f"{notice}/order", told_rights="YES", signed_at=NOW)
    tell_police(story)


def tell_police(story: Story) -> None:
    """The chair orders on a notice of the union, and tells the police."""
    case = id_to_text(file_of(story.commune, "ha"))
    names = {"received_at": NOW, "danger": "YES", "asks": "KNOW"}
    notice = story.fill("ha", f"/cases/{case}/notices/new", **names).removesuffix("/call")
    read(story.at("dung"), notice)
    hours = {"signed_at": NOW, "until_at": "25/11/2026 08:00"}
    tell = story.fill("dung", f"{notice}/order", told_rights="YES", **hours)
    story.fill("dung", story.fill("dung", tell, **hours), outcome="YES", at="")


def ask_order(story: Story, case: str, basis: str) -> str:
    """Ask the chair for an order; returns its address."""
    sheet = story.open("hung", f"/cases/{case}/orders/new")
    given = {"asked_by": "SURVIVOR", "told_rights": "YES", "basis": basis}
    at = sheet.send(303, **(given | offered(sheet.page, "named", "confirmer")))
    return at.headers["Location"].removesuffix("/call")


def offered(page: str, *names: str) -> dict[str, str]:
    """Return the first choice that a page offers for each of these, where it asks at all."""
    found = {}
    for name in names:
        box = re.search(rf'<input[^>]*name="{name}"[^>]*value="(\w+)"', page)
        box = box or re.search(rf'<select[^>]*name="{name}".*?value="(\w+)"', page, re.S)
        if box:
            found[name] = box[1]
    return found


def register_measures(story: Story) -> None:
    """What the police did, which measure stands, and who broke it."""
    at = f"/cases/{story.case}/police"
    story.fill("hung", f"{at}/follow-up", done_at=NOW)
    hours = {"decided_at": "23/11/2026 07:00", "received_at": "23/11/2026 07:10"}
    hours |= {"assigned_at": "23/11/2026 07:20", "ended_at": NOW}
    story.fill("hung", f"{at}/measure", measure="M3_NC_CHAIR", **hours)
    (measure, *_) = story.parts("hung", story.case, "protective-measure")
    story.fill("hung", f"{at}/breach", measure=measure, how="NEAR", happened_at=NOW)
    contact = {"asked_at": "23/11/2026 07:30", "signed_at": "23/11/2026 07:40"}
    contact |= {"from_at": "23/11/2026 09:00", "until_at": "23/11/2026 12:00"}
    contact |= {"reported_at": "23/11/2026 07:45", "ended_at": ""}
    sheet = {"from_at": "23/11/2026 07:00", "until_at": "26/11/2026 07:00", "handed_at": NOW}
    story.fill("hung", f"{at}/measure/{measure}/supervisor", **sheet)
    story.fill("hung", f"{at}/contact", measure=measure, cause="FUNERAL", **contact)
    story.fill("hung", f"{at}/criticism", answer="REFUSED", asked_at=NOW)


def close(story: Story) -> None:
    """The file is closed, opened again, and she takes back what she agreed to."""
    file = f"/cases/{story.case}"
    story.fill("hung", f"{file}/close", reason="MOVED")
    story.fill("thanh", f"{file}/reopen")
    story.fill("hung", f"{file}/consents/withdraw", recipient=story.unit("mai"))


def village(story: Story) -> None:
    """A village reports to the police, who set the report aside; the next becomes a file."""
    desk = story.unit("hung")
    for _ in range(2):
        story.fill("thut", "/village", desk=desk, unnamed="YES")
    found = re.findall(r"/village/reports/[0-9a-f]{32}", read(story.at("hung"), "/"))
    aside, filed = dict.fromkeys(found)
    story.fill("hung", f"{aside}/aside", reason="NOT_OURS")
    page = read(story.at("hung"), filed)
    assert send(story.at("hung"), filed, page, case_id=id_to_text(new_id())).status_code == 303
