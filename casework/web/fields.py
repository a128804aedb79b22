"""Fields keep what was typed, clean it on arrival, and refuse it in plain Vietnamese words."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from flask_babel import gettext
from wtforms import Field, StringField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextArea, TextInput

from casework.kernel.clock import LOCAL, format_day
from casework.kernel.dates import EARLIEST_YEAR, PartialDate
from casework.kernel.errors import MalformedValue, UnusableText
from casework.kernel.text import clean, normalise_phone

LINE_LENGTH = 200
PASSAGE_LENGTH = 5000

_UNSENDABLE = re.compile("[\ud800-\udfff]")


class Needed:
    """The field must be filled; every error names what is missing."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, message: str | None = None) -> None:
        self._message = message

    def __call__(self, _form: Any, field: Field) -> None:
        """Raise StopValidation for nothing, or nothing but spaces."""
        data = field.data
        if data is None or data == [] or (isinstance(data, str) and not data.strip()):
            if field.errors:
                raise StopValidation  # typed, but unreadable: that was said already
            raise StopValidation(self._message or gettext("Phần này chưa có câu trả lời."))


class MaxLength:
    """At most so many characters, counted after NFC: an accented letter is one."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"most": most}

    def __call__(self, _form: Any, field: Field) -> None:
        """Raise ValidationError saying how many are too many."""
        over = len(field.data or "") - self.most
        if over > 0:
            raise ValidationError(
                gettext(
                    "Dài quá %(over)d ký tự (tối đa %(most)d). Hãy viết ngắn lại.",
                    over=over,
                    most=self.most,
                )
            )


class _TextField(StringField):
    """Text as it is stored: NFC, nothing hidden, outer spaces gone; empty becomes ""."""

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] = (),
        *,
        length: int = LINE_LENGTH,
        **options: Any,
    ) -> None:
        super().__init__(label, [*validators, MaxLength(length)], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what arrived; raises ValueError for text that nothing can store."""
        if not valuelist:
            return
        try:
            self.data = self._tidy(clean(valuelist[0]))
        except UnusableText:
            # What can be shown of it stays in the box.
            self.data = self._tidy(clean(_UNSENDABLE.sub("", valuelist[0])))
            raise ValueError(
                gettext("Có ký tự bị hỏng. Hãy xem lại đoạn này và gõ lại chỗ bị mất.")
            ) from None

    def _tidy(self, text: str) -> str:
        return " ".join(text.split())


class LineField(_TextField):
    """One line; line breaks that were pasted become spaces."""

    widget = TextInput()


class PassageField(_TextField):
    """Several lines, kept as they were typed."""

    widget = TextArea()

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] = (),
        *,
        length: int = PASSAGE_LENGTH,
        **options: Any,
    ) -> None:
        super().__init__(label, validators, length=length, **options)

    def _tidy(self, text: str) -> str:
        return text.strip()


class PhoneField(_TextField):
    """A telephone number as digits with a leading 0; `words` lets "gọi nhờ nhà bà Hai" pass."""

    widget = TextInput()

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] = (),
        *,
        words: bool = False,
        length: int = 80,
        **options: Any,
    ) -> None:
        super().__init__(label, validators, length=length, **options)
        self._words = words

    def _tidy(self, text: str) -> str:
        return normalise_phone(text)

    def pre_validate(self, _form: Any) -> None:
        """Refuse what cannot be dialled, unless words are welcome."""
        dialled = re.fullmatch(r"\+?\d{3,15}", self.data or "", re.ASCII)
        if self.data and not self._words and dialled is None:
            raise ValidationError(gettext("Số điện thoại gồm 3 đến 15 chữ số, ví dụ 0912 345 678."))


class _TypedField(Field):
    """A value with a written form: `data` is the value, and what was typed stays in the box."""

    widget = TextInput()
    example: ClassVar[str]

    def _value(self) -> str:
        if self.raw_data:
            return _shown(str(self.raw_data[0]))
        return "" if self.data is None else self._write(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; raises ValueError with words that tell how to write it."""
        self.data = None
        text = _shown(valuelist[0]).strip() if valuelist else ""
        if text:
            self.data = self._read(unicodedata.normalize("NFKC", text))

    def _read(self, text: str) -> Any:
        raise NotImplementedError

    def _write(self, value: Any) -> str:
        raise NotImplementedError


def _shown(text: str) -> str:
    return clean(_UNSENDABLE.sub("", text))


class PartialDateField(_TypedField):
    """A day, a month of a year, or a year alone; `data` is a PartialDate."""

    example = "05/02/1990"

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] = (),
        *,
        today: Callable[[], date],
        **options: Any,
    ) -> None:
        super().__init__(label, list(validators), **options)
        self._today = today

    def _read(self, text: str) -> PartialDate:
        try:
            return PartialDate.parse(_slashed(text), self._today())
        except MalformedValue:
            raise ValueError(
                gettext(
                    "Viết ngày/tháng/năm như 05/02/1990, chỉ tháng 02/1990, hoặc chỉ năm 1990; "
                    "không ở tương lai."
                )
            ) from None

    def _write(self, value: PartialDate) -> str:
        return str(value)


class DayField(_TypedField):
    """A whole day, `dd/MM/yyyy`; `data` is a date."""

    example = "05/02/2026"

    def _read(self, text: str) -> date:
        day = _find_day(_slashed(text))
        if day is None:
            raise ValueError(gettext("Viết ngày có thật như 05/02/2026 (ngày/tháng/năm)."))
        return day

    def _write(self, value: date) -> str:
        return format_day(value)


class MomentField(_TypedField):
    """A day and an hour of local time, in either order; `data` is an aware UTC datetime.

    The form is strict: a time that might be read in two ways is refused, not guessed.
    """

    example = "05/02/2026 14:30"

    def _read(self, text: str) -> datetime:
        day, clock = None, None
        parts = text.split()
        if len(parts) == 2:
            day = _find_day(_slashed(parts[0])) or _find_day(_slashed(parts[1]))
            clock = _find_hour(parts[1]) or _find_hour(parts[0])
        if day is None or clock is None:
            raise ValueError(gettext("Viết ngày và giờ như 05/02/2026 14:30 (giờ từ 00 đến 23)."))
        local = datetime(day.year, day.month, day.day, *clock, tzinfo=LOCAL)
        return local.astimezone(UTC)

    def _write(self, value: datetime) -> str:
        local = value.astimezone(LOCAL)
        return f"{format_day(local.date())} {local.hour:02d}:{local.minute:02d}"


_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_HOUR = re.compile(r"(\d{1,2})[:hH](\d{2})", re.ASCII)


def _slashed(text: str) -> str:
    """Take `05-02-2026` and `5.2.2026` for what they are."""
    return re.sub(r"\s*[-./]\s*", "/", text)


def _find_day(text: str) -> date | None:
    match = _DAY.fullmatch(text)
    if match is None or int(match[3]) < EARLIEST_YEAR:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def _find_hour(text: str) -> tuple[int, int] | None:
    match = _HOUR.fullmatch(text)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    return int(match[1]), int(match[2])
