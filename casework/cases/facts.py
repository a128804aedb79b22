"""From an opened file to what may be counted: codes, bands and months, and not one word typed.

Every value is looked up in a shipped code list before it goes in; what is not there is left out.
Decision 8 says what is left out on purpose: village, day, occupation, the name of a people, and
any mark by which two files of one woman could be put together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from casework.cases.codec import SealedRecord, encode, sealed
from casework.cases.consents.records import Talk
from casework.cases.files import CaseFile
from casework.cases.findings import Findings, IncidentFinding, PersonFinding, content_of, find_out
from casework.cases.records import (
    Child,
    FirstMinutes,
    Incident,
    PersonCausingViolence,
    Reporter,
    Survivor,
)
from casework.cases.rules.people import MAJORITY_GROUP, AgeThen, age_on
from casework.cases.rules.times import day_of
from casework.kernel.clock import local_day
from casework.kernel.codes import Codes
from casework.kernel.dates import PartialDate

ANSWERS = ("YES", "NO", "UNKNOWN")
MOST_CHILDREN = 5
"""A household with more would be known by its number."""
_NEITHER = ("FOREIGN", "UNKNOWN")
_PURPOSE = "STATISTICS"


@dataclass(frozen=True)
class IncidentFact:
    """One incident: one line of the Incident Recorder."""

    month: str = ""
    """`2026-11`, or `2026` where no month is known."""
    age: str | None = None
    """Her band of ``age_bands`` on that day."""
    kind: str | None = None
    form: str | None = None
    acts: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    delay: str | None = None
    time_of_day: str | None = None
    place: str | None = None
    harms: tuple[str, ...] = ()
    severity: str | None = None
    reported_before: str | None = None
    lasting: str | None = None
    wants_legal_action: str | None = None
    confirmed: bool = False


@dataclass(frozen=True)
class PersonFact:
    """One person causing violence, and whether the domestic-violence law covers them."""

    relation: str | None = None
    sex: str | None = None
    age: str | None = None
    scope: str | None = None
    before: str | None = None
    lives_with_her: str | None = None


@dataclass(frozen=True)
class ServiceFact:
    """One service that another desk was asked for, and how that stands."""

    service: str
    state: str
    outcome: str | None = None


@sealed
@dataclass(frozen=True)
class CaseFact(SealedRecord):
    """One case as figures count it: one person, her incidents, who caused them, what was done."""

    schema: ClassVar[str] = "case-fact"

    month: str = ""
    """Of the report; an incident has a month of its own."""
    desk: str = ""
    """The kind of the unit that leads the case."""
    statistics: str | None = None
    """Her answer to the purpose of statistics; totals that the law asks for count her anyway."""
    sex: str | None = None
    age: str | None = None
    """Her band of ``age_bands`` on the day of the report."""
    age_approximate: bool = False
    minority: str | None = None
    disabled: bool = False
    marital_status: str | None = None
    level: str | None = None
    channel: str | None = None
    first_receiver: str | None = None
    children: int = 0
    incident_count: int = 0
    person_count: int = 0
    incidents: tuple[IncidentFact, ...] = ()
    """Newest first; where they do not fit, the count tells of the rest."""
    persons: tuple[PersonFact, ...] = ()
    services: tuple[ServiceFact, ...] = ()


def fact_of(codes: Codes, file: CaseFile, desk: str, now: datetime) -> CaseFact:
    """Return what may be counted of a file, as its lead has opened it."""
    return _Reader(codes, file, now).read(desk)


def fitting(fact: CaseFact, most: int) -> bytes:
    """Return the fact's bytes, at most so many: what does not fit is left out, oldest first."""
    while len(body := encode(fact)) > most:
        longest = max(("incidents", "persons", "services"), key=lambda n: len(getattr(fact, n)))
        left: tuple[object, ...] = getattr(fact, longest)
        if not left:
            raise ValueError("even the shortest fact is too long")
        fact = replace(fact, **{longest: left[:-1]})  # type: ignore[arg-type]  # one of the three
    return body


