"""Villages are the commune's own data: added, renamed, merged, never forgotten."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.audit.actions import Action
from casework.audit.pages import page_of_events
from casework.cases.records import Survivor
from casework.cases.search import search_cases
from casework.cases.service import NewPart, Opening, open_case
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import new_id
from casework.kernel.kinds import SectionKind
from casework.reference.errors import NameTaken
from casework.reference.service import look, save_village
from casework.vault.directory import DirectoryEntry
from casework.vault.errors import SavedMeanwhile
from casework.vault.reference import VillageState
from casework.vault.reference_book import Places
from tests.factories.commune import TestCommune
from tests.factories.files import opened_file
from tests.reference.scene import NAME, added, draft, newest, offered

SEEDED = [f"Thôn Mẫu {number}" for number in range(1, 9)]


def test_a_founding_proposes_villages_and_vouches_for_none(commune: TestCommune) -> None:
    assert offered(commune) == SEEDED
    for one in look(commune.house).newest():
        assert (one.state, one.by, one.mark_vi) == (VillageState.PROPOSED, "", "chưa kiểm chứng")


def test_the_keeper_adds_a_village_once_and_signs_for_it(commune: TestCommune) -> None:
    house, binh = commune.house, commune.hand("binh")
    one = draft()
    for _ in range(2):
        save_village(house, binh, one)
    known = look(house).villages[one.village_id]
    assert [version.version for version in known] == [1]
    assert (known[-1].by, known[-1].mark_vi) == ("Võ Thanh Bình (mẫu)", None)
    assert offered(commune) == [NAME, *SEEDED]


def test_each_step_is_one_event_that_holds_no_words(commune: TestCommune) -> None:
    added(commune)
    with commune.house.database.read() as db:
        event = page_of_events(db, count=1)[0]
    assert event.action == Action.REFERENCE_VILLAGE.value
    assert NAME.encode() not in event.event


def test_a_village_is_renamed_and_retired_and_every_version_stays(commune: TestCommune) -> None:
    house, binh, village = commune.house, commune.hand("binh"), added(commune)
    renamed = replace(draft("Plei Mẫu Suối", village_id=village), seen=1, former=(NAME,))
    save_village(house, binh, renamed)
    into = look(house).newest()[-1].village_id
    ended = replace(renamed, seen=2, state=VillageState.RETIRED, merged_into=into)
    save_village(house, binh, ended)
    assert offered(commune) == SEEDED
    names = [(one.name, one.state.value) for one in look(house).villages[village]]
    assert names == [(NAME, "used"), ("Plei Mẫu Suối", "used"), ("Plei Mẫu Suối", "retired")]


def test_a_retired_village_may_be_used_again(commune: TestCommune) -> None:
    village = added(commune, state=VillageState.RETIRED)
    assert NAME not in offered(commune)
    save_village(commune.house, commune.hand("binh"), replace(draft(village_id=village), seen=1))
    assert NAME in offered(commune)


def test_of_two_keepers_the_second_is_told(commune: TestCommune) -> None:
    house, binh, village = commune.house, commune.hand("binh"), added(commune)
    save_village(house, binh, replace(draft("Plei Mẫu Suối", village_id=village), seen=1))
    with pytest.raises(SavedMeanwhile):
        save_village(house, binh, replace(draft("Plei Mẫu Gió", village_id=village), seen=1))
    assert newest(commune, village).name == "Plei Mẫu Suối"


def test_two_villages_of_one_day_have_two_names(commune: TestCommune) -> None:
    added(commune)
    with pytest.raises(NameTaken):
        added(commune, NAME.upper())
    added(commune, "Plei Mẫu Da")  # other accents, another village


def test_a_village_that_there_is_not_is_neither_changed_nor_merged_into(
    commune: TestCommune,
) -> None:
    house, binh = commune.house, commune.hand("binh")
    with pytest.raises(NotFound):
        save_village(house, binh, replace(draft(), seen=1))
    with pytest.raises(NotFound):
        save_village(house, binh, draft(state=VillageState.RETIRED, merged_into=new_id()))


@pytest.mark.parametrize("username", ["hung", "mai", "nga", "dung", "thut", "tam", "quang"])
def test_nobody_but_the_keeper_writes(commune: TestCommune, username: str) -> None:
    with pytest.raises(Forbidden):
        save_village(commune.house, commune.hand(username), draft())
    assert offered(commune) == SEEDED


@pytest.mark.parametrize("sought", ["Plei Mẫu Đá", "plei mau suoi", "Y Blơi plei mau da"])
def test_a_file_is_found_by_every_name_of_its_village(commune: TestCommune, sought: str) -> None:
    house, hung = commune.house, commune.hand("hung")
    opened_file(house, hung, name="Y Blơi (mẫu)")
    added(commune, "Plei Mẫu Suối", former=(NAME,), state=VillageState.RETIRED)
    file_of(commune, "Plei Mẫu Suối")
    offered(commune)
    found = search_cases(house, hung, sought).found
    assert [hit.line.entry.village for hit in found] == ["Plei Mẫu Suối"]


def file_of(commune: TestCommune, village: str) -> None:
    """Open a file of somebody of this village."""
    who = Survivor(name="Y Blơi (mẫu)", village=village)
    entry = DirectoryEntry(name=who.name, village=village)
    parts = [NewPart(SectionKind.IDENTITY, who)]
    open_case(commune.house, commune.hand("hung"), Opening(new_id(), parts, entry))


def test_one_word_of_a_persons_name_is_no_village(commune: TestCommune) -> None:
    village = added(commune, "Plei Blơi Mới", former=("Blơi",))
    places = Places((newest(commune, village),))
    assert places.spellings("Y Blơi") == ["Y Blơi"]
    assert places.spellings("blơi") == ["blơi", " plei bloi moi "]
