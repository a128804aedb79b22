"""The union's manager sees which house did what; nobody else does, and the look is an event."""

from __future__ import annotations

import pytest

from casework.audit.actions import Action
from casework.audit.events import event_from_bytes
from casework.audit.pages import page_of_events
from casework.oversight.houses import UNREADABLE, view_houses
from casework.oversight.service import PAGE
from tests.factories.commune import TestCommune
from tests.factories.houses import another_house
from tests.factories.pages import read
from tests.shelter.scenes import HOUSE_NAME, added_house

ADDRESS = "/unit/houses/readers"


def opened(commune: TestCommune, who: str = "lan") -> None:
    """Let a house look at its page."""
    read(commune.client(who), "/")


def test_the_manager_sees_which_house_and_who_of_it_did_what_and_when(
    commune: TestCommune,
) -> None:
    nga, lan = commune.hand("nga"), commune.hand("lan").keyring
    added_house(commune.house, nga, unit_id=lan.unit)
    opened(commune)
    page = read(commune.client("nga"), ADDRESS)
    for words in ("Nhà 1", HOUSE_NAME, "nha1", "Nơi tạm lánh xem người sắp đến", "23/11/2026"):
        assert words in page, words
    assert ADDRESS in read(commune.client("nga"), "/unit/houses")


def test_houses_are_told_apart_and_a_refusal_says_so(commune: TestCommune) -> None:
    other = another_house(commune)
    opened(commune)
    commune.house.ledger.refuse(other.actor, Action.PAGE_REFUSE)
    lines = view_houses(commune.house, commune.hand("nga")).lines
    assert (lines[0].number, lines[0].refused) == ("Nhà 2", True)
    assert lines[1].number == "Nhà 1"
    assert lines[1].what == "Nơi tạm lánh xem người sắp đến"


def test_the_look_is_one_event_of_its_own_that_names_no_case(commune: TestCommune) -> None:
    opened(commune)
    nga = commune.hand("nga")
    view_houses(commune.house, nga)
    with commune.house.database.read() as db:
        event = event_from_bytes(page_of_events(db, count=1)[0].event)
    assert event.action == Action.SHELTER_READERS
    assert event.actor.user == nga.keyring.user
    assert (event.cases, event.sections, event.tips) == ((), (), ())
    assert commune.hand("lan").keyring.unit not in event.to_bytes()


def test_without_a_trace_nothing_is_revealed(
    commune: TestCommune, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(commune)
    revealed: list[object] = []

    def full(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr("casework.oversight.houses.reveal", lambda *a: revealed.append(a))
    monkeypatch.setattr(type(commune.house.ledger), "reading", full)
    with pytest.raises(OSError, match="full"):
        view_houses(commune.house, commune.hand("nga"))
    assert revealed == []


def test_the_second_page_goes_on_where_the_first_ended(commune: TestCommune) -> None:
    lan, nga = commune.hand("lan"), commune.hand("nga")
    for _ in range(PAGE + 2):
        with commune.house.ledger.entry(lan.actor, Action.HOST_VIEW):
            pass
    first = view_houses(commune.house, nga)
    assert len(first.lines) == PAGE
    second = view_houses(commune.house, nga, first.after)
    assert second.lines
    assert "after=" in read(commune.client("nga"), ADDRESS)
    assert "after=" in read(commune.client("nga"), f"{ADDRESS}?after=khong-phai")


def test_nobody_else_is_told_that_there_is_such_a_page(commune: TestCommune) -> None:
    opened(commune)
    for reader in ("ha", "thanh", "hung", "khanh", "binh", "dung", "thut", "tam", "quang", "lan"):
        assert commune.client(reader).get(ADDRESS).status_code == 404, reader


def test_another_keyring_opens_no_line(commune: TestCommune) -> None:
    opened(commune)
    lines = view_houses(commune.house, commune.hand("tam")).lines
    assert lines
    assert all((line.number, line.who) == (UNREADABLE, "") for line in lines)
