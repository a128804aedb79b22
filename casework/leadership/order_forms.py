"""The forms of a no-contact order: the request of the police, and the chair's three answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from flask_babel import gettext

from casework.cases.forms.record_form import NotFuture, RecordForm, listed, yes_no
from casework.leadership import orders
from casework.leadership.records import (
    BODY,
    ISSUED,
    REFUSED,
    REPRESENTATIVE,
    RETURNED,
    SURVIVOR,
    YES,
    NoContactDecision,
    NoContactRequest,
)
from casework.web.choices import ChecksField, ChoiceField, CodeChecksField, Option
from casework.web.fields import LineField, MomentField, Needed, PassageField
from casework.web.here import house

LAW = "LAW"
_NO_SHELTER = "Không ghi nơi tạm lánh, không ghi chuyện chữa bệnh."


class RequestForm(RecordForm):
    """What an order is asked for, and on whose word."""

    record = NoContactRequest

    basis = ChoiceField("Dựa vào đâu", validators=[Needed()])
    life = PassageField(
        "Nếu đe dọa tính mạng: vì sao",
        length=1000,
        description="Người xác nhận và Chủ tịch đọc điều này. Không ghi tên ai.",
    )
    asked_by = ChoiceField(
        "Ai đề nghị",
        (
            Option(SURVIVOR, "Chính người bị bạo lực"),
            Option(REPRESENTATIVE, "Người giám hộ, người đại diện theo pháp luật"),
            Option(BODY, "Công an xã, được người bị bạo lực đồng ý"),
        ),
        [Needed()],
    )
    protected = LineField("Người được bảo vệ", [Needed()], length=200)
    kept_away = LineField("Người bị đề nghị cấm tiếp xúc", [Needed()], length=200)
    act = PassageField(
        "Hành vi, và gây hại hoặc đe dọa sức khỏe, tính mạng thế nào",
        [Needed()],
        length=3000,
        description=_NO_SHELTER,
    )
    told_rights = yes_no("Đã nói cho người bị bạo lực biết quyền và nghĩa vụ của mình")
    wishes = PassageField(
        "Người ấy mong gì",
        length=1000,
        description=f"Con cái, việc làm, đồ cần lấy. {_NO_SHELTER}",
    )
    judged = PassageField("Vì sao thuộc Luật Phòng, chống bạo lực gia đình", length=500)
    child_view = PassageField("Lời của chính trẻ về việc này", length=1000)
    named = ChecksField("Ai ở Thường trực UBND được mở")
    confirmer = ChoiceField("Ai xác nhận", style="select")

    groups = (
        ("", ("asked_by", "protected", "kept_away", "act", "told_rights", "wishes", "judged")),
    )
    why: ClassVar[Mapping[str, str]] = {
        "told_rights": "Phải nói trước khi ra quyết định (NĐ 76/2023/NĐ-CP, chương III).",
    }

    asks_judgement = False
    asks_child = False

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Ask for what the chosen basis needs, and for what must be told her before."""
        fine = super().validate(extra_validators)
        on_law = self["basis"].data == LAW
        owed = [
            ("life", on_law and not self["life"].data, gettext("Ghi vì sao đe dọa tính mạng.")),
            (
                "told_rights",
                not on_law and self["told_rights"].data != YES,
                gettext("Nói cho người ấy biết trước rồi mới đề nghị."),
            ),
            ("judged", self.asks_judgement and not self["judged"].data, gettext("Ghi vì sao.")),
            (
                "child_view",
                on_law and self.asks_child and not self["child_view"].data,
                gettext("Ghi lời của chính trẻ, kể cả khi trẻ không muốn nói."),
            ),
            (
                "named",
                on_law and bool(self["named"].options) and not self["named"].data,
                gettext("Chọn ít nhất một người."),
            ),
            (
                "confirmer",
                on_law and bool(self["confirmer"].options) and not self["confirmer"].data,
                gettext("Chọn một người."),
            ),
        ]
        for name, missing, message in owed:
            if missing:
                self[name].errors = [*self[name].errors, message]
                fine = False
        return bool(fine)


class DecisionForm(RecordForm):
    """The base of the chair's three answers: the paper, and what it says."""

    record = NoContactDecision
    outcome_code: ClassVar[str]

    def decision(self) -> NoContactDecision:
        """Return what is entered."""
        return NoContactDecision(**self.values() | {"outcome": self.outcome_code})

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Say what keeps it from being a decision, each at its field."""
        fine = super().validate(extra_validators)
        for name, message in orders.problems_of(house(), self.decision()):
            if name in self and not self[name].errors:
                self[name].errors = [message]
                fine = False
        return bool(fine)


class IssueForm(DecisionForm):
    """An order: number, hour of signing, end, conditions, and to whom it went."""

    outcome_code = ISSUED

    number = LineField("Số quyết định đã ký", [Needed()], length=60)
    signed_at = MomentField("Ký lúc", [Needed(), NotFuture()])
    until_at = MomentField(
        "Hết hiệu lực lúc", description="Như trên bản ký. Để trống là 03 ngày từ lúc ký."
    )
    text = PassageField("Điều kiện, trường hợp được tiếp xúc", length=2000, description=_NO_SHELTER)
    sent_to = CodeChecksField("Đã gửi quyết định cho", listed("order_recipients"))

    groups: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = (
        ("", ("number", "signed_at", "until_at", "text", "sent_to")),
    )


class RefuseForm(DecisionForm):
    """A refusal: the written notice and its reasons."""

    outcome_code = REFUSED

    number = LineField("Số văn bản trả lời đã ký", [Needed()], length=60)
    signed_at = MomentField("Ký lúc", [Needed(), NotFuture()])
    text = PassageField("Lý do", [Needed()], length=2000, description=_NO_SHELTER)

    groups = (("", ("number", "signed_at", "text")),)


class ReturnForm(DecisionForm):
    """Back to the police for facts; the twelve hours go on."""

    outcome_code = RETURNED

    text = PassageField("Cần bổ sung điều gì", [Needed()], length=1000)

    groups = (("", ("text",)),)
