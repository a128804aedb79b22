"""Forms of the health desk: a visit, a certificate; no field is asked for, a line is enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from flask_babel import gettext
from wtforms import BooleanField, FieldList, FormField

from casework.cases.codec import SealedRecord
from casework.cases.forms.record_form import NotFuture, RecordForm, listed, today, yes_no
from casework.health.records import CareVisit, Certificate, CertifiedInjury, Injury
from casework.health.words import injury_line
from casework.kernel.codes import CodeList
from casework.web.choices import ChecksField, CodeChecksField, CodeChoiceField
from casework.web.fields import LineField, MomentField, PartialDateField, PassageField
from casework.web.forms import PartForm
from casework.web.here import house

ON_OCCASION = frozenset({"assault_at", "assault_on", "sexual_care", "sexual_care_note"})
"""Questions that are asked only where there was sexual violence."""
MOST_INJURIES = 30
_MORE = 3
"""How many empty lines one press adds; a page offers one below those that are filled."""


def _harms() -> CodeList:
    """Return what may be said of a region of the body."""
    harms = house().codes["harms"]
    on_body = {code.code: code for code in harms if code.flag("on_body")}
    return CodeList(harms.name, harms.vi, harms.source, on_body)


class InjuryForm(PartForm):
    """One line of the injury chart."""

    region = CodeChoiceField("Ở đâu", listed("body_regions"), style="select")
    side = CodeChoiceField("Bên", listed("body_sides"), style="select")
    kind = CodeChoiceField("Là gì", _harms, style="select")
    size = LineField("Cỡ, màu", length=80)
    note = LineField("Ghi thêm", length=300)


class CertifiedInjuryForm(InjuryForm):
    """One line of a certificate, with the hour at which it was seen."""

    seen_at = MomentField("Thấy lúc", [NotFuture()])


class ChartForm(RecordForm):
    """A form with an injury chart; empty lines are left out of what is sealed."""

    injury: ClassVar[type[Injury | CertifiedInjury]]

    @classmethod
    def showing(cls, record: SealedRecord | None) -> Self:
        """Return the form filled from a record, or empty, with room for more injuries."""
        form = super().showing(record)
        if record is not None:
            form.take_injuries(getattr(record, "injuries", ()))
        form.leave_room(1 if len(form["injuries"]) else 2)
        return form

    @classmethod
    def shown(cls, record: SealedRecord) -> dict[str, Any]:
        """Return the record's fields; each injury is said in one line."""
        found = super().shown(record)
        found["injuries"] = tuple(injury_line(house().codes, i) for i in found["injuries"])
        return found

    def take_injuries(self, injuries: Iterable[Injury | CertifiedInjury]) -> None:
        """Replace the chart's lines."""
        chart = self["injuries"]
        while len(chart):
            chart.pop_entry()
        chart.last_index = -1
        for injury in list(injuries)[:MOST_INJURIES]:
            chart.append_entry(vars(injury))

    def leave_room(self, lines: int = _MORE) -> None:
        """Offer some empty lines below."""
        chart = self["injuries"]
        for _ in range(min(lines, MOST_INJURIES - len(chart))):
            chart.append_entry()

    def values(self) -> dict[str, Any]:
        """Return what was typed; a line of the chart in which nothing stands is none."""
        found = super().values()
        blank = self.injury()
        typed = [self.injury(**_plain(line)) for line in self["injuries"].data]
        return found | {"injuries": tuple(line for line in typed if line != blank)}


def _plain(line: Mapping[str, Any]) -> dict[str, Any]:
    texts = ("size", "note")
    return {name: (value or "") if name in texts else value for name, value in line.items()}


