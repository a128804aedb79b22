"""A form shows all its problems at once, in Vietnamese, each with a link to its field."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, Form, FormField


@dataclass(frozen=True)
class Problem:
    """One line of the error summary: the id to jump to, the field's label, what is wrong."""

    target: str
    label: str
    message: str


_MESSAGES = {
    "This field is required.": lazy_gettext("Phần này chưa có câu trả lời."),
    "Not a valid choice.": lazy_gettext("Hãy chọn một mục có trong danh sách."),
    "Invalid Choice: could not coerce.": lazy_gettext("Hãy chọn một mục có trong danh sách."),
    "'%(value)s' is not a valid choice for this field.": lazy_gettext(
        "Hãy chọn các mục có trong danh sách."
    ),
    "'%(value)s' are not valid choices for this field.": lazy_gettext(
        "Hãy chọn các mục có trong danh sách."
    ),
    "Not a valid integer value.": lazy_gettext("Hãy viết một số nguyên, ví dụ 3."),
    "Not a valid decimal value.": lazy_gettext("Hãy viết một số, ví dụ 37,5."),
    "Not a valid float value.": lazy_gettext("Hãy viết một số, ví dụ 37,5."),
    "Not a valid date value.": lazy_gettext("Viết ngày có thật như 05/02/2026."),
    "Not a valid datetime value.": lazy_gettext("Viết ngày và giờ như 05/02/2026 14:30."),
    "Not a valid time value.": lazy_gettext("Viết giờ như 14:30."),
    "Number must be at least %(min)s.": lazy_gettext("Số phải từ %(min)s trở lên."),
    "Number must be at most %(max)s.": lazy_gettext("Số không được quá %(max)s."),
    "Number must be between %(min)s and %(max)s.": lazy_gettext("Số phải từ %(min)s đến %(max)s."),
    "Date must be at least %(min)s.": lazy_gettext("Ngày không được trước %(min)s."),
    "Date must be at most %(max)s.": lazy_gettext("Ngày không được sau %(max)s."),
    "Date must be between %(min)s and %(max)s.": lazy_gettext("Ngày phải từ %(min)s đến %(max)s."),
    "Field must be equal to %(other_name)s.": lazy_gettext("Hai lần gõ chưa giống nhau."),
    "Field must be at least %(min)d characters long.": lazy_gettext("Cần ít nhất %(min)d ký tự."),
    "Field cannot be longer than %(max)d characters.": lazy_gettext("Tối đa %(max)d ký tự."),
    "Field must be exactly %(max)d characters long.": lazy_gettext("Cần đúng %(max)d ký tự."),
    "Field must be between %(min)d and %(max)d characters long.": lazy_gettext(
        "Cần từ %(min)d đến %(max)d ký tự."
    ),
}


class _Messages:
    """WTForms' own English messages, in our words; one that we do not know is said plainly."""

    def gettext(self, string: str) -> str:
        """Translate a message."""
        known = _MESSAGES.get(string)
        return str(known) if known is not None else gettext("Phần này chưa đúng, hãy xem lại.")

    def ngettext(self, _singular: str, plural: str, _n: int) -> str:
        """Translate a message with a number; Vietnamese has one form."""
        return self.gettext(plural)


_TRANSLATOR = _Messages()


class CaseworkForm(FlaskForm):
    """The base of all forms. Tokens are checked for every request at once (casework.web.csrf)."""

    class Meta(FlaskForm.Meta):
        """How WTForms speaks."""

        csrf = False

        def get_translations(self, _form: Any) -> _Messages:
            """Return our messages."""
            return _TRANSLATOR

    def problems(self) -> list[Problem]:
        """Return what is wrong, in the order of the page."""
        own = [Problem("main", "", str(message)) for message in self.form_errors]
        return own + [problem for field in self for problem in _problems_of(field)]


class PartForm(Form):
    """A form inside a form (an enclosed FormField or an entry of a FieldList)."""

    class Meta(Form.Meta):
        """How WTForms speaks."""

        def get_translations(self, _form: Any) -> _Messages:
            """Return our messages."""
            return _TRANSLATOR


def _problems_of(field: Field) -> Iterator[Problem]:
    if isinstance(field, FormField):
        for inner in field.form:
            yield from _problems_of(inner)
    elif isinstance(field, FieldList) and any(entry.errors for entry in field):
        for entry in field:
            yield from _problems_of(entry)
    else:
        for message in field.errors:
            yield Problem(field.id, str(field.label.text), str(message))
