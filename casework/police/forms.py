"""The forms of the police register: what was done, which measure stands, who broke it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask_babel import gettext
from wtforms import BooleanField

from casework.cases.codec import SealedRecord
from casework.cases.files import CaseFile
from casework.cases.findings import Findings
from casework.cases.forms.record_form import NotFuture, RecordForm
from casework.kernel.ids import id_to_text
from casework.police import rules
from casework.police.barring import circumstances
from casework.police.records import Breach, FollowUp, Measure
from casework.web.choices import ChoiceField, Option
from casework.web.doubt import cited
from casework.web.fields import LineField, MomentField, Needed, PassageField
from casework.web.here import house

_NO_SHELTER = "Không ghi nơi tạm lánh."
_LATE = "Nhập lại từ giấy: giờ ở trên là giờ ghi trên giấy"


@dataclass(frozen=True, repr=False)
class Seen:
    """What a form must know of the file; ``kept`` is what is being changed."""

    file: CaseFile
    found: Findings
    kept: SealedRecord | None


class EntryForm(RecordForm):
    """The base of the register's forms: each may need to know the file."""

    def prepare(self, seen: Seen) -> None:
        """Offer what depends on the file."""


class FollowUpForm(EntryForm):
    """One thing that was done."""

    record = FollowUp

    done_at = MomentField("Làm lúc", [Needed(), NotFuture()])
    what = PassageField("Đã làm gì", [Needed()], length=5000, description=_NO_SHELTER)
    on_spot = LineField("Ai làm, có mặt tại chỗ", [Needed()], length=300)
    found = PassageField("Thấy gì, ai nói gì", length=5000, description=_NO_SHELTER)
    next_step = LineField("Việc tiếp theo", length=300)
    next_at = MomentField("Làm việc ấy lúc")
    entered_late = BooleanField(_LATE)

    groups = (
        ("Đã làm", ("done_at", "what", "on_spot", "found", "entered_late")),
        ("Tiếp theo", ("next_step", "next_at")),
    )


class MeasureForm(EntryForm):
    """One measure: its paper, its time, its supervision."""

    record = Measure

    measure = ChoiceField("Biện pháp", validators=[Needed()])
    decided_by = LineField("Ai quyết định", [Needed()], length=200)
    number = LineField("Số văn bản", length=60)
    decided_at = MomentField("Quyết định, ký lúc", [Needed(), NotFuture()])
    until_at = MomentField(
        "Hết hiệu lực lúc", description="Như trên bản ký. Cấm tiếp xúc để trống: 03 ngày từ lúc ký."
    )
    conditions = PassageField("Điều kiện, nội dung", length=3000, description=_NO_SHELTER)
    received_at = MomentField(
        "Công an xã nhận quyết định lúc",
        [NotFuture()],
        description="Cấm tiếp xúc: từ lúc này có 1 giờ để phân công giám sát và lập kế hoạch.",
    )
    supervisor = LineField(
        "Người giám sát", length=200, description="Không phải người nhà của bên nào."
    )
    assigned_at = MomentField("Phân công lúc", [NotFuture()])
    met_at = MomentField("Đã thông báo, họp các bên lúc", [NotFuture()])
    ended_at = MomentField("Kết thúc sớm lúc", [NotFuture()])
    ended_why = LineField("Vì sao kết thúc", length=300)
    entered_late = BooleanField(_LATE)

    groups = (
        ("Quyết định", ("measure", "decided_by", "number", "decided_at", "until_at", "conditions")),
        ("Giám sát cấm tiếp xúc", ("received_at", "supervisor", "assigned_at", "met_at")),
        ("Kết thúc", ("ended_at", "ended_why", "entered_late")),
    )
    why: ClassVar[Mapping[str, str]] = {
        "measure": cited(
            "Góp ý, phê bình trong cộng đồng không bao giờ dùng cho bạo lực tình dục, trẻ "
            "em, nguy cơ cao, dấu hiệu tội phạm, khi người ấy muốn xử lý theo pháp luật, không "
            "đồng ý hay chưa được hỏi riêng, nên khi đó không có trong danh sách.",
            "CRITICISM_EXCLUDED",
        ),
    }

    def prepare(self, seen: Seen) -> None:
        """Offer the measures that this file allows, and the one that stands already."""
        codes = house().codes
        chosen = rules.offered(codes, circumstances(codes, seen.file, seen.found))
        known = {code.code for code in chosen}
        kept = seen.kept
        if isinstance(kept, Measure) and kept.measure and kept.measure not in known:
            entry = codes["protective_measures"].find(kept.measure)
            chosen += [entry] if entry else []
        self["measure"].offer(Option(c.code, c.vi, c.basis, c.mark_vi) for c in chosen)

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Keep the hours in the order in which they must lie."""
        fine = super().validate(extra_validators)
        order = ("decided_at", "received_at", "assigned_at", "met_at")
        told: datetime | None = None
        for name in order:
            at = self[name].data
            if at is not None and told is not None and at < told:
                self[name].errors = [*self[name].errors, gettext("Giờ này trước giờ ở ô trên.")]
                fine = False
            told = at or told
        until, decided = self["until_at"].data, self["decided_at"].data
        if until and decided and until <= decided:
            self["until_at"].errors = [gettext("Giờ hết hiệu lực phải sau giờ ký.")]
            fine = False
        if self["assigned_at"].data and not self["supervisor"].data:
            self["supervisor"].errors = [gettext("Ghi tên người giám sát.")]
            fine = False
        return bool(fine)


class BreachForm(EntryForm):
    """One breach of a measure that stands in the register."""

    record = Breach

    measure = ChoiceField("Vi phạm biện pháp nào", validators=[Needed()])
    happened_at = MomentField("Xảy ra lúc", [Needed(), NotFuture()])
    how = ChoiceField(
        "Vi phạm thế nào",
        (
            Option("NEAR", "Đến gần trong phạm vi 100 m", "NĐ 76/2023/NĐ-CP Đ19.a"),
            Option("MEANS", "Qua điện thoại, tin nhắn, người khác", "NĐ 76/2023/NĐ-CP Đ19.b"),
            Option("OTHER", "Cách khác"),
        ),
        [Needed()],
    )
    what = PassageField("Chuyện thế nào", [Needed()], length=3000, description=_NO_SHELTER)
    done = PassageField("Đã xử lý thế nào", length=2000)

    groups = (("", ("measure", "happened_at", "how", "what", "done")),)

    def prepare(self, seen: Seen) -> None:
        """Offer the measures of this file."""
        labels = house().codes["protective_measures"]
        file = seen.file
        own = [part for part in file.of(Measure.schema) if file.own(part)]
        self["measure"].offer(
            Option(id_to_text(part.record_id), labels.label(part.content.measure or ""))
            for part in own
            if isinstance(part.content, Measure)
        )


def no_contact_options(seen: Seen) -> list[Option]:
    """Return the no-contact orders of the own register, each with its paper's number."""
    codes = house().codes
    labels = codes["protective_measures"]
    return [
        Option(id_to_text(part.record_id), labels.label(one.measure or ""), one.number or None)
        for part in seen.file.of(Measure.schema)
        if isinstance(one := part.content, Measure)
        and seen.file.own(part)
        and rules.is_no_contact(codes, one)
    ]
