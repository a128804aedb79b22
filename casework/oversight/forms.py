"""What the log is filtered by; the form is posted, so that no address ever holds it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field
from wtforms.validators import ValidationError

from casework.audit.actions import Action
from casework.audit.events import Outcome
from casework.audit.pages import EventFilter
from casework.kernel.clock import LOCAL
from casework.kernel.ids import id_from_text, id_to_text
from casework.oversight.labels import ACTIONS
from casework.oversight.service import Wanted
from casework.vault.rosters import Member
from casework.web.choices import ChoiceField, Option
from casework.web.fields import DayField, LineField
from casework.web.forms import CaseworkForm


class FilterForm(CaseworkForm):
    """Which events the auditor asks for; all fields may stay empty."""

    person = ChoiceField(_l("Người"), style="select")
    number = LineField(_l("Số hồ sơ"), length=20)
    action = ChoiceField(
        _l("Việc"),
        sorted(
            (Option(action.value, label) for action, label in ACTIONS.items()),
            key=lambda option: option.label,
        ),
        style="select",
    )
    since = DayField(_l("Từ ngày"))
    until = DayField(_l("Đến hết ngày"))
    outcome = ChoiceField(
        _l("Kết quả"),
        [Option(Outcome.ALLOWED.value, "Đã làm"), Option(Outcome.REFUSED.value, "Bị từ chối")],
        style="select",
    )
    unusual_first = BooleanField(_l("Xem trước các lần bị từ chối, theo luật và khẩn cấp"))

    def offer_people(self, people: list[Member]) -> None:
        """Offer everybody who may stand in the log."""
        self.person.offer(Option(id_to_text(member.user), member.name) for member in people)

    def validate_number(self, field: Field) -> None:
        """Only what can be a number is asked for and shown again."""
        field.data = (field.data or "").upper()
        if field.data and not field.data.replace("-", "").replace("/", "").isalnum():
            raise ValidationError(_l("Số hồ sơ như MAU-2026-000001."))

    def wanted(self) -> Wanted:
        """Return the filter; call after validation."""
        return Wanted(
            EventFilter(
                actor=id_from_text(self.person.data) if self.person.data else None,
                action=Action(self.action.data) if self.action.data else None,
                outcome=Outcome(self.outcome.data) if self.outcome.data else None,
                since=_midnight(self.since.data),
                until=_midnight(self.until.data, timedelta(days=1)),
            ),
            self.number.data or "",
            bool(self.unusual_first.data),
        )

    def chosen(self) -> dict[str, str]:
        """Return what was asked for, to be sent again with the turning of a page."""
        asked: dict[str, Any] = {field.name: field.raw_data for field in self if field.data}
        return {name: str(values[0]) for name, values in asked.items() if values}


def _midnight(day: date | None, later: timedelta = timedelta(0)) -> datetime | None:
    """Return when a day begins in the commune, in UTC."""
    if day is None:
        return None
    return datetime.combine(day, time(0), LOCAL).astimezone(UTC) + later
