"""Choices come from a code list or from a few words; what was not offered is refused."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from flask_babel import gettext
from wtforms import Field
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from casework.kernel.codes import CodeList

Codes: TypeAlias = CodeList | Callable[[], CodeList]
Style: TypeAlias = Literal["radio", "select", "inline"]


@dataclass(frozen=True)
class Option:
    """One thing to choose; `mark` is printed beside what is not verified."""

    value: str
    label: str
    hint: str | None = None
    mark: str | None = None


def options_of(codes: Codes) -> list[Option]:
    """Return the entries of a code list as options, doubts marked."""
    entries = codes() if callable(codes) else codes
    return [Option(code.code, code.vi, mark=code.mark_vi) for code in entries]


class _Choosing(Field):
    """Offers `options`; the macro `field` renders them by `style`."""

    widget = TextInput()  # never used: the macros draw choices
    style: str = "radio"

    def __init__(
        self,
        label: str | None = None,
        options: Iterable[Option] = (),
        validators: Sequence[Any] = (),
        **more: Any,
    ) -> None:
        super().__init__(label, list(validators), **more)
        self.options = list(options)

    def offer(self, options: Iterable[Option]) -> None:
        """Set what may be chosen, for options that depend on the request."""
        self.options = list(options)

    def chosen(self, option: Option) -> bool:
        """Return whether this option stands chosen."""
        raise NotImplementedError

    def _refuse_unless_offered(self, values: Iterable[str]) -> None:
        if not set(values) <= {option.value for option in self.options}:
            raise ValidationError(gettext("Hãy chọn một mục có trong danh sách."))


class ChoiceField(_Choosing):
    """One of a few options; `data` is its value, or None for none.

    `style` is `radio`, `inline` (radios side by side, for yes and no) or `select`.
    """

    def __init__(
        self,
        label: str | None = None,
        options: Iterable[Option] = (),
        validators: Sequence[Any] = (),
        *,
        style: Style = "radio",
        **more: Any,
    ) -> None:
        super().__init__(label, options, validators, **more)
        self.style = style

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the posted value; an empty one is no choice."""
        self.data = valuelist[0] if valuelist and valuelist[0] else None

    def pre_validate(self, _form: Any) -> None:
        """Refuse what was not offered."""
        self._refuse_unless_offered([] if self.data is None else [self.data])

    def chosen(self, option: Option) -> bool:
        """Return whether this option stands chosen."""
        return bool(option.value == self.data)


class ChecksField(_Choosing):
    """Any number of options; `data` is a list of values in the order of the options."""

    style = "checks"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the posted values."""
        self.data = [value for value in valuelist if value]

    def pre_validate(self, _form: Any) -> None:
        """Refuse what was not offered; put the rest in order."""
        chosen = set(self.data or [])
        self._refuse_unless_offered(chosen)
        self.data = [option.value for option in self.options if option.value in chosen]

    def chosen(self, option: Option) -> bool:
        """Return whether this option stands chosen."""
        return option.value in (self.data or [])


class CodeChoiceField(ChoiceField):
    """One code of a code list; `data` None for none."""

    def __init__(
        self,
        label: str | None = None,
        codes: Codes | None = None,
        validators: Sequence[Any] = (),
        **more: Any,
    ) -> None:
        super().__init__(label, [] if codes is None else options_of(codes), validators, **more)


class CodeChecksField(ChecksField):
    """Any number of codes of a code list; `data` is a list in the order of the code list."""

    def __init__(
        self,
        label: str | None = None,
        codes: Codes | None = None,
        validators: Sequence[Any] = (),
        **more: Any,
    ) -> None:
        super().__init__(label, [] if codes is None else options_of(codes), validators, **more)
