"""A certificate states what was seen; what was printed is corrected, never changed in silence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.audit.actions import Action
from casework.cases.service import view_case
from casework.health.records import Certificate
from casework.kernel.ids import id_from_text
from casework.kernel.kinds import SectionKind
from tests.consents.pages import file_of
from tests.factories.commune import TestCommune
from tests.factories.files import SURVIVOR
from tests.factories.pages import read, text
from tests.health.logs import newest_event
from tests.health.pages import (
    CHART,
    COMPLAINT,
    hidden,
    issue,
    press,
    text_of,
    write_certificate,
    write_visit,
)

WHY = "Ghi nhầm bên (mẫu)"


@pytest.fixture
def case(commune: TestCommune) -> str:
    return text_of(file_of(commune, "mai"))


def certificates_in(commune: TestCommune, case: str) -> list[Certificate]:
    """Return the certificates of a file as the station's keys open them."""
    file = view_case(commune.house, commune.hand("mai"), id_from_text(case))
    parts = file.of("injury-certificate")
    return [part.content for part in parts if isinstance(part.content, Certificate)]


def test_it_begins_with_who_she_is_and_what_a_visit_saw(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    visit = write_visit(client, case, seen_at="22/11/2026 20:00", **CHART).rpartition("/")[2]
    page = read(client, f"/cases/{case}/certificates/new?visit={visit}")
    assert f'value="{SURVIVOR}"' in page
    assert 'value="3 x 1 cm, tím"' in page
    assert 'value="22/11/2026 20:00"' in page
    assert COMPLAINT not in page


def test_injuries_of_chosen_visits_are_copied_and_none_twice(
    commune: TestCommune, case: str
) -> None:
    client = commune.client("mai")
    visit = write_visit(client, case, **CHART).rpartition("/")[2]
    write_visit(client, case, complaint="Chỉ đo huyết áp (mẫu)")
    address = f"/cases/{case}/certificates/new"
    page = text(press(client, address, go="copy", visits=visit, state="Tỉnh (mẫu)"))
    assert page.count('value="3 x 1 cm, tím"') == 1
    assert "Tỉnh (mẫu)" in page
    again = {**CHART, "injuries-0-seen_at": "23/11/2026 08:00"}
    again["injuries-1-seen_at"] = "23/11/2026 08:00"
    page = text(press(client, address, page, go="copy", visits=visit, **again))
    assert page.count('value="3 x 1 cm, tím"') == 1


def test_two_certificates_are_two_sections(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    write_certificate(client, case)
    write_certificate(client, case, paper_number="07 (mẫu)")
    file = view_case(commune.house, commune.hand("mai"), id_from_text(case))
    doors = [door for door in file.doors if door.kind is SectionKind.INJURY_CERTIFICATE]
    assert len({door.section_id for door in doors}) == 2
    assert len(certificates_in(commune, case)) == 2


def test_sent_twice_is_one_certificate(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    address = f"/cases/{case}/certificates/new"
    page = read(client, address)
    for _ in range(2):
        assert press(client, address, page, name=SURVIVOR).status_code == 303
    assert len(certificates_in(commune, case)) == 1


def test_what_it_lacks_is_said_before_it_is_printed(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    address = write_certificate(client, case, asked_by="", examined_at="")
    page = read(client, f"{address}/look")
    assert "Còn thiếu" in page
    assert "Ai đề nghị" in page
    assert "Chốt để in" not in page
    answer = client.post(f"{address}/look", data=hidden(page) | {"seen_version": "1"})
    assert answer.status_code == 200
    assert certificates_in(commune, case)[0].issued_at is None
    assert client.get(f"{address}/print").status_code == 404


def test_the_paper_says_what_was_seen_and_the_log_that_it_was_printed(
    commune: TestCommune, case: str
) -> None:
    client = commune.client("mai")
    write_visit(client, case)
    address = write_certificate(client, case, request_paper="12/CV (mẫu)")
    issue(client, address)
    page = read(client, f"{address}/print")
    for words in (SURVIVOR, "Cổ, họng, bên trái", "3 x 1 cm, tím", "12/CV (mẫu)", "Đinh Thị Mai"):
        assert words in page
    assert COMPLAINT not in page
    event = newest_event(commune, Action.PAGE_PRINT)
    file = view_case(commune.house, commune.hand("mai"), id_from_text(case))
    doors = [d.section_id for d in file.doors if d.kind is SectionKind.INJURY_CERTIFICATE]
    assert list(event.sections) == doors


def test_a_printed_one_is_not_changed_without_a_reason(commune: TestCommune, case: str) -> None:
    client = commune.client("mai")
    address = write_certificate(client, case)
    issue(client, address)
    changed = {"injuries-0-side": "RIGHT"}
    page = read(client, address)
    given = {"name": SURVIVOR, "asked_by": "HERSELF", "examined_at": "22/11/2026 09:00", **CHART}
    given |= {"signed_by": "Đinh Thị Mai (mẫu)"} | changed
    answer = press(client, address, page, **given)
    assert answer.status_code == 200
    assert "Viết vì sao phải sửa" in text(answer)
    assert certificates_in(commune, case)[0].injuries[0].side == "LEFT"

    assert press(client, address, page, **given, because=WHY).status_code == 303
    (draft,) = certificates_in(commune, case)
    assert (draft.edition, draft.issued_at, draft.past[0].corrected_because) == (1, None, WHY)
    assert client.get(f"{address}/print").status_code == 404
    commune.clock.advance(timedelta(minutes=5))
    issue(client, address)
    page = read(client, f"{address}/print")
    assert "BẢN SỬA LẦN 1" in page
    assert WHY in page


def test_one_that_moved_on_is_looked_at_again_before_it_is_issued(
    commune: TestCommune, case: str
) -> None:
    mai, khanh = commune.client("mai"), commune.client("khanh")
    address = write_certificate(mai, case)
    looked = read(mai, f"{address}/look")
    changed = {"name": "Y Khác (mẫu)", "asked_by": "HERSELF", "signed_by": "Khánh (mẫu)"}
    press(khanh, address, examined_at="22/11/2026 09:00", **changed, **CHART)
    answer = press(mai, f"{address}/look", looked)
    assert answer.location.endswith("/look")
    assert certificates_in(commune, case)[0].issued_at is None


def test_two_at_one_certificate_lose_nothing(commune: TestCommune, case: str) -> None:
    mai, khanh = commune.client("mai"), commune.client("khanh")
    address = write_certificate(mai, case)
    stale = read(mai, address)
    assert press(khanh, address, state="Khánh ghi (mẫu)").status_code == 303
    page = text(press(mai, address, stale, state="Mai ghi (mẫu)"))
    assert "Khánh ghi (mẫu)" in page
    assert "Mai ghi (mẫu)" in page
