"""Forms about danger: the first five minutes, the risk and how to stay safe, what is needed now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from flask_babel import gettext
from wtforms import BooleanField

from casework.cases.forms.record_form import NotFuture, RecordForm, listed
from casework.cases.records import FirstMinutes, Needs, Safety
from casework.cases.rules import danger
from casework.kernel.ids import id_from_text
from casework.web.choices import ChecksField, CodeChecksField, CodeChoiceField
from casework.web.fields import LineField, MomentField, PassageField
from casework.web.here import house

_NO_SHELTER = "Đừng ghi nơi tạm lánh ở đây."


class FirstForm(RecordForm):
    """The first five minutes, looked at again."""

    record = FirstMinutes

    dangers = CodeChecksField("Điều nào đang đúng?", listed("first_dangers"))
    dangers_asked = BooleanField("Đã hỏi đủ; điều không đánh dấu là không có")
    whereabouts = CodeChoiceField("Người có hành vi bạo lực đang ở đâu?", listed("whereabouts"))
    received_at = MomentField("Nhận tin lúc", [NotFuture()])
    entered_late = BooleanField("Nhập lại từ giấy: giờ ở trên là giờ ghi trên giấy")

    groups = (
        ("Nguy hiểm", ("dangers", "dangers_asked", "whereabouts")),
        ("Nhận tin", ("received_at", "entered_late")),
    )
    why: ClassVar[Mapping[str, str]] = {
        "received_at": "Các thời hạn của luật tính từ lúc nhận tin, không phải lúc nhập máy.",
    }


class OpeningForm(FirstForm):
    """The first screen: what is dangerous, one line, perhaps a name, and who may open the file."""

    line = PassageField(
        "Một dòng về việc vừa nghe", length=2000, description="Một dòng là đủ để lưu."
    )
    name = LineField("Tên người bị bạo lực", length=120, description="Chưa biết thì để trống.")
    restricted = BooleanField("Chỉ những người tôi chọn mới được mở hồ sơ này")
    holders = ChecksField(
        "Ngoài tôi, ai được mở", description="Nên có ít nhất hai người, để khi vắng còn có người."
    )

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Ask for anything at all, and for the hour of the paper where it comes from paper."""
        fine = super().validate(extra_validators)
        if self.is_blank() and not self["line"].data and not self["name"].data:
            self["line"].errors = [gettext("Ghi một dòng, một tên, hoặc đánh dấu một điều ở trên.")]
            fine = False
        if self["entered_late"].data and self["received_at"].data is None:
            message = gettext("Nhập lại từ giấy thì ghi ngày giờ nhận tin như trên giấy.")
            self["received_at"].errors = [*self["received_at"].errors, message]
            fine = False
        return bool(fine)

    def chosen_holders(self, own: bytes) -> tuple[bytes, ...]:
        """Return the named users, the writer first; empty where the whole unit may open it."""
        if not self["restricted"].data:
            return ()
        chosen = [id_from_text(text) for text in self["holders"].data or ()]
        return tuple(dict.fromkeys([own, *chosen]))


class SafetyForm(RecordForm):
    """Signs of risk, a person's judgement, and how to stay safe."""

    record = Safety

    facts = CodeChecksField("Dấu hiệu nguy cơ đã nghe hoặc thấy", listed("risk_facts"))
    facts_asked = BooleanField("Đã tìm hiểu đủ các dấu hiệu trên")
    her_words = LineField("Người bị bạo lực tự thấy nguy hiểm đến đâu")
    judged_level = CodeChoiceField(
        "Theo anh/chị, mức nguy cơ là",
        listed("risk_levels"),
        style="inline",
        description="Để trống thì lấy mức chương trình tính từ các dấu hiệu.",
    )
    judged_reason = PassageField("Vì sao", length=1000)
    warning_signs = LineField("Dấu hiệu báo trước sắp bị đánh")
    plan = PassageField("Khi nguy hiểm thì làm gì", length=3000, description=_NO_SHELTER)
    goes_to = LineField("Chạy đến ai, gọi ai", description=_NO_SHELTER)
    code_word = LineField("Lời báo hiệu đã hẹn", length=80)
    takes_along = LineField(
        "Mang theo gì", description="Giấy tờ, thuốc, tiền, chìa khóa, đồ của con."
    )
    review_at = MomentField("Xem lại lúc")

    groups = (
        ("Nguy cơ", ("facts", "facts_asked", "her_words", "judged_level", "judged_reason")),
        (
            "Giữ an toàn",
            ("warning_signs", "plan", "goes_to", "code_word", "takes_along", "review_at"),
        ),
    )
    why: ClassVar[Mapping[str, str]] = {
        "facts": "Bị siết cổ, bị dọa giết, có vũ khí, vừa bỏ đi: những dấu hiệu này thường đi "
        "trước các vụ chết người.",
        "judged_level": "Anh/chị có thể nâng mức. Hạ thấp hơn mức tính được thì phải viết lý do.",
    }

    known_facts: tuple[str, ...] = ()
    """Facts that other answers of the file already give."""

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Refuse a judgement below the computed level without a written reason."""
        fine = super().validate(extra_validators)
        facts = {*self.known_facts, *(self["facts"].data or ())}
        computed = danger.risk_level(house().codes, facts, asked=bool(self["facts_asked"].data))
        if danger.lowers(computed, self["judged_level"].data) and not self["judged_reason"].data:
            level = house().codes["risk_levels"].label(computed or "")
            message = gettext(
                "Các dấu hiệu cho mức «%(level)s». Muốn để thấp hơn thì viết lý do.", level=level
            )
            self["judged_reason"].errors = [*self["judged_reason"].errors, message]
            fine = False
        return bool(fine)


class NeedsForm(RecordForm):
    """What is needed today or tonight."""

    record = Needs

    needs = CodeChecksField("Cần gì hôm nay, đêm nay", listed("immediate_needs"))
    companions = LineField("Ai đi cùng", description="Con, mẹ già, người cần chăm.")
    health = LineField("Bệnh, thuốc, dị ứng cần biết")
    note = PassageField("Ghi thêm", length=1000, description=_NO_SHELTER)

    groups = (("Cần ngay", ("needs", "companions", "health", "note")),)
