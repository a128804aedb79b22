"""Whatever goes wrong, the answer is a Vietnamese page that says what happened and what to do,
with a number to quote; neither page nor log holds a value.
"""

import logging
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from flask import Flask, g, make_response, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from casework.crypto.hashing import random_bytes
from casework.kernel.errors import CaseworkError, Forbidden, NotFound, Throttled
from casework.web.csrf import StalePage
from casework.web.principal import known_principal
from casework.web.unsaved import Fields, posted_fields, texts_of

_LOG = logging.getLogger(__name__)
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_REPEATABLE = {400, 429, 500, 503}
_PASSED_ON = ("Allow", "Retry-After")

Kind: TypeAlias = type[CaseworkError]


class WrongMethod(CaseworkError):
    """The address exists, but not for this method: a reloaded form, usually."""

    code = "wrong-method"
    status = 405
    message_vi = "Không mở trực tiếp được địa chỉ này."
    what_to_do_vi = "Quay lại trang trước và bấm nút ở đó."


class TooLarge(CaseworkError):
    """The request is larger than we take."""

    code = "too-large"
    status = 413
    message_vi = "Nội dung gửi lên quá lớn nên chưa lưu được."
    what_to_do_vi = "Quay lại, rút ngắn nội dung hoặc chọn ảnh nhỏ hơn rồi gửi lại."


class BadRequest(CaseworkError):
    """The request is not one that our pages make."""

    code = "bad-request"
    status = 400
    message_vi = "Máy chủ không hiểu được yêu cầu này."
    what_to_do_vi = "Quay lại trang trước và thử lại."


class DatabaseDown(CaseworkError):
    """The database cannot be reached or has refused."""

    code = "database-down"
    status = 503
    message_vi = "Chưa đọc và ghi được cơ sở dữ liệu. Những gì đã lưu trước đó vẫn còn."
    what_to_do_vi = (
        "Đợi một phút rồi thử lại. Việc khẩn thì gọi điện và ghi vào sổ giấy, nhập lại sau."
    )


class Unavailable(CaseworkError):
    """The server is busy or being looked after."""

    code = "unavailable"
    status = 503
    message_vi = "Hệ thống đang bận."
    what_to_do_vi = "Đợi một phút rồi thử lại."


_BY_STATUS: dict[int, Kind] = {
    400: BadRequest,
    403: Forbidden,
    404: NotFound,
    405: WrongMethod,
    413: TooLarge,
    429: Throttled,
    503: Unavailable,
}


@dataclass(frozen=True)
class Problem:
    """What the page says: status, what happened, what to do, and a number to quote."""

    status: int
    message: str
    what_to_do: str | None
    incident: str


def install(app: Flask) -> None:
    """Answer every failure ourselves, and keep values of exceptions out of Flask's own log."""
    app.register_error_handler(Exception, _answer)
    app.logger.addFilter(_without_values)


def _without_values(record: logging.LogRecord) -> bool:
    if record.exc_info and record.exc_info[1] is not None:
        record.msg = f"{record.msg} | {_trail(record.exc_info[1])}"
        record.exc_info = record.exc_text = None
    return True


def _answer(error: Exception) -> Response:
    if isinstance(error, InternalServerError) and isinstance(error.original_exception, Exception):
        error = error.original_exception
    if isinstance(error, RequestRedirect):
        return error.get_response()
    kind = _kind_of(error)
    incident = new_incident()
    _log(error, kind, incident)
    problem = Problem(
        kind.status,
        gettext(kind.message_vi),
        gettext(kind.what_to_do_vi) if kind.what_to_do_vi else None,
        incident,
    )
    response = make_response(_page(problem, kind), kind.status)
    if isinstance(error, HTTPException):
        sent = dict(error.get_headers(request.environ))
        response.headers.update({name: sent[name] for name in _PASSED_ON if name in sent})
    return response


def _kind_of(error: Exception) -> Kind:
    if isinstance(error, CaseworkError):
        return type(error)
    if isinstance(error, CSRFError):
        return StalePage
    if isinstance(error, SQLAlchemyError):
        return DatabaseDown
    if isinstance(error, HTTPException):
        code = error.code or 500
        return _BY_STATUS.get(code, BadRequest if 400 <= code < 500 else CaseworkError)
    return CaseworkError


def _page(problem: Problem, kind: Kind) -> str:
    try:
        fields = _to_repeat(kind)
        return render_template(
            "errors/problem.html", problem=problem, fields=fields, words=texts_of(fields)
        )
    except Exception as error:  # noqa: BLE001 - a page must come whatever broke
        _LOG.error("incident %s: its page failed: %s", problem.incident, _trail(error))
        return _PLAIN.format(
            message=escape(problem.message),
            what_to_do=escape(problem.what_to_do or ""),
            incident=problem.incident,
        )


def _to_repeat(kind: Kind) -> Fields:
    """Return what a signed-in member posted, where sending it again makes sense.

    Nobody else gets a form back: a password may be in it, and a stranger's page could have
    sent it.
    """
    posted = request.method == "POST" and known_principal() is not None
    return posted_fields() if posted and kind.status in _REPEATABLE else []


def posted_words() -> tuple[Fields, list[str]]:
    """Return what a signed-in member posted, and the words in it, for a page that keeps them."""
    posted = request.method == "POST" and known_principal() is not None
    fields = posted_fields() if posted else []
    return fields, texts_of(fields)


def new_incident() -> str:
    """Return a number to quote on the phone, such as `K7QF-2M9P`; it means nothing."""
    text = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in random_bytes(8))
    return f"{text[:4]}-{text[4:]}"


def _log(error: Exception, kind: Kind, incident: str) -> None:
    g.casework_incident = incident
    severe = kind.status >= 500
    _LOG.log(
        logging.ERROR if severe else logging.INFO,
        "incident %s: %s %s at %s%s",
        incident,
        kind.status,
        kind.code,
        request.endpoint,
        f" | {_trail(error)}" if severe else "",
    )


def _trail(error: BaseException) -> str:
    """Return where it happened: class and lines, never the message, which may quote a value."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} in {places}"


_PLAIN = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Casework</title>
<meta name="viewport" content="width=device-width"></head>
<body><h1>{message}</h1><p>{what_to_do}</p><p>{incident}</p><p><a href="/">Casework</a></p></body>
</html>
"""
