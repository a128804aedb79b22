"""A file is found again by what somebody remembers of it, and by nothing that is another's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.audit.actions import Action
from casework.audit.events import event_from_bytes
from casework.audit.pages import EventFilter, page_of_events
from casework.cases.search import SearchPage, search_cases
from casework.cases.service import NewPart, Opening, open_case
from casework.kernel.errors import LogUnavailable
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault import search as vault_search
from casework.vault.directory import DirectoryEntry
from casework.vault.errors import RowReplayed
from casework.vault.models import DirectoryRow
from tests.factories.commune import TestCommune
from tests.factories.files import Note

BLOI = DirectoryEntry(
    name="Y Blơi",
    aliases=("mẹ Thảo",),
    phones=("0912345678",),
    birth_year=1990,
    village="Kon Gur",
)
HOA = DirectoryEntry(name="Nguyễn Thị Hoà", phones=("02603862999",), village="Plei Tơ Nghia")
HOA_AGAIN = DirectoryEntry(name="Nguyễn Thị Hoa", village="Kon Gur")


def listed(commune: TestCommune, who: str, entry: DirectoryEntry, *holders: Id) -> Id:
    """Open a file that its desk finds by ``entry``, a minute after the last one."""
    commune.clock.advance(timedelta(minutes=1))
    parts = (NewPart(SectionKind.INCIDENT, Note("một dòng (mẫu)")),)
    hand = commune.hand(who)
    return open_case(commune.house, hand, Opening(new_id(), parts, entry, holders))


def search(commune: TestCommune, who: str, text: str) -> SearchPage:
    return search_cases(commune.house, commune.hand(who), text)


def names(commune: TestCommune, text: str, who: str = "hung") -> list[str]:
    return [one.line.entry.name for one in search(commune, who, text).found]


@pytest.mark.parametrize(
    "typed",
    ["Y Blơi", "y bloi", "bloi", "Bloiw", "blo7i", "ybloi", "i bloi", "Y Bloj", "Y Boli", "blơ"]
    + ["mẹ thảo", "me thao", "0912 345 678", "+84912345678", "678", "0912345687", "kon gur"]
    + ["bloi kongur", "MAU-2026-000001", "2026-1", "Y Blơi 1990"],
)
def test_a_file_is_found_by_what_is_remembered(commune: TestCommune, typed: str) -> None:
    listed(commune, "hung", BLOI)
    listed(commune, "hung", HOA)

    assert names(commune, typed)[:1] == ["Y Blơi"]


@pytest.mark.parametrize(
    "typed", ["", "h", "xuân", "0900", "Đăk", "🙂", "<script>", "%", "y bloi x"]
)
def test_what_does_not_fit_is_not_found(commune: TestCommune, typed: str) -> None:
    listed(commune, "hung", BLOI)

    assert not search(commune, "hung", typed).found


def test_the_name_as_it_is_written_comes_before_its_likes(commune: TestCommune) -> None:
    for entry in (HOA, HOA_AGAIN):
        listed(commune, "hung", entry)

    assert names(commune, "hoà") == ["Nguyễn Thị Hoà", "Nguyễn Thị Hoa"]
    assert names(commune, "hoa") == ["Nguyễn Thị Hoa", "Nguyễn Thị Hoà"]


def test_of_two_that_are_alike_the_newer_comes_first(commune: TestCommune) -> None:
    older, newer = (listed(commune, "hung", HOA) for _ in range(2))

    found = search(commune, "hung", "nguyen hoa").found

    assert [one.line.case_id for one in found] == [newer, older]


def test_another_unit_finds_nothing(commune: TestCommune) -> None:
    listed(commune, "hung", BLOI)

    assert names(commune, "bloi", "thanh") == ["Y Blơi"]
    assert not names(commune, "bloi", "khanh")


def test_a_restricted_file_is_found_by_its_named_users_only(commune: TestCommune) -> None:
    listed(commune, "hung", BLOI, commune.hand("hung").keyring.user)

    assert names(commune, "bloi", "hung") == ["Y Blơi"]
    assert not names(commune, "bloi", "thanh")


def test_the_event_lists_what_was_found_and_not_what_was_typed(commune: TestCommune) -> None:
    case = listed(commune, "hung", BLOI)
    search(commune, "hung", "Y Blơi")

    with commune.house.database.read() as db:
        (logged,) = page_of_events(db, EventFilter(action=Action.CASE_SEARCH))
    assert event_from_bytes(logged.event).cases == (case,)
    assert b"bl" not in logged.event.lower()


def test_nothing_is_found_when_the_log_cannot_be_written(
    commune: TestCommune, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(commune, "hung", BLOI)
    hand = commune.hand("hung")

    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("casework.audit.store.append", fail)

    with pytest.raises(LogUnavailable):
        search_cases(commune.house, hand, "bloi")


def test_a_search_finds_the_same_with_and_without_segments(
    commune: TestCommune, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault_search, "FRESH", 2)
    for entry in (BLOI, HOA, HOA_AGAIN):
        listed(commune, "hung", entry)
    unit = commune.hand("hung").keyring.unit

    first = names(commune, "kon gur")
    assert sum(len(one.rows) for one in commune.house.segments.of(unit)) == 3
    again = names(commune, "kon gur", "thanh")
    listed(commune, "hung", DirectoryEntry(name="Y Hlim", village="Kon Gur"))

    assert first == again
    assert names(commune, "kon gur") == ["Y Hlim", *first]


def test_a_segment_holds_no_word_in_the_clear(
    commune: TestCommune, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault_search, "FRESH", 1)
    listed(commune, "hung", BLOI)
    names(commune, "bloi")

    (segment,) = commune.house.segments.of(commune.hand("hung").keyring.unit)
    assert b"bloi" not in segment.sealed
    assert "Blơi".encode() not in segment.sealed


def test_a_file_that_the_directory_has_no_more_is_in_no_segment_either(
    commune: TestCommune, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault_search, "FRESH", 1)
    case = listed(commune, "hung", BLOI)
    assert names(commune, "bloi")
    with commune.house.database.write() as db:
        db.query(DirectoryRow).filter(DirectoryRow.case_id == case).delete()
        db.commit()

    assert not names(commune, "bloi")
    assert not commune.house.segments.of(commune.hand("hung").keyring.unit)


def test_a_full_segment_is_kept_while_all_of_it_stands(
    commune: TestCommune, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault_search, "FRESH", 3)
    monkeypatch.setattr(vault_search, "ROWS", 2)
    unit = commune.hand("hung").keyring.unit
    cases = [listed(commune, "hung", HOA_AGAIN) for _ in range(5)]
    assert len(names(commune, "kon gur")) == 5
    before = commune.house.segments.of(unit)
    assert sorted(len(one.rows) for one in before) == [1, 2, 2]

    with commune.house.database.write() as db:
        gone = before[0].rows[0][0]
        db.query(DirectoryRow).filter(DirectoryRow.row_id == gone).delete()
        db.commit()
    listed(commune, "hung", BLOI)

    assert len(names(commune, "kon gur")) == len(cases)
    after = commune.house.segments.of(unit)
    assert before[0] not in after
    assert before[1] in after
    assert len({row for one in after for row in one.rows}) == 5


def test_a_renamed_file_is_not_found_by_what_its_segment_says(
    commune: TestCommune, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault_search, "FRESH", 2)
    case, _ = (listed(commune, "hung", entry) for entry in (BLOI, HOA))
    assert names(commune, "bloi") == ["Y Blơi"]
    rename(commune, case, "Y Hlim")

    assert not names(commune, "bloi")
    assert names(commune, "hlim") == ["Y Hlim"]


@pytest.mark.parametrize("fresh", [1, 64])
def test_a_row_put_back_from_before_is_refused(
    commune: TestCommune, monkeypatch: pytest.MonkeyPatch, fresh: int
) -> None:
    monkeypatch.setattr(vault_search, "FRESH", fresh)
    case = listed(commune, "hung", BLOI)
    with commune.house.database.read() as db:
        row = db.query(DirectoryRow).filter(DirectoryRow.case_id == case).one()
        old = {column.name: getattr(row, column.name) for column in row.__table__.columns}
    rename(commune, case, "Y Hlim")
    assert names(commune, "hlim")
    with commune.house.database.write() as db:
        db.query(DirectoryRow).filter(DirectoryRow.case_id == case).update(old)
        db.commit()

    with pytest.raises(RowReplayed):
        search(commune, "hung", "không có ai")


def rename(commune: TestCommune, case: Id, name: str) -> None:
    """Write the file's name anew, as the page of a part does."""
    from casework.cases.service import Saving, save_part

    saving = Saving(SectionKind.IDENTITY, Note(name), new_id(), 0, DirectoryEntry(name=name))
    save_part(commune.house, commune.hand("hung"), case, saving)
