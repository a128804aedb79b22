"""The house's page: digits and icons, few words, large targets, and it needs no script."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest

from casework.kernel.ids import id_to_text
from casework.shelter.host_records import Arrival
from casework.shelter.host_views import NEED_ICONS
from casework.web.assets import FOLDER
from tests.factories.commune import TestCommune
from tests.factories.houses import announce, answers_for_union
from tests.factories.pages import read, send

TONIGHT = Arrival(
    adults=1,
    children=2,
    on=date(2026, 11, 23),
    hour="20:00",
    word="hoa sim",
    needs=("DOCTOR", "FOOD", "CHILD_CARE"),
    phone="0901 234 567",
)
MOST_WORDS = 25
UNSEEN = {"hidden-text", "skip"}


class Words(HTMLParser):
    """The words that somebody sees: not what is hidden, not what only a screen reader says."""

    def __init__(self, page: str, within: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._within, self._open, self._hidden = within, False, 0
        self._stack: list[bool] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == self._within:
            self._open = True
        if tag in ("meta", "link", "input", "use", "br"):
            return
        own = dict(attrs)
        unseen = bool(UNSEEN & set((own.get("class") or "").split())) or "hidden" in own
        self._stack.append(unseen or tag in ("script", "title", "noscript"))
        self._hidden += self._stack[-1]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            self._open = False
        if tag not in ("meta", "link", "input", "use", "br") and self._stack:
            self._hidden -= self._stack.pop()

    def handle_data(self, data: str) -> None:
        if self._open and not self._hidden:
            self.words += re.findall(r"[^\W\d_]+", data)


def page_of(commune: TestCommune, *arrivals: Arrival) -> str:
    for arrival in arrivals:
        announce(commune, arrival)
    return read(commune.client("lan"), "/")


@pytest.mark.parametrize(("within", "guests"), [("body", 0), ("body", 1), ("main", 1), ("main", 2)])
def test_the_page_has_at_most_twenty_five_words(
    commune: TestCommune, within: str, guests: int
) -> None:
    words = Words(page_of(commune, *[TONIGHT] * guests), within).words
    assert len(words) <= MOST_WORDS, words


def test_the_counting_counts() -> None:
    page = '<main><p>một hai</p><span class="hidden-text">ba</span> bốn 5<p hidden>sáu</p></main>'
    assert Words(page, "main").words == ["một", "hai", "bốn"]


def test_it_says_how_many_when_and_the_word(commune: TestCommune) -> None:
    page = page_of(commune, TONIGHT)
    for shown in ("phụ nữ", "trẻ em", "20:00", "tối nay", "hoa sim", "0901 234 567", "Đã đến"):
        assert shown in page
    for need in TONIGHT.needs:
        assert f"#{NEED_ICONS[need]}" in page


@pytest.mark.parametrize(
    ("on", "hour", "said"),
    [
        (date(2026, 11, 23), "09:00", "hôm nay"),
        (date(2026, 11, 23), "9:00", "hôm nay"),
        (date(2026, 11, 23), "17h30", "tối nay"),
        (date(2026, 11, 24), "", "ngày mai"),
        (date(2026, 11, 27), "20:00", "27/11/2026"),
    ],
)
def test_it_says_the_day_in_words_while_it_is_near(
    commune: TestCommune, on: date, hour: str, said: str
) -> None:
    assert said in page_of(commune, Arrival(on=on, hour=hour))


def test_a_house_that_expects_nobody_sees_a_nought(commune: TestCommune) -> None:
    page = page_of(commune)
    assert "<strong>0</strong>" in page
    assert "Đã đến" not in page


def test_two_guests_are_two_cards(commune: TestCommune) -> None:
    page = page_of(commune, TONIGHT, Arrival(word="con suối"))
    assert page.count('class="panel guest"') == 2
    assert page.count("Đã đến") == 2


def test_the_buttons_work_without_a_script_and_twice_is_harmless(commune: TestCommune) -> None:
    letter, client = id_to_text(announce(commune, TONIGHT)), commune.client("lan")
    page = read(client, "/")
    for verb in ("arrived", "arrived", "call"):
        assert f'action="/arrivals/{letter}/{verb}"' in page
        assert send(client, f"/arrivals/{letter}/{verb}", page).location == "/"
    after = read(client, "/")
    assert "/arrived" not in after
    assert "/call" not in after
    found = answers_for_union(commune, "nga")
    assert sorted(answer.kind for answer in found) == ["ARRIVED", "CALL_ME"]


def test_a_letter_from_days_ago_that_nobody_answered_still_stands(commune: TestCommune) -> None:
    announce(commune, TONIGHT)
    commune.clock.advance(timedelta(days=3))
    assert "hoa sim" in page_of(commune)


def test_what_the_union_wrote_is_shown_as_text_and_not_as_markup(commune: TestCommune) -> None:
    page = page_of(commune, Arrival(word="<script>x</script>"))
    assert "<script>x" not in page


@pytest.mark.parametrize("reader", ["nga", "hung", "mai", "binh", "tam", "quang"])
def test_nobody_else_answers_for_a_house(commune: TestCommune, reader: str) -> None:
    letter, client = id_to_text(announce(commune, TONIGHT)), commune.client(reader)
    page = read(client, "/")
    assert "hoa sim" not in page
    assert send(client, f"/arrivals/{letter}/arrived", page).status_code == 404


def test_every_need_has_an_icon_that_exists(commune: TestCommune) -> None:
    sprite = (FOLDER / "icons" / "icons.svg").read_text(encoding="utf-8")
    codes = {code.code for code in commune.house.codes["immediate_needs"]}
    assert codes == set(NEED_ICONS)
    assert all(f'id="{icon}"' in sprite for icon in NEED_ICONS.values())


def test_without_a_log_the_house_sees_nothing(commune: TestCommune) -> None:
    announce(commune, TONIGHT)
    client = commune.client("lan")
    commune.house.ledger.halt("test")
    answer = client.get("/")
    assert answer.status_code == 503
    assert "hoa sim" not in answer.get_data(as_text=True)
