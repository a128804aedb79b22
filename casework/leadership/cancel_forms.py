"""The forms of an order's early end, and of an order on the chair's own motion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from flask_babel import gettext

from casework.cases.forms.record_form import NotFuture, RecordForm, listed, yes_no
from casework.cases.showing import rows_of
from casework.kernel.ids import Id
from casework.leadership import cancelling
from casework.leadership.order_forms import IssueForm
from casework.leadership.records import (
    BODY,
    CANCELLED,
    KEPT,
    NO,
    NOBODY,
    REPRESENTATIVE,
    SURVIVOR,
    YES,
    Cancellation,
    CancelRequest,
    OwnMotion,
)
from casework.web.choices import ChoiceField, CodeChecksField, Option
from casework.web.doubt import cited, mark_of
from casework.web.fields import LineField, MomentField, Needed, PassageField

_NO_SHELTER = "Không ghi nơi tạm lánh, không ghi chuyện chữa bệnh."
_ASKERS = (
    Option(SURVIVOR, "Chính người bị bạo lực"),
    Option(REPRESENTATIVE, "Người giám hộ, người đại diện theo pháp luật"),
    Option(BODY, "Cơ quan, tổ chức, cá nhân đã đề nghị cấm tiếp xúc"),
)


class CancelRequestForm(RecordForm):
    """Who asks that an order be cancelled, when the form came in, and why."""

    record = CancelRequest

    asked_by = ChoiceField("Ai xin hủy bỏ", _ASKERS, [Needed()])
    asked_at = MomentField("Nhận đơn (Mẫu số 10) lúc", [Needed(), NotFuture()])
    reason = PassageField("Lý do trong đơn", [Needed()], length=2000, description=_NO_SHELTER)
    alone = yes_no("Đã hỏi riêng người bị bạo lực, không có người kia ở gần")

    groups = (("", ("asked_by", "asked_at", "reason", "alone")),)
    why: ClassVar[Mapping[str, str]] = {
        "asked_at": "Chủ tịch có 12 giờ từ lúc nhận đơn (TTHC 1.012085).",
        "alone": "Đơn viết khi bị ép không phải là ý người ấy. Chủ tịch thấy câu trả lời này.",
    }

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Ask her alone before her own request goes on."""
        fine = super().validate(extra_validators)
        if self["asked_by"].data == SURVIVOR and self["alone"].data not in (YES, NO):
            self["alone"].errors = [gettext("Ghi đã hỏi riêng hay chưa.")]
            fine = False
        return bool(fine)


class CancellationForm(RecordForm):
    """The base of the two answers: the paper, its reasons, who was told."""

    record = Cancellation
    outcome_code: ClassVar[str]

    def cancellation(self) -> Cancellation:
        """Return what is entered."""
        return Cancellation(**self.values() | {"outcome": self.outcome_code})

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Say what keeps it from being a decision, each at its field."""
        fine = super().validate(extra_validators)
        for name, message in cancelling.problems_of(self.cancellation()):
            if name in self and not self[name].errors:
                self[name].errors = [message]
                fine = False
        return bool(fine)


class CancelForm(CancellationForm):
    """The order is cancelled (form 11)."""

    outcome_code = CANCELLED

    asked_by = ChoiceField("Ai xin hủy bỏ", validators=[Needed()])
    asked_at = MomentField("Nhận đơn (Mẫu số 10) lúc", [NotFuture()])
    number = LineField("Số quyết định hủy bỏ đã ký (Mẫu số 11)", [Needed()], length=60)
    signed_at = MomentField("Ký lúc", [Needed(), NotFuture()])
    text = PassageField("Lý do hủy bỏ", [Needed()], length=2000, description=_NO_SHELTER)
    sent_to = CodeChecksField("Đã gửi quyết định hủy bỏ cho", listed("order_recipients"))
    called = PassageField(
        "Đã gọi điện báo ai, lúc nào",
        length=1000,
        description="Gọi người được bảo vệ trước, rồi Công an xã và người giám sát.",
    )

    groups = (("", ("asked_by", "asked_at", "number", "signed_at", "text", "sent_to", "called")),)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        on_own = "Không ai xin: Chủ tịch thấy không còn cần thiết"
        mark = mark_of("ART25_4")
        self["asked_by"].offer((*_ASKERS, Option(NOBODY, on_own, "Đ25 khoản 4", mark)))


class KeepForm(CancellationForm):
    """The order stands: the written answer and its reasons."""

    outcome_code = KEPT

    asked_by = ChoiceField("Ai xin hủy bỏ", _ASKERS, [Needed()])
    asked_at = MomentField("Nhận đơn (Mẫu số 10) lúc", [Needed(), NotFuture()])
    number = LineField("Số văn bản trả lời đã ký", [Needed()], length=60)
    signed_at = MomentField("Ký lúc", [Needed(), NotFuture()])
    text = PassageField("Lý do không hủy bỏ", [Needed()], length=2000, description=_NO_SHELTER)
    called = PassageField("Đã gọi điện báo ai, lúc nào", length=1000)

    groups = (("", ("asked_by", "asked_at", "number", "signed_at", "text", "called")),)


class InitiateForm(IssueForm):
    """An order that nobody asked for: why life is threatened, and the signed paper."""

    protected = LineField("Người được bảo vệ", [Needed()], length=200)
    kept_away = LineField("Người bị cấm tiếp xúc", [Needed()], length=200)
    threat = PassageField(
        "Hành vi đe dọa tính mạng thế nào, vì sao biết",
        [Needed()],
        length=3000,
        description=_NO_SHELTER,
    )
    told_rights = yes_no(
        "Đã nói cho người bị bạo lực biết quyền và nghĩa vụ của mình", validators=[Needed()]
    )
    wishes = PassageField("Người ấy nói gì về việc này", length=1000, description=_NO_SHELTER)

    groups: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = (
        ("", ("protected", "kept_away", "threat", "told_rights", "wishes")),
        ("Bản đã ký", ("number", "signed_at", "until_at", "text", "sent_to")),
    )
    why: ClassVar[Mapping[str, str]] = {
        "told_rights": "Phải nói trước khi ra quyết định (NĐ 76/2023/NĐ-CP, chương III).",
        "wishes": cited(
            "Một bài của Bộ nói Chủ tịch không tự ra khi người ấy từ chối; lời văn của Luật "
            "không có câu ấy. Hỏi cán bộ tư pháp.",
            "OWN_MOTION_WISHES",
        ),
    }

    def motion(self) -> OwnMotion:
        """Return why the chair orders without being asked."""
        asked = ("protected", "kept_away", "threat", "told_rights", "wishes")
        return OwnMotion(**{name: self[name].data or "" for name in asked})


def cancellation_rows(signed: Cancellation, names: Mapping[Id, str]) -> dict[str, object]:
    """Return what the chair has signed about ending an order early, in words."""
    form, title = _SIGNED[signed.outcome]
    return {
        "title": title,
        "cancelled": signed.outcome == CANCELLED,
        "rows": rows_of(form, signed, names),
    }


_SIGNED: dict[str, tuple[type[CancellationForm], str]] = {
    CANCELLED: (CancelForm, "Quyết định đã được hủy bỏ"),
    KEPT: (KeepForm, "Không hủy bỏ quyết định"),
}
