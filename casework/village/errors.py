"""What a desk is told when somebody else was quicker with a village's report."""

from __future__ import annotations

from casework.kernel.errors import Conflict


class ReportEnded(Conflict):
    """A report no longer waits: it became a file, or a colleague set it aside."""

    code = "report-ended"
    message_vi = "Tin báo này đã có người của đơn vị xử lý."
    what_to_do_vi = "Mở lại tin báo để xem ai đã xử lý, xử lý thế nào."
