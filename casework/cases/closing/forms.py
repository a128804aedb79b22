"""Why a file is closed, and who was told; why it is opened again."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from wtforms import Field
from wtforms.validators import ValidationError

from casework.cases.closing.records import Closing, Reopening
from casework.cases.forms.record_form import RecordForm
from casework.web.choices import ChoiceField, Option
from casework.web.fields import Needed, PassageField
from casework.web.here import house


class CloseForm(RecordForm):
    """One reason, a few words, and how she was told."""

    record = Closing

    reason = ChoiceField("Vì sao đóng", validators=[Needed()])
    words = PassageField(
        "Ghi thêm",
        length=2000,
        description="Tình hình lúc đóng; còn việc chưa xong thì vì sao vẫn đóng, ai theo tiếp.",
    )
    told = PassageField(
        "Đã nói với người bị bạo lực thế nào",
        [Needed()],
        length=1000,
        description="Nói lúc nào, bằng cách nào, người ấy quay lại tìm ai. Không nói được: vì sao.",
    )

    groups = (("", ("reason", "words", "told")),)

    def __init__(self, *args: Any, unfinished: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self._unfinished = unfinished
        self["reason"].offer(
            Option(code.code, code.vi, mark=code.mark_vi)
            for code in house().codes["closure_reasons"]
            if not code.flag("never_offered")
        )

    def validate_words(self, field: Field) -> None:
        """Whoever closes over unfinished work says why."""
        if self._unfinished and not field.data:
            raise ValidationError(
                gettext("Còn việc chưa xong ở trên. Ghi vì sao vẫn đóng, và ai theo tiếp.")
            )


class ReopenForm(RecordForm):
    """Why the file is opened again."""

    record = Reopening

    words = PassageField("Vì sao mở lại", [Needed()], length=2000)

    groups = (("", ("words",)),)
