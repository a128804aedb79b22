"""Forms about what happened: the account in plain words, then its reading by the law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from wtforms import BooleanField

from casework.cases.codec import SealedRecord
from casework.cases.forms.record_form import NotFuture, RecordForm, listed, today, yes_no
from casework.cases.records import Incident
from casework.web.choices import CodeChecksField, CodeChoiceField
from casework.web.fields import LineField, MomentField, PartialDateField, PassageField


class IncidentForm(RecordForm):
    """One incident as she tells it."""

    record = Incident

    account = PassageField(
        "Chuyện đã xảy ra",
        length=10000,
        description="Ghi theo lời kể. Đừng hỏi lại điều đã nói. Không ghi nơi tạm lánh.",
    )
    happened_at = MomentField("Xảy ra lúc (nếu biết giờ)", [NotFuture()])
    happened_on = PartialDateField(
        "Nếu không nhớ giờ: ngày, tháng hoặc năm",
        today=today,
        description="23/11/2026, hoặc 11/2026, hoặc chỉ 2026.",
    )
    time_of_day = CodeChoiceField("Buổi", listed("times_of_day"), style="inline")
    lasting = yes_no("Việc này đã xảy ra nhiều lần")
    place_kind = CodeChoiceField("Xảy ra ở", listed("incident_places"), style="select")
    place = LineField("Nói rõ chỗ xảy ra")
    told = CodeChecksField(
        "Trong lời kể có những điều nào",
        listed("told_facts"),
        description="Đánh dấu điều đã nghe kể. Đừng đọc danh sách này ra để hỏi.",
    )
    harms = CodeChecksField("Thương tích, tổn hại đã thấy hoặc được kể", listed("harms"))
    severity = CodeChoiceField("Mức nặng", listed("severities"), style="select")
    reported_before = yes_no("Đã từng báo cho ai về việc này")
    wants_legal_action = CodeChoiceField(
        "Có muốn xử lý theo pháp luật", listed("legal_action_wishes"), style="inline"
    )
    evidence = PassageField("Vật chứng, ảnh, giấy tờ đang có và ai giữ", length=2000)

    groups = (
        ("Lời kể", ("account",)),
        ("Khi nào, ở đâu", ("happened_at", "happened_on", "time_of_day", "place_kind", "place")),
        ("Nghe trong lời kể", ("told",)),
        ("Tổn hại", ("harms", "severity", "evidence")),
        ("Từ trước đến nay", ("lasting", "reported_before", "wants_legal_action")),
    )

    def filled(self, base: SealedRecord | None) -> SealedRecord:
        """Return the incident; what was confirmed of an account that has changed is open again."""
        incident = super().filled(base)
        if isinstance(base, Incident) and isinstance(incident, Incident):
            same = (base.account, base.told) == (incident.account, incident.told)
            return replace(incident, confirmed=base.confirmed and same)
        return incident

    why: ClassVar[Mapping[str, str]] = {
        "happened_at": "Giờ xảy ra quyết định còn kịp 72 giờ để dự phòng sau xâm hại tình dục hay "
        "không.",
        "told": "Từ các điều này chương trình đề xuất hành vi theo Luật và loại bạo lực, để không "
        "ai phải hỏi cung người bị bạo lực.",
        "wants_legal_action": "Chỉ ghi ý muốn. Không thuyết phục, không hứa thay.",
    }


class ActsForm(RecordForm):
    """How the law and the reports read one incident; proposed by the program, confirmed here."""

    record = Incident

    acts = CodeChecksField("Hành vi bạo lực gia đình theo Điều 3", listed("dv_acts"))
    core_type = CodeChoiceField("Loại theo phân loại quốc tế", listed("gbvims_types"))
    primary_form = CodeChoiceField(
        "Hình thức chính để đếm trong báo cáo", listed("violence_forms"), style="inline"
    )
    difference = LineField(
        "Nếu khác với đề xuất: vì sao", length=300, description="Không bắt buộc, nhưng nên ghi."
    )
    confirmed = BooleanField("Tôi đã đọc lại lời kể và thấy các mục trên là đúng")

    groups = (
        ("Theo Luật", ("acts",)),
        ("Theo báo cáo", ("core_type", "primary_form", "difference", "confirmed")),
    )
    why: ClassVar[Mapping[str, str]] = {
        "core_type": "Xét lần lượt từ trên xuống; loại đầu tiên đúng là loại của sự việc.",
        "primary_form": "Một vụ có thể có nhiều hình thức; báo cáo cần một để không đếm hai lần.",
    }

    def take_proposal(self, acts: tuple[str, ...], core_type: str | None, form: str | None) -> None:
        """Show the program's proposal where nobody has confirmed anything yet."""
        proposed: dict[str, Any] = {
            "acts": list(acts),
            "core_type": core_type,
            "primary_form": form,
        }
        for name, value in proposed.items():
            self[name].data = value
