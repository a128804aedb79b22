"""What a desk is told when its file is closed, or cannot be closed like that."""

from __future__ import annotations

from casework.kernel.errors import Conflict, Forbidden, MalformedValue


class CaseClosed(Forbidden):
    """The lead desk has closed its file, and writes nothing more in it."""

    code = "case-closed"
    message_vi = "Hồ sơ này đã đóng, nên chưa ghi thêm được."
    what_to_do_vi = (
        "Người quản lý đơn vị mở lại được. Có việc mới xảy ra thì mở hồ sơ mới ngay, đừng chờ."
    )


class NotClosed(Conflict):
    """The file is worked on: there is nothing to open again."""

    code = "case-not-closed"
    message_vi = "Hồ sơ này đang mở, nên không cần mở lại."
    what_to_do_vi = "Tải lại trang để xem tình trạng mới nhất."


class NoClosingReason(MalformedValue):
    """A file is not closed without a reason, nor over unfinished work without a word why."""

    code = "no-closing-reason"
    message_vi = "Cần ghi lý do, nên hồ sơ chưa đóng."
    what_to_do_vi = "Còn việc chưa xong thì ghi thêm vì sao vẫn đóng, và ai theo tiếp."
