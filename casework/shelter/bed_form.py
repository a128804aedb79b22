"""What somebody says who frees a bed: that the house was asked, and since when it is empty."""

from __future__ import annotations

from flask_babel import gettext
from wtforms import BooleanField, Field
from wtforms.validators import ValidationError

from casework.cases.forms.record_form import NotFuture
from casework.web.fields import MomentField
from casework.web.forms import CaseworkForm


class ReleaseForm(CaseworkForm):
    """That the bed is empty; nothing of who lay in it."""

    told = BooleanField("Tôi đã gọi cho nhà: người ấy đã đi hẳn, giường trống")
    at = MomentField("Đi lúc", [NotFuture()], description="Để trống là bây giờ.")

    def validate_told(self, field: Field) -> None:
        """A bed is free when somebody has asked, and not before."""
        if not field.data:
            raise ValidationError(gettext("Gọi hỏi nhà rồi đánh dấu ô này."))
