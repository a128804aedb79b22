"""What a keeper's step can fail with, beside what every step can."""

from __future__ import annotations

from casework.kernel.errors import Conflict


class NameTaken(Conflict):
    """Another village of today is called so already."""

    code = "village-name-taken"
    message_vi = "Danh mục đã có thôn mang tên này."
