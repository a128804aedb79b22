"""Every failure that a user may meet says in plain Vietnamese what happened and what to do."""

from typing import ClassVar


class CaseworkError(Exception):
    """The root of our own errors.

    `code` is stable and goes into logs; `status` is the HTTP status; the Vietnamese texts
    are shown as they stand and therefore never hold a value, a name or an id. Arguments of
    the exception are for developers and are never shown.
    """

    code: ClassVar[str] = "casework-error"
    status: ClassVar[int] = 500
    message_vi: ClassVar[str] = "Hệ thống gặp lỗi và chưa làm được việc này."
    what_to_do_vi: ClassVar[str | None] = (
        "Hãy thử lại. Nếu vẫn lỗi, gọi người quản trị kỹ thuật của xã."
    )

    def __str__(self) -> str:
        return super().__str__() or self.code


class NotFound(CaseworkError):
    """It is not there, or the user may not know that it is."""

    code = "not-found"
    status = 404
    message_vi = "Không tìm thấy trang này."
    what_to_do_vi = "Kiểm tra lại địa chỉ, hoặc về trang Việc của tôi."


class MalformedId(NotFound):
    """An address holds something that is not an id; told apart from NotFound only in logs."""

    code = "malformed-id"


class Forbidden(CaseworkError):
    """The user may know that it exists, but may not do this."""

    code = "forbidden"
    status = 403
    message_vi = "Anh/chị không được giao quyền làm việc này."
    what_to_do_vi = "Nếu công việc cần đến, hãy hỏi người quản lý đơn vị."


class UnusableText(CaseworkError):
    """Text holds lone surrogates, which no encoding can store."""

    code = "unusable-text"
    status = 400
    message_vi = "Có ký tự bị hỏng trong phần vừa nhập nên chưa lưu được."
    what_to_do_vi = "Gõ lại đoạn đó bằng bàn phím, đừng dán từ nơi khác, rồi lưu lại."


class MalformedValue(CaseworkError):
    """A value does not have the form that its field asks for."""

    code = "malformed-value"
    status = 400
    message_vi = "Có ô nhập chưa đúng dạng nên chưa lưu được."
    what_to_do_vi = "Xem lại các ô được đánh dấu, sửa rồi lưu lại."


class Conflict(CaseworkError):
    """Somebody else saved first; what was typed is kept by the page."""

    code = "conflict"
    status = 409
    message_vi = "Người khác vừa lưu phần này trước anh/chị, nên phần của anh/chị chưa được lưu."
    what_to_do_vi = "Nội dung anh/chị đã gõ vẫn còn. Xem bản mới nhất rồi lưu lại."


class Tampered(CaseworkError):
    """What was read does not agree with its signature, its seal or the log (SECURITY P4)."""

    code = "tampered"
    status = 500
    message_vi = "Hồ sơ này không khớp với nhật ký, nên hệ thống không mở và không ghi thêm vào."
    what_to_do_vi = (
        "Đừng tự sửa. Báo ngay người quản trị kỹ thuật và người giám sát của xã; "
        "việc khẩn thì gọi điện và ghi vào sổ giấy."
    )


class LogUnavailable(CaseworkError):
    """The log could not be written, so nothing was shown and nothing was saved (P3)."""

    code = "log-unavailable"
    status = 503
    message_vi = "Chưa ghi được nhật ký, nên hệ thống không mở và không lưu gì."
    what_to_do_vi = (
        "Đợi một phút rồi thử lại. Việc khẩn thì gọi điện và ghi vào sổ giấy, nhập lại sau."
    )


class LogBroken(CaseworkError):
    """The log failed its verification; all writing has stopped until it is looked into (P5)."""

    code = "log-broken"
    status = 503
    message_vi = "Nhật ký không còn nguyên vẹn, nên hệ thống đã dừng để giữ bằng chứng."
    what_to_do_vi = (
        "Đừng tắt máy, đừng tự sửa. Báo ngay người quản trị kỹ thuật và người giám sát của xã. "
        "Trong lúc chờ, gọi điện và ghi vào sổ giấy."
    )


class LogBehindAnchor(LogBroken):
    """The log is shorter than what its anchor has seen: the database was rolled back."""

    code = "log-behind-anchor"


class LogForked(LogBroken):
    """The log is as long as its anchor says, or longer, and yet does not extend it."""

    code = "log-forked"


class AnchorMissing(LogBroken):
    """The log has events, and the anchor that must vouch for them is gone."""

    code = "anchor-missing"


class DatabaseBusy(CaseworkError):
    """Another write held the lock for too long."""

    code = "database-busy"
    status = 503
    message_vi = "Nhiều người đang lưu cùng lúc nên chưa đến lượt. Chưa có gì bị mất."
    what_to_do_vi = "Đợi vài giây rồi bấm lại."


class DiskFull(CaseworkError):
    """There is no room for the write; it was rolled back whole."""

    code = "disk-full"
    status = 503
    message_vi = "Ổ đĩa của máy chủ đã đầy nên chưa lưu được. Những gì lưu trước đó vẫn còn."
    what_to_do_vi = "Gọi người quản trị kỹ thuật. Trong lúc chờ, ghi vào sổ giấy và nhập lại sau."


class OldSchema(CaseworkError):
    """The database was made by another version of the program."""

    code = "old-schema"
    status = 503
    message_vi = "Cơ sở dữ liệu chưa được nâng cấp cho phiên bản này."
    what_to_do_vi = "Gọi người quản trị kỹ thuật để nâng cấp."


class BadSettings(CaseworkError):
    """The settings are refused at start; the exception's text is one clear line (English)."""

    code = "bad-settings"
    status = 503
    message_vi = "Cấu hình của máy chủ chưa đúng nên hệ thống chưa chạy."
    what_to_do_vi = "Gọi người quản trị kỹ thuật của xã."


class Throttled(CaseworkError):
    """Too many tries from this device or for this account."""

    code = "throttled"
    status = 429
    message_vi = "Đã thử quá nhiều lần."
    what_to_do_vi = "Đợi ít phút rồi thử lại. Nếu quên mật khẩu, gặp người quản lý đơn vị."


class SessionLocked(CaseworkError):
    """The session's keys were dropped; user and expiry are kept (SECURITY §6)."""

    code = "session-locked"
    status = 401
    message_vi = "Phiên làm việc đã khóa."
    what_to_do_vi = "Nhập lại mật khẩu để làm tiếp. Nội dung đang gõ dở được giữ lại."