class _Reader:
    """Reads one file through the code lists."""

    def __init__(self, codes: Codes, file: CaseFile, now: datetime) -> None:
        self.codes = codes
        self.file = file
        self.found: Findings = find_out(codes, file, now)
        first = content_of(file, FirstMinutes)
        self.reported: datetime = (first.received_at if first else None) or file.opened_at

    def read(self, desk: str) -> CaseFact:
        file, found = self.file, self.found
        survivor = content_of(file, Survivor) or Survivor()
        reporter = content_of(file, Reporter) or Reporter()
        day = local_day(self.reported)
        age = age_on(survivor.birth, day, estimated=survivor.birth_estimated)
        incidents = sorted(found.incidents, key=self._when, reverse=True)
        return CaseFact(
            month=_month(day_of(self.reported, None)),
            desk=self._code("unit_kinds", desk) or "",
            statistics=self._statistics(),
            sex=self._code("sexes", survivor.sex),
            age=self._band("age_bands", age),
            age_approximate=age is not None and age.approximate,
            minority=self._minority(survivor.ethnic_group),
            disabled=bool(survivor.disabilities),
            marital_status=self._code("marital_statuses", survivor.marital_status),
            level=self._code("risk_levels", found.level),
            channel=self._code("intake_channels", reporter.channel),
            first_receiver=self._code("report_receivers", reporter.first_receiver),
            children=min(len(file.of(Child.schema)), MOST_CHILDREN),
            incident_count=len(incidents),
            person_count=len(found.persons),
            incidents=tuple(self._incident(one) for one in incidents),
            persons=tuple(self._person(one, day) for one in found.persons),
            services=self._services(),
        )

    def _when(self, found: IncidentFinding) -> date:
        told = found.part.content
        day = day_of(told.happened_at, told.happened_on) if isinstance(told, Incident) else None
        return day.earliest() if day is not None else date.min

    def _incident(self, found: IncidentFinding) -> IncidentFact:
        told = found.part.content
        assert isinstance(told, Incident)  # noqa: S101 - found.incidents are read from incidents
        form = told.primary_form if told.confirmed else found.proposal.primary_form
        return IncidentFact(
            month=_month(day_of(told.happened_at, told.happened_on)),
            age=self._band("age_bands", found.age),
            kind=self._code("gbvims_types", found.core_type),
            form=self._code("violence_forms", form),
            acts=self._codes("dv_acts", found.acts),
            contexts=self._codes("gbvims_contexts", found.contexts),
            delay=self._code("report_delays", found.delay),
            time_of_day=self._code("times_of_day", told.time_of_day),
            place=self._code("incident_places", told.place_kind),
            harms=self._codes("harms", told.harms),
            severity=self._code("severities", told.severity),
            reported_before=_answer(told.reported_before),
            lasting=_answer(told.lasting),
            wants_legal_action=self._code("legal_action_wishes", told.wants_legal_action),
            confirmed=found.confirmed,
        )

    def _person(self, found: PersonFinding, day: date) -> PersonFact:
        who = found.part.content
        assert isinstance(who, PersonCausingViolence)  # noqa: S101 - found.persons are such parts
        group = self._code("gbvims_perpetrator_ages", who.age_group)
        return PersonFact(
            relation=self._code("relations", who.relation),
            sex=self._code("sexes", who.sex),
            age=group or self._band("gbvims_perpetrator_ages", age_on(who.birth, day)),
            scope=found.scope.scope.value,
            before=_answer(who.before),
            lives_with_her=_answer(who.lives_with_her),
        )

    def _services(self) -> tuple[ServiceFact, ...]:
        return tuple(
            ServiceFact(service, state, self._code("referral_outcomes", row.outcome))
            for row in self.file.agreements.referrals.values()
            if (service := self._code("service_types", row.service))
            and (state := self._code("referral_statuses", row.state))
        )

    def _statistics(self) -> str | None:
        """What she said last of statistics, wherever she was asked."""
        talks = [part for part in self.file.of(Talk.schema) if isinstance(part.content, Talk)]
        for part in sorted(talks, key=lambda part: part.written_at, reverse=True):
            for answer in part.content.purposes if isinstance(part.content, Talk) else ():
                if answer.purpose == _PURPOSE:
                    return _answer(answer.answer)
        return None

    def _minority(self, group: str | None) -> str | None:
        """Fifty-four peoples in one commune: the name of a small one would be her name."""
        if self._code("ethnic_groups", group) is None or group in _NEITHER:
            return None
        return "NO" if group == MAJORITY_GROUP else "YES"

    def _band(self, name: str, age: AgeThen | None) -> str:
        return self.codes[name].band(None if age is None else age.years).code

    def _code(self, name: str, value: str | None) -> str | None:
        return value if value is not None and value in self.codes[name] else None

    def _codes(self, name: str, values: Iterable[str]) -> tuple[str, ...]:
        return tuple(value for value in values if value in self.codes[name])


def _answer(value: str | None) -> str | None:
    return value if value in ANSWERS else None


def _month(day: PartialDate | None) -> str:
    if day is None:
        return ""
    return f"{day.year:04d}" if day.month is None else f"{day.year:04d}-{day.month:02d}"
