"""Opening a case, reading it back, and who cannot."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.audit.pages import page_of_events
from casework.cases.files import CaseFile
from casework.cases.listing import list_cases
from casework.cases.service import NewPart, Opening, Saving, open_case, save_part, view_case
from casework.kernel.errors import NotFound
from casework.kernel.ids import new_id
from casework.kernel.kinds import SectionKind
from casework.vault.directory import DirectoryEntry
from casework.vault.errors import SavedMeanwhile
from tests.factories.commune import TestCommune
from tests.factories.files import LINE, SURVIVOR, Note, opened_file


def texts(file: CaseFile) -> set[str]:
    """Return what a reader sees of the notes."""
    return {part.content.text for part in file.parts if isinstance(part.content, Note)}


def test_what_was_written_is_read_back(commune: TestCommune) -> None:
    hand = commune.hand("hung")
    case = opened_file(commune.house, hand)
    file = view_case(commune.house, hand, case)
    assert texts(file) == {SURVIVOR, LINE}
    assert file.number == "MAU-2026-000001"
    assert file.names[file.parts[0].author] == "Phạm Mạnh Hùng (mẫu)"


def test_a_colleague_of_the_unit_reads_it(commune: TestCommune) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    assert texts(view_case(commune.house, commune.hand("thanh"), case)) == {SURVIVOR, LINE}


@pytest.mark.parametrize("stranger", ["mai", "ha", "binh", "dung", "thut", "tam", "quang"])
def test_every_other_desk_does_not_find_it(commune: TestCommune, stranger: str) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    with pytest.raises(NotFound):
        view_case(commune.house, commune.hand(stranger), case)


def test_a_refused_reading_stands_in_the_log(commune: TestCommune) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    curious = commune.hand("mai")
    with pytest.raises(NotFound):
        view_case(commune.house, curious, case)
    with commune.house.database.read() as db:
        newest = page_of_events(db, count=1)[0]
    assert (newest.actor, newest.action, newest.outcome.value) == (
        curious.keyring.user,
        "case:view",
        "refused",
    )


def test_a_form_sent_twice_opens_one_case(commune: TestCommune) -> None:
    hand = commune.hand("hung")
    part = NewPart(SectionKind.INCIDENT, Note(LINE))
    opening = Opening(new_id(), (part,), DirectoryEntry())
    assert open_case(commune.house, hand, opening) == open_case(commune.house, hand, opening)
    assert len(list_cases(commune.house, hand).lines) == 1


def test_a_restricted_case_is_not_seen_by_colleagues_who_are_not_named(
    commune: TestCommune,
) -> None:
    named, colleague = commune.hand("hung"), commune.hand("thanh")
    case = opened_file(commune.house, named, holders=(named.keyring.user,))
    assert texts(view_case(commune.house, named, case)) == {SURVIVOR, LINE}
    assert [line.case_id for line in list_cases(commune.house, named).lines] == [case]
    assert list_cases(commune.house, colleague).lines == []
    with pytest.raises(NotFound):
        view_case(commune.house, colleague, case)


def test_the_second_of_two_editors_is_told_and_loses_nothing(commune: TestCommune) -> None:
    first, second = commune.hand("hung"), commune.hand("thanh")
    case = opened_file(commune.house, first)
    part = view_case(commune.house, first, case).of("test-note")[0]
    save_part(
        commune.house,
        first,
        case,
        Saving(SectionKind.IDENTITY, Note("bản một"), part.record_id, part.version),
    )
    with pytest.raises(SavedMeanwhile):
        save_part(
            commune.house,
            second,
            case,
            Saving(SectionKind.IDENTITY, Note("bản hai"), part.record_id, part.version),
        )
    assert "bản một" in texts(view_case(commune.house, second, case))


def test_the_list_shows_names_newest_first_in_pages(commune: TestCommune) -> None:
    hand = commune.hand("hung")
    for number in range(27):
        commune.clock.advance(timedelta(minutes=1))
        opened_file(commune.house, hand, name=f"Người mẫu {number:02d}")
    first = list_cases(commune.house, hand)
    assert first.after is not None
    second = list_cases(commune.house, hand, first.after)
    names = [line.entry.name for line in [*first.lines, *second.lines]]
    assert names == [f"Người mẫu {number:02d}" for number in reversed(range(27))]
    assert second.after is None


def test_a_record_never_moves_into_another_section(commune: TestCommune) -> None:
    hand = commune.hand("hung")
    case = opened_file(commune.house, hand)
    (incident,) = (
        part for part in view_case(commune.house, hand, case).parts if part.content == Note(LINE)
    )
    moved = Saving(SectionKind.IDENTITY, Note(LINE), incident.record_id, incident.version)
    with pytest.raises(NotFound):
        save_part(commune.house, hand, case, moved)
