"""What a desk is told when a letter is no longer to be changed, printed or handed over."""

from __future__ import annotations

from casework.kernel.errors import Conflict


class LetterStopped(Conflict):
    """Her yes is missing, taken back or over, or the letter has gone on since."""

    code = "letter-stopped"
    message_vi = "Thư này không in, không giao và không sửa như vậy được nữa."
    what_to_do_vi = "Xem lại thư: có thể thư đã giao, người ấy đã rút lại, hoặc đã quá ngày."