class VisitForm(ChartForm):
    """One visit, from the moment that she is seen to the day on which she comes again."""

    record = CareVisit
    injury = Injury

    seen_at = MomentField(
        "Khám lúc",
        [NotFuture()],
        description="Để trống là bây giờ. Nhập lại từ giấy thì ghi giờ trên giấy.",
    )
    alone = yes_no("Khám, hỏi riêng một mình người ấy")
    present = LineField("Nếu không: có ai ở đó")
    complaint = PassageField(
        "Người ấy nói gì về sức khỏe", length=4000, description="Ghi bằng lời của người ấy."
    )
    findings = PassageField("Khám thấy", length=6000)
    injuries = FieldList(FormField(InjuryForm), "Các tổn thương", max_entries=MOST_INJURIES)
    mental = PassageField("Tinh thần", length=3000, description="Giấc ngủ, lo sợ, ăn uống.")
    suicidal = CodeChoiceField("Có nghĩ đến cái chết không", listed("suicide_thoughts"))
    treatment = PassageField("Đã xử trí, thuốc, dặn dò", length=4000)
    sexual = yes_no("Có xâm hại tình dục (nghe kể hoặc khám thấy)")
    assault_at = MomentField("Xảy ra lúc (nếu biết giờ)", [NotFuture()])
    assault_on = PartialDateField(
        "Nếu không nhớ giờ: ngày", today=today, description="23/11/2026, hoặc chỉ 11/2026."
    )
    sexual_care = CodeChecksField("Đã làm, hoặc đã bàn và người ấy chọn", listed("sexual_care"))
    sexual_care_note = PassageField("Ghi thêm về phần này", length=2000)
    next_at = MomentField("Khám lại lúc")
    next_how = LineField("Nhắc bằng cách nào, ai nhắc", length=200)
    next_settled = BooleanField("Lần hẹn này đã xong, hoặc không hẹn nữa")
    transfer = yes_no("Chuyển bệnh viện")
    transfer_to = LineField("Chuyển đến đâu, ai đi cùng", length=200)

    groups = (
        ("Gặp", ("seen_at", "alone", "present", "complaint")),
        ("Khám", ("findings", "injuries")),
        ("Tinh thần", ("mental", "suicidal")),
        (
            "Xâm hại tình dục",
            ("sexual", "assault_at", "assault_on", "sexual_care", "sexual_care_note"),
        ),
        ("Xử trí", ("treatment", "transfer", "transfer_to")),
        ("Hẹn khám lại", ("next_at", "next_how", "next_settled")),
    )
    why: ClassVar[Mapping[str, str]] = {
        "alone": "Có người khác ở đó thì lời kể có thể không phải là lời của người ấy.",
        "suicidal": "Hỏi thẳng không làm ai nghĩ đến việc ấy thêm; không hỏi thì không ai biết.",
        "assault_at": "Dự phòng HIV và tránh thai khẩn cấp phụ thuộc số giờ đã qua, tính từ giờ "
        "xảy ra, không phải giờ đến khám.",
    }

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Ask for anything at all, and for an appointment that comes after the visit."""
        fine = super().validate(extra_validators)
        if fine and self.is_blank():
            self["complaint"].errors = [gettext("Ghi một dòng, hoặc trả lời một câu.")]
            fine = False
        seen, again = self["seen_at"].data or house().clock.now(), self["next_at"].data
        if fine and again is not None and again <= seen and not self["next_settled"].data:
            self["next_at"].errors = [gettext("Giờ khám lại phải sau lần khám này.")]
            fine = False
        return bool(fine)

    def visit(self, base: CareVisit | None, now: datetime, asked: frozenset[str]) -> CareVisit:
        """Return the visit as it is sealed; an hour that was not given is this one.

        Of the questions that stand on the page on occasion only, those not ``asked`` stay.
        """
        known = base or CareVisit()
        kept = {name: getattr(known, name) for name in ON_OCCASION - asked}
        values = vars(self.filled(base)) | kept
        return CareVisit(**values | {"seen_at": values["seen_at"] or known.seen_at or now})


class CertificateForm(ChartForm):
    """A certificate: whose body, who asked, what was seen; no account of what was done to her."""

    record = Certificate
    injury = CertifiedInjury

    visits = ChecksField(
        "Lấy tổn thương từ các lần khám",
        description="Bấm «Chép vào giấy» rồi sửa lại bên dưới. Ghi chép khám không đi theo giấy.",
    )
    name = LineField("Họ tên người được khám", length=120)
    birth = LineField("Ngày hoặc năm sinh", length=40)
    address = LineField("Nơi ở ghi trên giấy", description="Không ghi nơi tạm lánh.")
    asked_by = CodeChoiceField("Ai đề nghị", listed("certificate_requesters"))
    asked_by_name = LineField("Tên, cơ quan của người đề nghị", length=200)
    request_paper = LineField("Số và ngày của văn bản đề nghị (nếu có)", length=120)
    paper_number = LineField(
        "Số của giấy này (nếu trạm có sổ)",
        length=60,
        description="Chương trình không tự đặt số.",
    )
    examined_at = MomentField("Khám lúc", [NotFuture()])
    injuries = FieldList(
        FormField(CertifiedInjuryForm), "Các tổn thương", max_entries=MOST_INJURIES
    )
    said = LineField(
        "Lời của người được khám về nguyên nhân",
        length=200,
        description="Chỉ khi cần, một câu. Giấy không kể lại chuyện bạo lực, không nêu tên ai.",
    )
    state = PassageField("Tình trạng khi khám", length=1500)
    treatment = PassageField("Đã xử trí", length=1000)
    signed_by = LineField("Người khám (sẽ ký trên giấy)", length=120)
    because = LineField(
        "Vì sao sửa giấy đã in",
        length=300,
        description="Ghi trên bản mới, để ai đang giữ bản cũ hiểu.",
    )

    groups = (
        ("Người được khám", ("name", "birth", "address")),
        ("Ai đề nghị", ("asked_by", "asked_by_name", "request_paper", "paper_number")),
        ("Khám thấy", ("examined_at", "injuries", "state", "said")),
        ("Xử trí", ("treatment", "signed_by")),
    )
    why: ClassVar[Mapping[str, str]] = {
        "said": "Giấy này có thể qua tay nhiều người. Chỉ ghi điều mắt thấy; chuyện đã xảy ra "
        "thuộc về lời khai ở nơi người ấy chọn.",
    }

    def certificate(self) -> Certificate:
        """Return what was typed."""
        return Certificate(**self.values())
