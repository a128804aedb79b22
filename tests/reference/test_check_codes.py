"""An entry that was shipped in doubt loses its mark when a named person vouches for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.audit.actions import Action
from casework.audit.pages import page_of_events
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.settings import load_settings
from casework.reference.service import confirm, look, withdraw
from casework.vault.errors import SavedMeanwhile
from casework.vault.house import open_house
from casework.vault.reference import entry_hash
from tests.factories.commune import TestCommune
from tests.reference.scene import TODAY, checked, mark, vouched

MARK = "chưa kiểm chứng"


def test_a_confirmed_entry_loses_its_mark_and_says_who(commune: TestCommune) -> None:
    assert mark(commune, "POLICE_113") == MARK
    vouched(commune, "POLICE_113", "FIRE_114")
    assert mark(commune, "POLICE_113") is None
    assert mark(commune, "AMBULANCE_115") == MARK
    entry = commune.house.codes["hotlines"]["POLICE_113"]
    assert entry.confirmed is not None
    assert (entry.confirmed.by, entry.confirmed.on) == ("Võ Thanh Bình (mẫu)", TODAY)
    assert (entry.is_doubtful, entry.needs_mark) == (True, False)
    assert dict(commune.house.codes["hotlines"].choices())["POLICE_113"] == "Công an"


def test_another_process_knows_it_at_its_next_question(commune: TestCommune) -> None:
    other = open_house(load_settings(commune.folder, commune.env), commune.clock)
    marks = []
    for _ in range(2):
        with other.database.read() as db:
            other.roster(db)
        vouched(commune, "POLICE_113")
        marks.append(other.codes["hotlines"]["POLICE_113"].mark_vi)
    other.database.close()
    assert marks == [MARK, None]


def test_the_word_is_taken_back_and_given_again(commune: TestCommune) -> None:
    house, binh = commune.house, commune.hand("binh")
    vouched(commune, "POLICE_113")
    for _ in range(2):
        withdraw(house, binh, "hotlines", "POLICE_113", 1, "Số đã đổi (mẫu)")
    assert mark(commune, "POLICE_113") == MARK
    vouched(commune, "POLICE_113")
    assert mark(commune, "POLICE_113") is None
    said = look(house).entries["hotlines", "POLICE_113"]
    assert [one.state.value for one in said] == ["confirmed", "withdrawn", "confirmed"]


def test_sent_twice_it_is_one_event(commune: TestCommune) -> None:
    vouched(commune, "POLICE_113")
    vouched(commune, "POLICE_113")
    with commune.house.database.read() as db:
        events = [event.action for event in page_of_events(db, count=3)]
    assert events.count(Action.REFERENCE_CONFIRM.value) == 1


def test_of_two_keepers_the_second_is_told(commune: TestCommune) -> None:
    house, binh = commune.house, commune.hand("binh")
    vouched(commune, "POLICE_113")
    with pytest.raises(SavedMeanwhile):
        confirm(house, binh, checked("POLICE_113", "FIRE_114", basis="Đã gọi thử (mẫu)"))
    assert mark(commune, "FIRE_114") == MARK
    withdraw(house, binh, "hotlines", "POLICE_113", 1, "Số đã đổi (mẫu)")
    with pytest.raises(SavedMeanwhile):
        confirm(house, binh, checked("POLICE_113", seen=1))
    with pytest.raises(SavedMeanwhile):
        withdraw(house, binh, "hotlines", "POLICE_113", 1, "Nhầm (mẫu)")


@pytest.mark.parametrize(
    ("name", "code"), [("hotlines", "CHILD_111"), ("hotlines", "NONE"), ("none", "POLICE_113")]
)
def test_only_what_was_in_doubt_is_confirmed(commune: TestCommune, name: str, code: str) -> None:
    with pytest.raises(NotFound):
        confirm(commune.house, commune.hand("binh"), checked(code, name=name))


@pytest.mark.parametrize("username", ["hung", "mai", "nga", "dung", "thut", "tam", "quang"])
def test_nobody_but_the_keeper_confirms(commune: TestCommune, username: str) -> None:
    with pytest.raises(Forbidden):
        confirm(commune.house, commune.hand(username), checked("POLICE_113"))
    vouched(commune, "POLICE_113")
    with pytest.raises(Forbidden):
        withdraw(commune.house, commune.hand(username), "hotlines", "POLICE_113", 1, "Nhầm")
    assert mark(commune, "POLICE_113") is None


def test_a_word_holds_for_what_the_entry_said_then(commune: TestCommune) -> None:
    vouched(commune, "POLICE_113")
    entry = commune.house.shipped["hotlines"]["POLICE_113"]
    reference = look(commune.house)
    assert reference.standing("hotlines", entry) is not None
    for changed in (
        replace(entry, vi="Công an xã"),
        replace(entry, basis="một văn bản khác"),
        replace(entry, attributes={"number": "114"}),
    ):
        assert entry_hash("hotlines", changed) != entry_hash("hotlines", entry)
        assert reference.standing("hotlines", changed) is None
    assert reference.standing("hotlines", replace(entry, en="the police")) is not None


def test_a_word_on_an_entry_that_is_shipped_no_more_is_kept_and_means_nothing(
    commune: TestCommune,
) -> None:
    vouched(commune, "POLICE_113")
    house = commune.house
    lists = dict(house.shipped.lists)
    del lists["hotlines"]
    object.__setattr__(house.reference, "shipped", replace(house.shipped, lists=lists))
    house.reference._stamp = None
    with house.database.read() as db:
        house.reference.keep_up(db, house.book.read(db))
    assert house.codes.find("hotlines") is None
