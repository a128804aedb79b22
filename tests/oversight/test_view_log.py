"""The auditor reads who opened what, never a survivor's name, and the reading is logged first."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import text as sql

from casework.audit.actions import Action
from casework.audit.events import Ground, GroundKind, Outcome, event_from_bytes
from casework.audit.pages import EventFilter, page_of_events
from casework.audit.verification import What
from casework.oversight import service
from casework.oversight.labels import ACTIONS, FAULTS, GROUNDS
from casework.oversight.service import PAGE, Wanted
from tests.cases.pages import hidden
from tests.factories.commune import TestCommune
from tests.factories.files import LINE, SURVIVOR, opened_file
from tests.factories.pages import read, send, text

EVERYTHING = Wanted(EventFilter())


def asked(client: FlaskClient, **fields: str) -> str:
    """Return the page of the log, filtered."""
    answer = send(client, "/audit", **fields)
    assert answer.status_code == 200
    return text(answer)


def _number(commune: TestCommune) -> str:
    page = service.view_log(commune.house, commune.hand("tam"), EVERYTHING)
    return next(line.numbers[0] for line in page.lines if line.what == ACTIONS[Action.CASE_OPEN])


def test_every_action_ground_and_fault_has_vietnamese_words() -> None:
    assert set(ACTIONS) == set(Action)
    assert set(GROUNDS) == set(GroundKind)
    assert set(FAULTS) == set(What)
    for labels in (ACTIONS, GROUNDS, FAULTS):
        assert len(set(labels.values())) == len(labels)


def test_an_opened_file_is_told_by_number_and_never_by_name(commune: TestCommune) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    page = read(commune.client("tam"), "/audit")
    assert "Mở hồ sơ mới" in page
    assert "Phạm Mạnh Hùng (mẫu)" in page
    assert re.search(r"MAU-2026-\d+", page)
    assert SURVIVOR not in page
    assert LINE not in page
    assert case.hex() not in page


def test_the_look_itself_is_logged_and_names_the_file_that_was_asked_for(
    commune: TestCommune,
) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    number = _number(commune)
    wanted = Wanted(EventFilter(), number)
    page = service.view_log(commune.house, commune.hand("tam"), wanted)
    assert {line.numbers for line in page.lines} == {(number,)}
    with commune.house.database.read() as db:
        newest = page_of_events(db, count=1)[0]
    assert newest.action == Action.AUDIT_VIEW
    assert event_from_bytes(newest.event).cases == (case,)


def test_nothing_is_shown_when_the_look_cannot_be_logged(commune: TestCommune) -> None:
    client = commune.client("tam")
    commune.house.ledger.halt("a test")
    answer = client.get("/audit")
    assert answer.status_code == 503
    assert "Phạm Mạnh Hùng" not in answer.get_data(as_text=True)


def test_filters_narrow_by_person_action_outcome_and_day(commune: TestCommune) -> None:
    house, tam, hung = commune.house, commune.hand("tam"), commune.hand("hung")
    opened_file(house, hung)
    house.ledger.refuse(hung.actor, Action.CASE_VIEW)
    for wanted, what in (
        (EventFilter(actor=hung.keyring.user, action=Action.CASE_OPEN), "Mở hồ sơ mới"),
        (EventFilter(outcome=Outcome.REFUSED), "Đọc hồ sơ"),
    ):
        page = service.view_log(house, tam, Wanted(wanted))
        assert {line.what for line in page.lines} == {what}
    client = commune.client("tam")
    assert "Mở hồ sơ mới</td>" in asked(client, since="23/11/2026", until="23/11/2026")
    commune.clock.advance(timedelta(days=1))
    client = commune.client("tam")
    assert "Mở hồ sơ mới</td>" not in asked(client, since="24/11/2026")


@pytest.mark.parametrize(
    "wrong", [{"since": "31/02/2026"}, {"person": "nobody"}, {"number": "Y Blơi' --"}]
)
def test_what_cannot_be_asked_is_said_and_nothing_typed_is_lost(
    commune: TestCommune, wrong: dict[str, str]
) -> None:
    number = {"number": "MAU-2026-000001"} | wrong
    answer = send(commune.client("tam"), "/audit", **number)
    assert answer.status_code == 400
    assert f'value="{escape(number["number"].upper())}"' in text(answer)


def test_what_is_asked_for_stands_in_no_address(commune: TestCommune) -> None:
    opened_file(commune.house, commune.hand("hung"))
    client, number = commune.client("tam"), _number(commune)

    page = asked(client, number=number)

    assert f'value="{number}"' in page
    assert 'method="get"' not in page
    for address in re.findall(r'(?:href|action)="([^"]+)"', page):
        assert number not in address
    assert f'value="{number}"' not in read(client, f"/audit?number={number}")


def test_the_look_at_one_file_is_an_event_of_that_file_by_the_page_too(
    commune: TestCommune,
) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    asked(commune.client("tam"), number=_number(commune).lower())
    with commune.house.database.read() as db:
        newest = page_of_events(db, EventFilter(case=case), count=1)[0]
    assert newest.action == Action.AUDIT_VIEW


def test_a_filter_without_the_sessions_token_is_refused(commune: TestCommune) -> None:
    client = commune.client("tam")
    assert client.post("/audit", data={"number": "MAU-2026-000001"}).status_code == 400


def test_refusals_come_first_where_asked(commune: TestCommune) -> None:
    commune.house.ledger.refuse(commune.hand("hung").actor, Action.CASE_VIEW)
    opened_file(commune.house, commune.hand("hung"))
    page = asked(commune.client("tam"), unusual_first="y")
    assert page.index("Bị từ chối gần đây") < page.index("Mới nhất ở trên")


def test_what_was_done_without_her_consent_comes_first_too(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    with house.ledger.entry(hung.actor, Action.GROUND_INVOKE):
        pass
    opened_file(house, hung)

    page = read(commune.client("tam"), "/audit")

    assert page.index("Theo luật, khẩn cấp gần đây") < page.index("Mới nhất ở trên")
    assert "Theo luật, khẩn cấp gần đây" not in asked(commune.client("tam"), outcome="allowed")


def test_a_reading_that_rests_on_the_law_stands_among_them_and_one_on_her_yes_does_not(
    commune: TestCommune,
) -> None:
    house, hung, tam = commune.house, commune.hand("hung"), commune.hand("tam")
    for kind in (GroundKind.LAW, GroundKind.CONSENT, GroundKind.EMERGENCY):
        with house.ledger.entry(hung.actor, Action.CASE_VIEW) as entry:
            entry.on_ground(Ground(kind))
    page = service.view_log(house, tam, replace(EVERYTHING, unusual_first=True))
    grounds = [line.ground for line in page.by_ground]
    assert grounds == [GROUNDS[GroundKind.EMERGENCY], GROUNDS[GroundKind.LAW]]
    asked_for = replace(EVERYTHING.events, action=Action.CASE_OPEN)
    other = service.view_log(house, tam, Wanted(asked_for, unusual_first=True))
    assert other.by_ground == []


def test_a_step_by_law_is_told_once_though_it_says_its_ground_too(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    with house.ledger.entry(hung.actor, Action.GROUND_INVOKE) as entry:
        entry.on_ground(Ground(GroundKind.LAW))
    page = service.view_log(house, commune.hand("tam"), replace(EVERYTHING, unusual_first=True))
    assert [line.what for line in page.by_ground] == [ACTIONS[Action.GROUND_INVOKE]]


def test_pages_follow_each_other_without_gap_or_repetition(commune: TestCommune) -> None:
    house, tam = commune.house, commune.hand("tam")
    for _ in range(PAGE):
        house.ledger.refuse(commune.hand("hung").actor, Action.CASE_VIEW)
    wanted = Wanted(EventFilter(outcome=Outcome.ALLOWED))
    first = service.view_log(house, tam, EVERYTHING)
    assert len(first.lines) == PAGE
    assert first.after is not None
    second = service.view_log(house, tam, EVERYTHING, first.after)
    seen = [line.index for line in (*first.lines, *second.lines)]
    assert seen == list(range(seen[0], seen[0] - len(seen), -1))
    assert all(not line.refused for line in service.view_log(house, tam, wanted).lines)


def test_turning_the_page_keeps_the_filter(commune: TestCommune) -> None:
    for _ in range(PAGE + 2):
        commune.house.ledger.refuse(commune.hand("hung").actor, Action.CASE_VIEW)
    client = commune.client("tam")
    page = asked(client, outcome="refused")
    assert page.count("bị từ chối</span>") == PAGE
    token = hidden(page, "after")
    assert hidden(page, "outcome") == "refused"
    second = asked(client, outcome="refused", after=token)
    assert second.count("bị từ chối</span>") == 2
    assert "Về trang đầu" in second
    assert "Trang sau" not in second


@pytest.mark.parametrize(
    "token", ["x", "WzFd", "W10", "WzFlOTksMV0", "WzE4NDQ2NzQ0MDczNzA5NTUxNjE2LDFd"]
)
def test_a_made_up_place_begins_at_the_top(commune: TestCommune, token: str) -> None:
    assert "Mới nhất ở trên" in read(commune.client("tam"), f"/audit?after={token}")


def test_an_unknown_number_says_so(commune: TestCommune) -> None:
    assert "Không có hồ sơ mang số này" in asked(commune.client("tam"), number="mau-2026-9")


def test_a_number_that_was_altered_in_the_database_is_not_believed(commune: TestCommune) -> None:
    opened_file(commune.house, commune.hand("hung"))
    with commune.house.database.write() as db:
        db.execute(sql("UPDATE cases SET number = 'MAU-2026-666'"))
        db.commit()
    page = service.view_log(commune.house, commune.hand("tam"), EVERYTHING)
    assert {line.numbers for line in page.lines if line.numbers} == {("số không khớp nhật ký",)}


@pytest.mark.parametrize("username", ["hung", "thanh", "quang", "dung", "thut"])
def test_nobody_else_reads_the_log(commune: TestCommune, username: str) -> None:
    client = commune.client(username)
    assert client.get("/audit").status_code == 403
    assert send(client, "/audit", read(client, "/"), outcome="refused").status_code == 403
    assert client.get("/audit/export").status_code == 403
