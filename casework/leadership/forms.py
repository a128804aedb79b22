"""The form of a notice: the least, nothing ticked beforehand, no field for a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from flask_babel import gettext

from casework.cases.forms.record_form import NotFuture, RecordForm, listed
from casework.leadership import rules
from casework.leadership.records import NO, YES, Notice
from casework.web.choices import ChecksField, ChoiceField, CodeChecksField, Option
from casework.web.fields import LineField, MomentField, Needed, PassageField
from casework.web.forms import CaseworkForm
from casework.web.villages import VillageField

_NO_NAMES = "Không ghi tên ai, không ghi nơi tạm lánh."


class NoticeForm(RecordForm):
    """What the chair is told."""

    record = Notice

    received_at = MomentField("Nhận tin báo lúc", [Needed(), NotFuture()])
    danger = ChoiceField(
        "Ngay bây giờ có nguy hiểm đến tính mạng, sức khỏe không?",
        [
            Option(YES, "Có", "Gửi đi ngay; người thứ hai xác nhận sau."),
            Option(NO, "Không, hoặc chưa rõ", "Người thứ hai của đơn vị xác nhận rồi mới gửi."),
        ],
        [Needed()],
    )
    danger_why = PassageField(
        "Nếu có: nguy hiểm gì, vì sao biết",
        length=500,
        description=f"Người xác nhận đọc điều này; sau này phải chứng minh được. {_NO_NAMES}",
    )
    priority = CodeChecksField(
        "Thuộc người phải phân công xử lý ngay", listed("vulnerability_flags")
    )
    village = VillageField(
        "Ở thôn nào",
        length=120,
        description="Để trống, trừ khi Chủ tịch phải biết để chỉ đạo.",
    )
    done = PassageField("Đơn vị đã làm gì", [Needed()], length=500, description=_NO_NAMES)
    asks = CodeChecksField("Đề nghị Chủ tịch", listed("notice_asks"), [Needed()])
    asks_note = LineField("Nói rõ thêm", length=300, description=_NO_NAMES)
    judged = PassageField("Vì sao thuộc Luật Phòng, chống bạo lực gia đình", length=500)
    child_view = PassageField("Lời của chính trẻ về việc này", length=1000)
    named = ChecksField("Ai ở Thường trực UBND được mở")
    confirmer = ChoiceField("Ai xác nhận", style="select")

    groups = (
        ("", ("received_at", "danger", "danger_why")),
        ("Ít nhất có thể", ("priority", "village", "done", "asks", "asks_note")),
    )
    why: ClassVar[Mapping[str, str]] = {
        "received_at": "Luật tính thời hạn báo Chủ tịch (ngay) từ lúc nhận tin.",
        "priority": "Với những người này, hoặc khi đe dọa tính mạng, Chủ tịch phải phân công ngay "
        "Trưởng Công an xã.",
        "village": "Ở xã nhỏ, tên thôn và ngày giờ đã đủ để đoán ra người.",
    }
    typed: ClassVar[tuple[str, ...]] = ("danger_why", "village", "done", "asks_note", "judged")

    names: tuple[str, ...] = ()
    """Names of the file, none of which belongs into a notice."""
    asks_judgement = False
    asks_child = False

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Refuse names, a danger without its reason, and what this file asks besides."""
        fine = super().validate(extra_validators)
        for name in self.typed:
            if rules.names_in(self[name].data or "", self.names):
                self._say(name, gettext("Ô này có tên người trong hồ sơ. Bỏ tên ra."))
                fine = False
        for name, wanted, message in self._owed():
            if wanted and not self[name].data:
                self._say(name, message)
                fine = False
        return bool(fine)

    def _owed(self) -> list[tuple[str, bool, str]]:
        return [
            (
                "danger_why",
                self["danger"].data == YES,
                gettext("Ghi nguy hiểm gì và vì sao biết; thiếu điều này thì không gửi ngay được."),
            ),
            ("judged", self.asks_judgement, gettext("Ghi vì sao việc này thuộc Luật.")),
            (
                "child_view",
                self.asks_child,
                gettext("Ghi lời của chính trẻ, kể cả khi trẻ không muốn nói."),
            ),
            ("named", bool(self["named"].options), gettext("Chọn ít nhất một người.")),
            ("confirmer", bool(self["confirmer"].options), gettext("Chọn một người.")),
        ]

    def _say(self, name: str, message: str) -> None:
        self[name].errors = [*self[name].errors, message]

    def notice(self) -> Notice:
        """Return what the chair is told."""
        content = self.filled(None)
        return content if isinstance(content, Notice) else Notice()

    @classmethod
    def begun(cls, received_at: Any) -> NoticeForm:
        """Return the form with the hour of the report and nothing else."""
        return cls(formdata=None, data={"received_at": received_at})


class KnowForm(CaseworkForm):
    """What the chair says on having read it; one press is enough."""

    text = PassageField(
        "Chỉ đạo (không bắt buộc)",
        length=500,
        description=f"Đơn vị báo tin đọc được. {_NO_NAMES}",
    )
