"""The first page of every desk is one event, which names all that any room shows on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from casework.audit.actions import Action
from casework.audit.events import Event, event_from_bytes
from casework.audit.pages import page_of_events
from casework.kernel.ids import Id
from casework.referrals import listing
from casework.referrals.sending import withdraw
from casework.vault.errors import RowAltered, RowMissing
from casework.workspace.items import Group, work_of
from tests.attacks.writer import DatabaseWriter
from tests.factories.agreements import referred
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR, opened_file
from tests.factories.pages import read
from tests.village.scene import sent as sent_report

QUIET = ("thut", "tam", "quang")
"""Whose first page has nothing of any file to look at, and leaves no event."""


def events_after(commune: TestCommune, size: int) -> list[Event]:
    """Return the events that were written since the log had this size, oldest first."""
    with commune.house.database.read() as db:
        found = page_of_events(db, count=100)
    return [event_from_bytes(one.event) for one in reversed(found) if one.index >= size]


def size_of(commune: TestCommune) -> int:
    """Return how many events there are."""
    return commune.house.ledger.checkpoint().checkpoint.size


@pytest.fixture
def cases(commune: TestCommune) -> dict[str, Id]:
    """A file at each of three desks; one is referred, and a village has reported."""
    found = {name: opened_file(commune.house, commune.hand(name)) for name in ("hung", "mai", "ha")}
    mai = commune.hand("mai").keyring.unit
    referred(commune.house, commune.hand("hung"), found["hung"], mai, "IMMEDIATE")
    sent_report(commune)
    commune.clock.advance(timedelta(hours=5))
    return found


SHOWN = {
    "hung": ("hung",),
    "thanh": ("hung",),
    "mai": ("hung", "mai"),
    "khanh": ("hung", "mai"),
    "ha": ("ha",),
    "nga": ("ha",),
    "binh": ("hung",),
    "dung": (),
}
"""Whose files each first page names."""

ROSE = {"binh": 1}
"""Whose first page names a village's report, too: it rose, and coordination sees its code."""


@pytest.mark.parametrize("username", SHOWN)
def test_a_first_page_is_one_event_with_the_cases_of_every_room(
    commune: TestCommune, cases: dict[str, Id], username: str
) -> None:
    client = commune.client(username)
    size = size_of(commune)
    with client.get("/", buffered=False) as answer:  # what is done after sending is another's
        assert answer.status_code == 200
        (event,) = events_after(commune, size)
    assert event.action is Action.WORK_LIST
    assert set(event.cases) == {cases[name] for name in SHOWN[username]}
    assert len(event.sections) == ROSE.get(username, 0)
    assert event.actor.user == commune.hand(username).keyring.user


@pytest.mark.parametrize("username", QUIET)
def test_a_first_page_that_opens_nothing_leaves_no_event(
    commune: TestCommune, cases: dict[str, Id], username: str
) -> None:
    client = commune.client(username)
    size = size_of(commune)
    assert SURVIVOR not in read(client, "/")
    assert events_after(commune, size) == []
    assert cases


def test_a_house_that_looks_at_its_guests_is_one_event_without_a_case(
    commune: TestCommune, cases: dict[str, Id]
) -> None:
    client = commune.client("lan")
    size = size_of(commune)
    read(client, "/")
    assert [(one.action, one.cases) for one in events_after(commune, size)] == [
        (Action.HOST_VIEW, ())
    ]
    assert cases


def meanwhile(monkeypatch: pytest.MonkeyPatch, name: str, do: Callable[[], object]) -> list[object]:
    """Let something happen once the first look has found its rows; returns the looks."""
    whole = getattr(listing, name)
    looks: list[object] = []

    def find(*given: object) -> object:
        found = whole(*given)
        looks.append(found)
        if len(looks) == 1:
            do()
        return found

    monkeypatch.setattr(listing, name, find)
    return looks


def groups_of(commune: TestCommune, username: str) -> set[Group]:
    """Return the headings of somebody's first page."""
    return {item.group for item in work_of(commune.house, commune.hand(username))}


def test_what_stands_as_it_was_is_looked_at_once(
    commune: TestCommune, cases: dict[str, Id], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = meanwhile(monkeypatch, "referrals_to", lambda: None)
    assert Group.ANSWER in groups_of(commune, "mai")
    assert len(looks) == 1
    assert cases


def test_what_is_withdrawn_between_look_and_event_is_neither_shown_nor_named(
    commune: TestCommune, cases: dict[str, Id], monkeypatch: pytest.MonkeyPatch
) -> None:
    house, hung = commune.house, commune.hand("hung")
    (face,) = listing.sent(house, hung)
    looks = meanwhile(monkeypatch, "referrals_to", lambda: withdraw(house, hung, face.referral_id))
    assert Group.ANSWER not in groups_of(commune, "mai")
    assert len(looks) == 2
    with house.database.read() as db:
        event = event_from_bytes(page_of_events(db, count=1)[0].event)
    assert event.cases == (cases["mai"],)


def test_what_ends_by_the_clock_between_look_and_event_is_not_shown(
    commune: TestCommune, cases: dict[str, Id], monkeypatch: pytest.MonkeyPatch
) -> None:
    commune.clock.advance(timedelta(days=29))
    looks = meanwhile(monkeypatch, "referrals_to", lambda: commune.clock.advance(timedelta(days=1)))
    assert Group.ANSWER not in groups_of(commune, "mai")
    assert len(looks) == 2
    assert cases


def test_a_row_that_was_tampered_with_in_any_room_keeps_the_whole_page_shut(
    commune: TestCommune, cases: dict[str, Id]
) -> None:
    writer = DatabaseWriter(commune.url, commune.house.commune)
    row = writer.row("directory", case_id=cases["mai"])
    sealed = row["blob"]
    assert isinstance(sealed, bytes)
    writer.change("directory", row, blob=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    size, client = size_of(commune), commune.client("mai")
    with pytest.raises(RowAltered):
        work_of(commune.house, commune.hand("mai"))
    answer = client.get("/")
    assert answer.status_code == 500
    assert SURVIVOR not in answer.get_data(as_text=True)
    assert [one.action for one in events_after(commune, size)] == [Action.SESSION_SIGN_IN]
    writer.delete("village_reports")
    with pytest.raises(RowMissing):
        work_of(commune.house, commune.hand("hung"))
    writer.close()
