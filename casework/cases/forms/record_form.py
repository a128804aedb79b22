"""A form that fills one record: field names are the record's, and what it does not ask stays."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from flask_babel import gettext
from wtforms import Field
from wtforms.validators import ValidationError

from casework.cases.codec import SealedRecord
from casework.kernel.clock import local_day
from casework.kernel.codes import CodeList
from casework.web.choices import ChoiceField, Option
from casework.web.forms import CaseworkForm
from casework.web.here import house

YES_NO = (Option("YES", "Có"), Option("NO", "Không"), Option("UNKNOWN", "Chưa rõ"))
_FAST_CLOCK = timedelta(minutes=10)
"""A desk's own clock may run ahead by so much before a moment counts as future."""


def listed(name: str) -> Callable[[], CodeList]:
    """Return a code list when the form is made, not when the module is read."""
    return lambda: house().codes[name]


def today() -> date:
    """Return the commune's day by the house's clock."""
    return local_day(house().clock.now())


def yes_no(label: str, **more: Any) -> ChoiceField:
    """Return a question with yes, no and not known; none is chosen beforehand."""
    return ChoiceField(label, YES_NO, style="inline", **more)


class NotFuture:
    """The moment may not lie ahead."""

    def __call__(self, _form: Any, field: Field) -> None:
        """Raise ValidationError for a moment after now."""
        if isinstance(field.data, datetime) and field.data > house().clock.now() + _FAST_CLOCK:
            raise ValidationError(gettext("Thời điểm này chưa đến. Hãy xem lại ngày và giờ."))


class Written:
    """Text in one of the forms that a paper prints it in; spaces and dots are forgiven."""

    def __init__(self, pattern: str, message: str) -> None:
        self._pattern = re.compile(pattern, re.ASCII)
        self._message = message

    def __call__(self, _form: Any, field: Field) -> None:
        """Tidy the text; raises ValidationError when it has none of the forms."""
        if not field.data:
            return
        field.data = re.sub(r"[\s.-]", "", field.data).upper()
        if self._pattern.fullmatch(field.data) is None:
            raise ValidationError(self._message)


class RecordForm(CaseworkForm):
    """The base of intake's forms."""

    record: ClassVar[type[SealedRecord]]
    groups: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]]
    """The page from top to bottom: heading, and the fields below it."""
    why: ClassVar[Mapping[str, str]] = {}
    """Answers to "Vì sao hỏi?" by field."""
    masked: ClassVar[frozenset[str]] = frozenset()
    """Fields of which a page shows only the beginning and the end."""

    @classmethod
    def showing(cls, record: SealedRecord | None) -> Self:
        """Return the form filled from a record, or empty."""
        known = {} if record is None else cls.shown(record)
        return cls(formdata=None, data=known)

    @classmethod
    def shown(cls, record: SealedRecord) -> dict[str, Any]:
        """Return the record's fields as the form's fields take them."""
        return vars(record).copy()

    def values(self) -> dict[str, Any]:
        """Return what was typed as the record's fields take it."""
        blank = self.record()
        found = {}
        for name in (f.name for f in dataclasses.fields(blank) if f.name in self):
            data = self[name].data
            if isinstance(data, list):
                data = tuple(data)
            found[name] = getattr(blank, name) if data is None else data
        return found

    def filled(self, base: SealedRecord | None) -> SealedRecord:
        """Return the record with what this form asks taken from it, the rest as in ``base``."""
        return dataclasses.replace(self.record() if base is None else base, **self.values())

    def is_blank(self) -> bool:
        """Say whether nothing at all was answered."""
        blank = self.record()
        return all(value == getattr(blank, name) for name, value in self.values().items())
