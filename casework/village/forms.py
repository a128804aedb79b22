"""The village's one form, and the desk's form that sets a report aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from flask_babel import gettext

from casework.cases.forms.record_form import RecordForm, yes_no
from casework.village.records import DUPLICATE, NO_CASE, NOT_OURS, ReportEnding, VillageMessage
from casework.web.choices import ChoiceField, Option
from casework.web.fields import LineField, Needed, PassageField, PhoneField

REASONS = (
    Option(DUPLICATE, "Trùng với tin báo hoặc hồ sơ đã có"),
    Option(NOT_OURS, "Việc của nơi khác, đã gọi điện báo nơi đó"),
    Option(NO_CASE, "Đã gọi hỏi lại, không phải bạo lực"),
)


class ReportForm(RecordForm):
    """What was seen or heard, and to which desk it goes; everything else may stay blank."""

    record = VillageMessage

    desk = ChoiceField("Gửi đến đâu?", validators=[Needed()])
    what = PassageField("Thấy gì, nghe gì?", [Needed()], length=1500, description="Một dòng là đủ.")
    seen_when = LineField("Lúc nào?", length=120, description="Ví dụ: tối qua, khoảng 8 giờ.")
    where = LineField("Ở đâu?", length=120, description="Thôn nào, gần chỗ nào.")
    danger = LineField(
        "Ai đang gặp nguy hiểm?",
        length=300,
        description="Tả cũng được, không cần tên. Đang nguy hiểm thì gọi điện trước.",
    )
    reporter = LineField("Ai báo tin này?", length=120, description="Không muốn nói thì để trống.")
    phone = PhoneField("Số điện thoại của người ấy", words=True)
    reach = LineField("Gọi lại lúc nào, cách nào thì an toàn?", length=300)
    unnamed = yes_no("Người báo tin muốn giữ kín tên?")

    groups = (
        ("", ("desk", "what", "seen_when", "where", "danger")),
        ("Người báo tin", ("reporter", "phone", "reach", "unnamed")),
    )


class AsideForm(RecordForm):
    """Why a report becomes no file."""

    record = ReportEnding

    reason = ChoiceField("Vì sao không mở hồ sơ?", REASONS, [Needed()])
    told = LineField(
        "Đã gọi báo cho ai, hoặc tin trùng nằm ở đâu?",
        length=300,
        description="Ví dụ: anh Hùng, Công an xã, gọi lúc 14:05. Số hồ sơ đã có.",
    )

    groups = (("", ("reason", "told")),)
    why: ClassVar[Mapping[str, str]] = {
        "told": "Tin báo không được rơi mất giữa hai nơi: phải có một người đã nghe máy.",
    }

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Whatever the reason, somebody must be able to see what became of the report."""
        fine = super().validate(extra_validators)
        if self["reason"].data in (DUPLICATE, NOT_OURS) and not self["told"].data:
            self["told"].errors = [
                *self["told"].errors,
                gettext("Ghi tên người đã nghe máy, hoặc số hồ sơ đã có."),
            ]
            fine = False
        return bool(fine)
