"""The form of an excepted contact: form 09, four hours at most, the chair told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from casework.cases.forms.record_form import NotFuture, listed, yes_no
from casework.police import rules
from casework.police.forms import EntryForm, Seen, no_contact_options
from casework.police.records import ContactException
from casework.web.choices import ChoiceField, CodeChoiceField
from casework.web.doubt import cited
from casework.web.fields import LineField, MomentField, Needed, PassageField
from casework.web.here import house


class ContactForm(EntryForm):
    """One contact that the order excepts."""

    record = ContactException

    measure = ChoiceField("Theo quyết định nào", validators=[Needed()])
    cause = CodeChoiceField("Vì việc gì", listed("contact_exceptions"), [Needed()])
    asked_at = MomentField("Người giám sát nhận thông báo lúc", [Needed(), NotFuture()])
    supervisor = LineField("Người giám sát", length=200)
    signed_at = MomentField(
        "Người giám sát ký lúc",
        [NotFuture()],
        description="Để trống nếu không ký: khi đó không được tiếp xúc.",
    )
    from_at = MomentField("Tiếp xúc từ lúc", [Needed()])
    until_at = MomentField("Đến lúc", [Needed()], description="Không quá 04 giờ.")
    told_her = yes_no("Đã báo trước cho người được bảo vệ")
    reported_at = MomentField("Đã báo Chủ tịch lúc", [NotFuture()], description="Ngay khi ký.")
    reported_to = LineField("Ai ở UBND xã đã nghe", length=200)
    ended_at = MomentField("Thực tế kết thúc lúc", [NotFuture()])
    note = PassageField(
        "Diễn biến",
        length=2000,
        description="Không ghi nơi tạm lánh, không ghi chuyện chữa bệnh.",
    )

    groups = (
        ("Thông báo (Mẫu số 09)", ("measure", "cause", "asked_at", "supervisor", "signed_at")),
        ("Tiếp xúc", ("from_at", "until_at", "told_her")),
        ("Báo Chủ tịch", ("reported_at", "reported_to")),
        ("Sau đó", ("ended_at", "note")),
    )
    why: ClassVar[Mapping[str, str]] = {
        "signed_at": cited(
            "Chỉ khi người giám sát đã ký, và báo ngay Chủ tịch (NĐ 76/2023/NĐ-CP Đ18). "
            "Ghi theo bản giấy.",
            "FORM_09",
        ),
        "told_her": "Luật không nói; để người ấy không bị bất ngờ.",
    }

    def prepare(self, seen: Seen) -> None:
        """Offer the no-contact orders that stand in the register."""
        self["measure"].offer(no_contact_options(seen))

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Hold the contact against the law's four hours, each fault at its field."""
        fine = super().validate(extra_validators)
        for name, message in rules.exception_problems(
            house().codes, ContactException(**self.values())
        ):
            if not self[name].errors:
                self[name].errors = [message]
                fine = False
        return bool(fine)
