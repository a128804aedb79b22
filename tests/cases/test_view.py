"""The page of a file: safe contact first, fixed closed doors, one event, a small page."""

import gzip
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from casework.audit.actions import Action
from casework.audit.models import EVENTS
from tests.cases.pages import open_with_line, read, save
from tests.factories.commune import TestCommune

LARGEST_PAGE_BYTES = 14 * 1024


@pytest.fixture
def union(commune: TestCommune) -> FlaskClient:
    return commune.client("ha")


def test_safe_contact_comes_before_everything_else(union: FlaskClient) -> None:
    case = open_with_line(union)
    assert "Đừng gọi, đừng nhắn tin" in read(union, case)

    save(union, f"{case}/parts/contact", phone="gọi nhờ nhà bà Hai", no_sms="y", when="sáng")

    page = read(union, case)
    assert page.index("gọi nhờ nhà bà Hai") < page.index("Chưa ghi")
    assert "Không nhắn tin" in page


def test_doors_are_the_same_whether_or_not_there_is_anything_behind(union: FlaskClient) -> None:
    page = read(union, open_with_line(union))
    shut = re.findall(r'card shut">\s*<h3>.*?</svg>([^<]+)</h3>', page, re.S)

    assert [title.strip() for title in shut] == [
        "Người bị bạo lực và cách liên hệ an toàn",
        "Sự đồng ý",
        "Phiếu chuyển và trả lời",
        "Giấy xác nhận thương tích",
        "Biện pháp bảo vệ",
        "Kế hoạch hỗ trợ",
    ]
    for never in ("Tạm lánh", "Khám, điều trị", "Ghi chép tư vấn"):
        assert never not in shut


def test_each_part_of_a_page_says_where_it_is_changed(union: FlaskClient) -> None:
    case = open_with_line(union)
    save(union, f"{case}/parts/incident/{_record_of(union, case)}", told="HIT")

    told = set(re.findall(rf'href="({case}/parts/[^"]+)"', read(union, case)))

    assert {address.removeprefix(f"{case}/parts/").split("/")[0] for address in told} >= {
        "incident",
        "acts",
        "contact",
    }
    for address in told:
        read(union, address)


def _record_of(union: FlaskClient, case: str) -> str:
    found = re.search(rf'href="{case}/parts/incident/([0-9a-f]+)"', read(union, case))
    assert found is not None
    return found[1]


def test_each_page_is_one_event(commune: TestCommune, union: FlaskClient) -> None:
    case = open_with_line(union)

    def actions() -> list[str]:
        with commune.house.database.read() as db:
            return list(db.scalars(select(EVENTS.c.action).order_by(EVENTS.c.idx)))

    before = len(actions())
    read(union, case)
    read(union, f"{case}/print")
    read(union, "/cases")

    assert actions()[before:] == [Action.CASE_VIEW, Action.PAGE_PRINT, Action.CASE_LIST]


def test_paper_never_shows_reporter_or_kin(union: FlaskClient) -> None:
    case = open_with_line(union)
    save(union, f"{case}/parts/reporter", name="Bà Kín Tiếng")
    save(union, f"{case}/parts/kin", answer="YES", who="Ông Bà Con")

    page = read(union, f"{case}/print")

    assert "Bà Kín Tiếng" not in page
    assert "Ông Bà Con" not in page
    assert "Một dòng" in page


def test_a_sexual_assault_starts_the_clock_of_72_hours(union: FlaskClient) -> None:
    case = open_with_line(union)
    save(
        union,
        f"{case}/parts/incident",
        account="kể",
        told=["SEX_FORCED"],
        happened_at="22/11/2026 08:00",
    )

    page = read(union, case)

    assert "còn 48 giờ" in page or "còn 2 ngày" in page
    assert "Chăm sóc trong 72 giờ" in page


def test_long_numbers_are_masked(union: FlaskClient) -> None:
    case = open_with_line(union)
    save(union, f"{case}/parts/survivor", name="Y", id_number="062 190 001 234")

    page = read(union, case)

    assert "062190001234" not in page
    assert "062•••••1234" in page


def test_the_chair_reads_no_button(commune: TestCommune) -> None:
    chair = commune.client("dung")

    page = read(chair, "/cases")

    assert "/cases/new" not in page
    assert chair.get("/kit").status_code == 403


def test_the_kit_holds_nobodys_data_and_marks_its_numbers(union: FlaskClient) -> None:
    page = read(union, "/kit")
    sheets = page[page.index('class="panel sheet"') :]

    assert "chưa kiểm chứng" in sheets
    assert "Hà (mẫu)" not in sheets.partition("</main>")[0]
    assert sheets.count("Phiếu") >= 3


def test_pages_fit_a_thin_line(union: FlaskClient) -> None:
    answer = save(
        union,
        "/cases/new",
        line="Một chuyện dài. " * 20,
        name="Y Blơi",
        dangers=["STRANGLED", "WEAPON", "UNDER_16", "ASSAULT_72H"],
        whereabouts="NEAR",
    )
    case = answer.headers["Location"]
    for slug in ("contact", "survivor", "safety", "needs", "person", "child", "reporter", "kin"):
        save(union, f"{case}/parts/{slug}", note="Ghi thêm rất dài. " * 10, name="A Thút")
    save(union, f"{case}/parts/incident", account="Kể. " * 200, told=["HIT", "INSULTED"])
    slugs = ("survivor", "contact", "incident", "person", "safety", "kin", "reporter")
    addresses = ["/cases", "/cases/new", "/kit", case, f"{case}/print"]
    addresses += [f"{case}/parts/{slug}" for slug in slugs]

    sizes = {at: len(gzip.compress(read(union, at).encode(), 6)) for at in addresses}

    assert not {at: size for at, size in sizes.items() if size > LARGEST_PAGE_BYTES}
