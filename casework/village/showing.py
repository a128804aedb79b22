"""A report in words: for the desk that opened it, and on the page of the file that it became."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.cases.forms.record_form import YES_NO
from casework.cases.page import FilePage
from casework.referrals.rules import Rise
from casework.village.forms import REASONS
from casework.village.records import FiledReport, VillageMessage

Row = dict[str, object]

RISEN_WORDS = {
    Rise.DESK: "",
    Rise.MANAGER: " · Đã báo người quản lý",
    Rise.COORDINATION: " · Đã báo Phòng Văn hóa – Xã hội",
}
"""How far a report that nobody deals with has risen."""
REPORT_BASIS = "Tin báo cần được xử lý ngay; luật không nêu số giờ, xã đặt mốc một giờ."


@dataclass(frozen=True, repr=False)
class ShownReport:
    """The report of a file: where it came from, when, and what it said."""

    village: str
    sent_at: datetime | None
    rows: list[Row]


def rows_of_event(said: VillageMessage | FiledReport) -> list[Row]:
    """Return what was reported, without who reported it."""
    return _rows(
        ("Thấy gì, nghe gì", said.what),
        ("Lúc nào", said.seen_when),
        ("Ở đâu", said.where),
        ("Ai đang gặp nguy hiểm", said.danger),
    )


def rows_of_reporter(said: VillageMessage) -> list[Row]:
    """Return who reported and how to reach them."""
    unnamed = {option.value: option.label for option in YES_NO}.get(said.unnamed or "", "")
    return _rows(
        ("Ai báo", said.reporter),
        ("Điện thoại", said.phone),
        ("Gọi lại thế nào thì an toàn", said.reach),
        ("Muốn giữ kín tên", unnamed),
    )


def reason_in_words(code: str | None) -> str:
    """Return why a report was set aside."""
    return {option.value: option.label for option in REASONS}.get(code or "", "")


def strip_of(page: FilePage) -> list[ShownReport] | None:
    """Return the reports of villages that an opened file holds; None where it holds none."""
    filed = (part.content for part in page.file.of(FiledReport.schema))
    return [
        ShownReport(one.village, one.sent_at, rows_of_event(one))
        for one in filed
        if isinstance(one, FiledReport)
    ] or None


def _rows(*pairs: tuple[str, str]) -> list[Row]:
    """Return what was said; a report may be one line, and its page no longer than that."""
    return [{"label": label, "value": value} for label, value in pairs if value]
