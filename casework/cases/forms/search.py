"""What somebody remembers of a file; the form is posted, so that no address ever holds it."""

from __future__ import annotations

from flask_babel import gettext
from wtforms import Field
from wtforms.validators import ValidationError

from casework.cases.search import is_enough
from casework.web.fields import LineField
from casework.web.forms import CaseworkForm


class SearchForm(CaseworkForm):
    """One box for name, telephone number, number of the file and village."""

    words = LineField(
        "Tìm hồ sơ của đơn vị",
        length=100,
        description="Tên (không dấu cũng được), vài số cuối điện thoại, số hồ sơ, hoặc thôn.",
    )

    def validate_words(self, field: Field) -> None:
        """One letter finds everybody."""
        if not is_enough(field.data or ""):
            raise ValidationError(gettext("Gõ ít nhất hai chữ hoặc số."))
