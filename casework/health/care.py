"""A file as the health desk works on it: its visits, its certificates, the clock that runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from casework.audit.actions import Action
from casework.cases.files import CaseFile, Part, make_file
from casework.cases.findings import content_of, find_out
from casework.cases.records import FirstMinutes, Incident, SafeContact, Survivor
from casework.cases.rules.account import SEXUAL, is_sexual
from casework.cases.rules.times import Window
from casework.health import rules
from casework.health.records import CareVisit, Certificate
from casework.kernel.codes import Codes
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.vault.desk import Hand, read_case
from casework.vault.house import House
from casework.vault.section_rows import SectionRows
from casework.vault.surveyed import Survey

_NEEDED = (
    SectionKind.IDENTITY,
    SectionKind.SAFETY,
    SectionKind.INCIDENT,
    SectionKind.CARE,
    SectionKind.INJURY_CERTIFICATE,
)


@dataclass(frozen=True, repr=False)
class CareFile:
    """An opened file; ``seen`` is the newest place in the log that spoke of it."""

    file: CaseFile
    codes: Codes
    seen: int

    @property
    def contact(self) -> SafeContact | None:
        """How to reach her safely."""
        return content_of(self.file, SafeContact)

    @property
    def survivor(self) -> Survivor:
        """Who she is, as far as the station knows."""
        return content_of(self.file, Survivor) or Survivor()

    def visits(self) -> list[Part]:
        """Return the visits, those seen last first."""
        return visits_of(self.file)

    def visit(self, record_id: Id) -> Part:
        """Return one of the station's own visits; raises NotFound."""
        return self.file.get(CareVisit.schema, record_id)

    def certificate(self, record_id: Id) -> Part:
        """Return one of the station's own certificates; raises NotFound."""
        return self.file.get(Certificate.schema, record_id)

    def sexual_care(self, now: datetime) -> rules.SexualCare:
        """Return whether care after sexual violence is due, and its clock."""
        return self._judged((content for _, content in self._own()), now)

    def told_window(self, now: datetime) -> bool:
        """Say whether the incident that the station holds tells the hour or day."""
        return rules.sexual_care((), self._told(now)[0], now, sexual=True).window is not None

    def reminders_with(self, record_id: Id, new: CareVisit, now: datetime) -> list[rules.Reminder]:
        """Return what comes up in the case once this visit stands."""
        contents = dict(self._own()) | {record_id: new}
        return rules.reminders(contents.values(), self._judged(contents.values(), now), now)

    def _own(self) -> Iterator[tuple[Id, CareVisit]]:
        for part in self.file.of(CareVisit.schema):
            if self.file.own(part) and isinstance(part.content, CareVisit):
                yield part.record_id, part.content

    def _judged(self, visits: Iterable[CareVisit], now: datetime) -> rules.SexualCare:
        windows, sexual = self._told(now)
        return rules.sexual_care(visits, windows, now, sexual=sexual)

    def _told(self, now: datetime) -> tuple[list[Window], bool]:
        """Return what the incidents that the station holds say of sexual violence."""
        found = find_out(self.codes, self.file, now)
        windows = [one.window for one in found.incidents if one.window is not None]
        acts = any(
            isinstance(one.part.content, Incident)
            and (one.core_type in SEXUAL or is_sexual(self.codes, one.part.content.told))
            for one in found.incidents
        )
        first = content_of(self.file, FirstMinutes) or FirstMinutes()
        entries = (self.codes["first_dangers"].find(code) for code in first.dangers)
        return windows, acts or any(entry is not None and entry.flag("window") for entry in entries)


def visits_of(file: CaseFile) -> list[Part]:
    """Return the visits of an opened file, those seen last first."""

    def seen(part: Part) -> datetime:
        at = part.content.seen_at if isinstance(part.content, CareVisit) else None
        return at or part.written_at

    return sorted(file.of(CareVisit.schema), key=seen, reverse=True)


def open_care(house: House, hand: Hand, case_id: Id, action: Action = Action.CARE_VIEW) -> CareFile:
    """Open what the health desk needs of a file; NotFound for a unit that holds nothing of it."""

    def choose(survey: Survey) -> list[SectionRows]:
        held = survey.joined_by(hand.keyring)
        return [rows for rows in held if rows.current.kind in _NEEDED]

    opened = read_case(house, hand, action, case_id, choose)
    return CareFile(make_file(opened, hand.keyring), house.codes, opened.survey.seen)


def open_certificate(house: House, hand: Hand, case_id: Id, record_id: Id) -> CareFile:
    """Open one own certificate for paper, and nothing else; the event says that it was printed."""

    def choose(survey: Survey) -> list[SectionRows]:
        for rows in survey.joined_by(hand.keyring):
            own = rows.current.owner_unit == hand.keyring.unit
            paper = own and rows.current.kind == SectionKind.INJURY_CERTIFICATE
            if paper and any(record.record_id == record_id for record in rows.records):
                return [rows]
        raise NotFound

    opened = read_case(house, hand, Action.PAGE_PRINT, case_id, choose)
    return CareFile(make_file(opened, hand.keyring), house.codes, opened.survey.seen)
