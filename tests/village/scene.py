"""A village's report on its way: typed on the page, waiting at the police, opened there."""

from __future__ import annotations

from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.village import service
from casework.village.records import ReportEnding, VillageMessage
from tests.factories.commune import TestCommune
from tests.factories.pages import read, send
from tests.referrals.pages import hidden

SEEN = "Nghe chị ấy kêu, chồng cầm gậy (mẫu)"
REPORTER = "Bà Y Mẫu hàng xóm"
PHONE = "0909000111"
MESSAGE = VillageMessage(
    what=SEEN,
    seen_when="tối qua (mẫu)",
    where="Thôn Mẫu 1",
    danger="Chị và hai cháu nhỏ (mẫu)",
    reporter=REPORTER,
    phone=PHONE,
    reach="gọi buổi trưa (mẫu)",
    unnamed="YES",
)
TYPED = {
    "what": SEEN,
    "seen_when": "tối qua (mẫu)",
    "where": "Thôn Mẫu 1",
    "danger": "Chị và hai cháu nhỏ (mẫu)",
    "reporter": REPORTER,
    "phone": PHONE,
    "reach": "gọi buổi trưa (mẫu)",
    "unnamed": "YES",
}
WORDS = (SEEN, REPORTER, PHONE, "gọi buổi trưa", "Chị và hai cháu")


def sent(commune: TestCommune, to: str = "hung", message: VillageMessage = MESSAGE) -> Id:
    """Let the village send a report to somebody's desk."""
    report_id = new_id()
    desk = commune.hand(to).keyring.unit
    service.send(commune.house, commune.hand("thut"), report_id, desk, message)
    return report_id


def filed(commune: TestCommune, report_id: Id, by: str = "hung") -> Id:
    """Let somebody of the desk make a file of a report."""
    return service.make_file(commune.house, commune.hand(by), report_id, new_id())


def set_aside(commune: TestCommune, report_id: Id, by: str = "hung") -> None:
    """Let somebody of the desk set a report aside."""
    ending = ReportEnding(reason="DUPLICATE", told="MAU-2026-000001 (mẫu)")
    service.set_aside(commune.house, commune.hand(by), report_id, ending)


def desk_of(commune: TestCommune, username: str) -> str:
    """Return somebody's unit, as a form names it."""
    return id_to_text(commune.hand(username).keyring.unit)


def page_of(report_id: Id) -> str:
    """Return the address at which the desk opens a report."""
    return f"/village/reports/{id_to_text(report_id)}"


def typed_and_sent(commune: TestCommune, **typed: str) -> Id:
    """Send a report by the village's page."""
    client = commune.client("thut")
    page = read(client, "/village")
    fields = hidden(page) | {"desk": desk_of(commune, "hung"), **TYPED, **typed}
    answer = send(client, "/village", page, **fields)
    assert (answer.status_code, answer.location) == (303, "/village")
    return id_from_text(hidden(page)["report_id"])
