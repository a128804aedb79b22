"""The forms of the door: what is typed is kept on a mistake, but never a password."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, PasswordField
from wtforms.validators import ValidationError

from casework.kernel.kinds import Role
from casework.web.choices import ChoiceField, Option
from casework.web.fields import LineField, MaxLength, Needed
from casework.web.forms import CaseworkForm

_USERNAME = re.compile(r"[a-z][a-z0-9.]{2,39}", re.ASCII)
_LONGEST_PASSWORD = 200


class UsernameField(LineField):
    """A name to sign in with: a phone's capital letter at the beginning does not matter."""

    def _tidy(self, text: str) -> str:
        return super()._tidy(text).lower()


def _password(label: str, *more: Any) -> PasswordField:
    return PasswordField(label, [Needed(), MaxLength(_LONGEST_PASSWORD), *more])


class SameAs:
    """Typed twice, and the same both times."""

    def __init__(self, other: str) -> None:
        self._other = other

    def __call__(self, form: Any, field: Field) -> None:
        """Raise ValidationError where the two differ; spaces at the ends do not count."""
        if " ".join((field.data or "").split()) != " ".join((form[self._other].data or "").split()):
            raise ValidationError(_l("Hai lần gõ chưa giống nhau."))


class LoginForm(CaseworkForm):
    """Who is at the desk."""

    username = UsernameField(_l("Tên đăng nhập"), [Needed()], length=40)
    password = _password(_l("Mật khẩu"))


class UnlockForm(CaseworkForm):
    """The same person again."""

    password = _password(_l("Mật khẩu"))


class CodeForm(CaseworkForm):
    """The code on a paper."""

    code = LineField(_l("Mã trên giấy"), [Needed()], length=60)


class HostForm(CaseworkForm):
    """What a house's host chooses: a passphrase; the house is called by its number."""

    code = HiddenField()
    offered_passphrase = HiddenField()
    name = HiddenField()
    username = HiddenField()
    password = _password(_l("Mật khẩu"))
    password_again = _password(_l("Gõ lại mật khẩu"), SameAs("password"))


class PersonForm(CaseworkForm):
    """What a newcomer says about themselves; code and offer travel along unseen."""

    code = HiddenField()
    offered_passphrase = HiddenField()
    name = LineField(_l("Họ và tên"), [Needed()], length=80)
    username = UsernameField(_l("Tên đăng nhập"), [Needed()], length=40)
    password = _password(_l("Mật khẩu"))
    password_again = _password(_l("Gõ lại mật khẩu"), SameAs("password"))

    def validate_username(self, field: Field) -> None:
        """Letters without marks and digits only: typed the same on every keyboard."""
        if not _USERNAME.fullmatch(field.data or ""):
            raise ValidationError(
                _l("Từ 3 đến 40 chữ thường không dấu hoặc chữ số, bắt đầu bằng chữ, ví dụ mai.dinh")
            )


class PasswordForm(CaseworkForm):
    """The old password, and the new one twice."""

    offered_passphrase = HiddenField()
    old_password = _password(_l("Mật khẩu đang dùng"))
    password = _password(_l("Mật khẩu mới"))
    password_again = _password(_l("Gõ lại mật khẩu mới"), SameAs("password"))


class InviteForm(CaseworkForm):
    """What the newcomer is to be in the unit."""

    role = ChoiceField(
        _l("Người mới sẽ là"),
        [
            Option(Role.WORKER.value, "Người làm việc"),
            Option(Role.MANAGER.value, "Người quản lý đơn vị", "Được nhận và cho nghỉ người khác"),
        ],
        [Needed()],
    )


def blame(field: Field, message: str) -> None:
    """Say beside a field what a service has found wrong with it."""
    field.errors = [*field.errors, message]


def typed(field: Field) -> str:
    """Return what was typed into a text field, empty for nothing."""
    return field.data or ""
