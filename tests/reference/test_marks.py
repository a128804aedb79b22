"""What a page cites and nobody has read is marked by the lists alone: one word clears it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casework.reference.service import VillageDraft, look, save_village, withdraw
from casework.web.doubt import doubts
from tests.factories.commune import TestCommune
from tests.factories.files import opened_file
from tests.factories.pages import read
from tests.leadership.scene import file_of, fill
from tests.reference.scene import BASIS, TODAY, mark, vouched

MARK = "chưa kiểm chứng"
LIST = "law_texts"
ROOT = Path(__file__).parents[2]
SAYS = re.compile(r"chưa kiểm chứng|cần kiểm lại", re.IGNORECASE)
ITS_OWN = {
    "casework/kernel/codes.py": 2,  # where the words of the marks stand
    "casework/vault/reference.py": 1,  # a village's
    "casework/reference/village_views.py": 1,  # said of a mark that has just come back
}
PAGES = {
    "ART20": "notices/new",
    "FORM_09": "police/contact",
    "CRITICISM_EXCLUDED": "police/measure",
}


def test_no_page_says_by_itself_that_something_is_in_doubt() -> None:
    found = {}
    for folder, kind in (("templates", "*.html"), ("casework", "*.py")):
        for path in sorted((ROOT / folder).rglob(kind)):
            told = len(SAYS.findall(path.read_text(encoding="utf-8")))
            if told:
                found[path.relative_to(ROOT).as_posix()] = told
    assert found == ITS_OWN


def test_every_text_that_is_cited_is_an_entry_and_every_entry_is_cited(
    commune: TestCommune,
) -> None:
    asked: set[str] = set()
    for folder, kind in (("templates", "*.html"), ("casework", "*.py")):
        for path in (ROOT / folder).rglob(kind):
            text = path.read_text(encoding="utf-8")
            asked |= set(re.findall(r'(?:doubt|mark_of)\("(\w+)"\)', text))
            asked |= set(re.findall(r'^ +"([A-Z0-9_]+)",\n +\),$', text, re.M))
    assert asked == {code.code for code in commune.house.codes[LIST]}


@pytest.mark.parametrize("code", PAGES)
def test_a_named_persons_word_takes_the_mark_away_and_taken_back_it_returns(
    commune: TestCommune, code: str
) -> None:
    client, address = commune.client("hung"), f"/cases/{file_of(commune).hex()}/{PAGES[code]}"
    before = read(client, address).count(MARK)
    assert before
    vouched(commune, "POLICE_113")
    assert read(client, address).count(MARK) == before  # nothing else takes it away
    vouched(commune, code, name=LIST)
    assert read(client, address).count(MARK) == before - 1
    seen = look(commune.house).entries[LIST, code][-1].version
    withdraw(commune.house, commune.hand("binh"), LIST, code, seen, BASIS)
    assert read(client, address).count(MARK) == before


def test_a_ground_that_cites_what_is_in_doubt_says_so_until_it_is_not(
    commune: TestCommune,
) -> None:
    ground = commune.house.codes["legal_grounds"]["NOTICE_CHAIR"]
    with commune.app.app_context():
        assert doubts(ground) == [f"Một phần lời văn của Đ20 {MARK}"]
        vouched(commune, "ART20", name=LIST)
        assert mark(commune, "ART20", LIST) is None
        assert doubts(ground) == []


def test_a_village_in_doubt_is_marked_in_the_file_too_until_somebody_vouches(
    commune: TestCommune,
) -> None:
    hung, case = commune.client("hung"), opened_file(commune.house, commune.hand("hung")).hex()
    fill(hung, f"/cases/{case}/parts/survivor", name="Y Mẫu", village="thôn mẫu 1")
    shown = f'thôn mẫu 1 <span class="unverified">{MARK}</span>'
    assert shown in read(hung, f"/cases/{case}")
    known = next(one for one in look(commune.house).newest() if one.name == "Thôn Mẫu 1")
    vouching = VillageDraft(known.village_id, 1, "Thôn Mẫu 1", basis=BASIS, since_on=TODAY)
    save_village(commune.house, commune.hand("binh"), vouching)
    page = read(hung, f"/cases/{case}")
    assert "thôn mẫu 1" in page
    assert shown not in page


def test_a_village_that_the_list_does_not_know_carries_no_mark(commune: TestCommune) -> None:
    hung, case = commune.client("hung"), opened_file(commune.house, commune.hand("hung")).hex()
    fill(hung, f"/cases/{case}/parts/survivor", name="Y Mẫu", village="Làng xa (mẫu)")
    assert "Làng xa (mẫu) <span" not in read(hung, f"/cases/{case}")


def test_an_answer_that_was_given_long_ago_loses_its_mark_with_the_entry(
    commune: TestCommune,
) -> None:
    hung, case = commune.client("hung"), opened_file(commune.house, commune.hand("hung")).hex()
    fill(hung, f"/cases/{case}/parts/survivor", name="Y Mẫu", ethnic_group="BRAU")
    assert "Brâu (cần kiểm lại)" in read(hung, f"/cases/{case}")
    vouched(commune, "BRAU", name="ethnic_groups")
    page = read(hung, f"/cases/{case}")
    assert "Brâu" in page
    assert "Brâu (" not in page
