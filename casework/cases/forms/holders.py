"""The form by which a desk names who of its people hold a file."""

from __future__ import annotations

from casework.web.choices import ChecksField
from casework.web.forms import CaseworkForm


class HoldersForm(CaseworkForm):
    """Who of the desk may open the file; nobody is chosen beforehand."""

    holders = ChecksField(
        "Ai trong đơn vị được mở",
        description="Nên có ít nhất hai người, để khi vắng còn có người.",
    )
