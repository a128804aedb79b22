"""The form about who at the desks is near to the person causing violence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from flask_babel import gettext

from casework.cases.codec import SealedRecord
from casework.cases.forms.record_form import RecordForm, yes_no
from casework.cases.records import KinAnswer
from casework.kernel.ids import id_from_text, id_to_text
from casework.web.choices import ChecksField
from casework.web.fields import LineField


class KinForm(RecordForm):
    """Who at any desk is, or is kin to, the person causing violence."""

    record = KinAnswer

    answer = yes_no("Có ai ở các đơn vị là người đó, hoặc là họ hàng, bạn thân của người đó không")
    members = ChecksField(
        "Những người không được mở hồ sơ này", description="Chỉ người có tài khoản mới có ở đây."
    )
    who = LineField(
        "Người khác", description="Tên và đơn vị: trưởng thôn, người giám sát, chủ nhà."
    )
    why_not = LineField("Vì sao", length=300)

    groups = (("Người nhà ở các đơn vị", ("answer", "members", "who", "why_not")),)
    why: ClassVar[Mapping[str, str]] = {
        "answer": "Ở xã, ai cũng quen nhau. Hồ sơ thường lọt ra qua một người bà con, không phải "
        "qua kẻ trộm mạng.",
    }

    open_to: frozenset[str] = frozenset()
    """Colleagues who would read this answer: nobody of them may be named in it."""

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Refuse to name somebody where that very person could read it."""
        fine = super().validate(extra_validators)
        if self.open_to & set(self["members"].data or ()):
            message = gettext(
                "Người được chọn ở cùng đơn vị nên sẽ đọc được phần này. Đừng ghi ở đây: mở một "
                "hồ sơ mới, chọn «Chỉ những người tôi chọn mới được mở» rồi ghi."
            )
            self["members"].errors = [*self["members"].errors, message]
            fine = False
        return bool(fine)

    @classmethod
    def shown(cls, record: SealedRecord) -> dict[str, Any]:
        """Return the record's fields; users as the texts that the options carry."""
        found = super().shown(record)
        found["members"] = [id_to_text(member) for member in found["members"]]
        found["why_not"] = found.pop("why")
        return found

    def values(self) -> dict[str, Any]:
        """Return what was typed; chosen users as ids."""
        found = super().values()
        found["members"] = tuple(id_from_text(text) for text in self["members"].data or ())
        found["why"] = self["why_not"].data or ""
        return found
