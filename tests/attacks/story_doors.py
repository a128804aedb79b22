"""The story's other pages: who comes in, who is on duty, what is sought, what was half typed."""

from __future__ import annotations

import re
from datetime import timedelta

from flask.testing import FlaskClient

from casework.accounts import service
from casework.kernel.ids import id_to_text
from casework.kernel.kinds import Role
from casework.reference.service import look
from casework.shelter import host_founding
from tests.attacks.story import Story
from tests.factories.pages import read, send

IDLE = timedelta(hours=2)


def come_in(story: Story) -> None:
    """Wrong codes, wrong passwords, a newcomer who is let in, and the host of a new house."""
    canaries, stranger = story.canaries, story.commune.client()
    for address in ("/join", "/activate"):
        canaries.fill(stranger, address, 400)
    canaries.fill(stranger, "/login", 401)
    house, nga = story.commune.house, story.commune.hand("nga")
    code = service.invite(house, story.commune.hand("thanh"), Role.WORKER)
    canaries.open(stranger, "/join").go(code=code).send(303, step="person")
    unit = read(story.at("thanh"), "/unit")
    approve = re.search(r"/unit/joinings/[0-9a-f]{32}/approve", unit)
    assert approve is not None
    words = " ".join(re.findall(r"<li>([a-z]+)</li>", unit))
    assert send(story.at("thanh"), approve[0], unit, words=words).status_code == 303
    code = host_founding.found(house, nga).papers.code
    canaries.open(story.commune.client(), "/activate").go(code=code).send(303, step="person")


def change_passwords(story: Story) -> None:
    """Somebody mistypes the old password, changes it, locks, and mistypes the new one."""
    story.fill("binh", "/password", 401)
    story.fill("binh", "/password", old_password=story.commune.password("binh"))
    client = story.at("binh")
    assert send(client, "/lock", read(client, "/")).status_code == 303
    story.fill("binh", "/lock", 401)


def plan_duty(story: Story) -> None:
    """A shift with its telephone, which lies open by design."""
    hours = {"from_at": "23/11/2026 07:00", "until_at": "23/11/2026 20:00"}
    story.fill("mai", "/duty", user=story.user("mai"), **hours)


def keep_reference(story: Story) -> None:
    """The keeper writes villages and vouches for numbers, all of which lies open by design."""
    day = "01/07/2025"
    story.fill("binh", "/reference/villages/new", since_on=day)
    village = next(one for one in look(story.commune.house).newest() if one.by)
    address = f"/reference/villages/{id_to_text(village.village_id)}"
    story.fill("binh", address, since_on=day)
    story.fill("binh", f"{address}/retire", since_on=day)
    story.fill("binh", "/reference/codes/hotlines", codes=["POLICE_113"])
    story.fill("binh", "/reference/codes/hotlines/POLICE_113")
    story.fill("binh", "/reference/codes/hotlines/NATIONAL_DV/value")


def seek(story: Story) -> None:
    """A file is searched for, and the auditor filters the log by a number."""
    story.fill("hung", "/cases", 200)
    story.fill("tam", "/audit", 200)


def lock_while_typing(story: Story) -> None:
    """Two forms that were being typed when the session locked, one kept and one posted."""
    form = story.open("hung", f"/cases/{story.case}/parts/survivor")
    kept = story.open("mai", f"/cases/{story.case}/visits/new")
    story.commune.clock.advance(IDLE)
    after_the_lock(form.client, *form.body({}))
    address, body = kept.body({})
    answer = kept.client.post("/unsaved/keep", data=body | {"kept_address": address})
    assert answer.status_code == 303


def after_the_lock(client: FlaskClient, address: str, body: dict[str, object]) -> None:
    """Send a form to a session that has locked."""
    answer = client.post(address, data=body)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/lock?kept=1")
