"""What the program derives from a whole file, in one place for every page that tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from casework.cases.codec import SealedRecord
from casework.cases.files import CaseFile, Part
from casework.cases.records import (
    FirstMinutes,
    Incident,
    PersonCausingViolence,
    SafeContact,
    Safety,
    Survivor,
)
from casework.cases.rules import account, danger, people, times
from casework.cases.rules.people import AgeThen
from casework.cases.rules.scope import ScopeFinding, dv_scope
from casework.kernel.codes import Codes
from casework.kernel.dates import PartialDate
from casework.vault.directory import DirectoryEntry

R = TypeVar("R", bound=SealedRecord)


@dataclass(frozen=True, repr=False)
class IncidentFinding:
    """One incident as the law and the figures read it."""

    part: Part
    proposal: account.Proposal
    acts: tuple[str, ...]
    core_type: str | None
    contexts: tuple[str, ...]
    age: AgeThen | None
    delay: str
    window: times.Window | None
    confirmed: bool


@dataclass(frozen=True, repr=False)
class PersonFinding:
    """Whether the law covers one person causing violence."""

    part: Part
    scope: ScopeFinding


@dataclass(frozen=True, repr=False)
class Findings:
    """Everything that follows from a file."""

    age: AgeThen | None
    child: bool
    vulnerabilities: tuple[str, ...]
    legal_aid: tuple[str, ...]
    risk_facts: tuple[str, ...]
    computed_level: str | None
    level: str | None
    actions: list[danger.UrgentAction]
    incidents: list[IncidentFinding]
    persons: list[PersonFinding]
    window: times.Window | None
    """The 72-hour window that closes first of those still to be told."""


def content_of(file: CaseFile, cls: type[R]) -> R | None:
    """Return the content of the part that a file has once, or None."""
    part = file.one(cls.schema)
    return part.content if part is not None and isinstance(part.content, cls) else None


def find_out(codes: Codes, file: CaseFile, now: datetime) -> Findings:
    """Derive what follows from everything that this reader has opened."""
    first, survivor = content_of(file, FirstMinutes), content_of(file, Survivor)
    incidents = _incidents(codes, file, first, survivor)
    acts = tuple(dict.fromkeys(act for found in incidents for act in found.acts))
    persons = [
        PersonFinding(part, dv_scope(codes, part.content.relation, acts))
        for part in file.of(PersonCausingViolence.schema)
        if isinstance(part.content, PersonCausingViolence)
    ]
    told = _told(file)
    safety = content_of(file, Safety) or Safety()
    facts = danger.risk_facts(codes, safety.facts, first, told)
    computed = danger.risk_level(codes, facts, asked=safety.facts_asked)
    age = _age_then(survivor, times.day_of(now, None))
    ages = [found.age for found in incidents if found.age is not None]
    youngest = min([*ages, *([age] if age else [])], key=lambda a: a.years, default=None)
    return Findings(
        age=age,
        child=people.is_child(age) or (first is not None and "UNDER_16" in first.dangers),
        vulnerabilities=people.vulnerabilities(survivor or Survivor(), youngest),
        legal_aid=people.legal_aid_grounds(
            survivor or Survivor(),
            youngest,
            dv_scopes=[found.scope.scope for found in persons],
            trafficked=account.is_trafficking(codes, told),
        ),
        risk_facts=facts,
        computed_level=computed,
        level=danger.settled_level(computed, safety.judged_level, safety.judged_reason),
        actions=danger.urgent_actions(codes, first) if first else [],
        incidents=incidents,
        persons=persons,
        window=_first_to_close(incidents, now),
    )


def _incidents(
    codes: Codes, file: CaseFile, first: FirstMinutes | None, survivor: Survivor | None
) -> list[IncidentFinding]:
    relations = tuple(
        part.content.relation
        for part in file.of(PersonCausingViolence.schema)
        if isinstance(part.content, PersonCausingViolence) and part.content.relation
    )
    reported_at = (first.received_at if first else None) or file.opened_at
    return [
        _read_incident(codes, part, part.content, survivor, relations, reported_at)
        for part in file.of(Incident.schema)
        if isinstance(part.content, Incident)
    ]


def _read_incident(
    codes: Codes,
    part: Part,
    told: Incident,
    survivor: Survivor | None,
    relations: tuple[str, ...],
    reported_at: datetime,
) -> IncidentFinding:
    proposal = account.propose(codes, told.told, relations)
    kind = told.core_type if told.confirmed else proposal.core_type
    age = _age_then(survivor, times.day_of(told.happened_at, told.happened_on))
    sexual = account.is_sexual(codes, told.told) or kind in account.SEXUAL
    window = times.seventy_two_hours(told.happened_at, told.happened_on) if sexual else None
    delay = times.report_delay(
        codes["report_delays"], told.happened_at, told.happened_on, reported_at
    )
    return IncidentFinding(
        part=part,
        proposal=proposal,
        acts=told.acts if told.confirmed else proposal.acts,
        core_type=kind,
        contexts=account.contexts(codes, told.told, kind, relations, age),
        age=age,
        delay=delay,
        window=window,
        confirmed=told.confirmed,
    )


def _told(file: CaseFile) -> tuple[str, ...]:
    parts = (part.content for part in file.of(Incident.schema))
    return tuple(
        dict.fromkeys(fact for told in parts if isinstance(told, Incident) for fact in told.told)
    )


def _age_then(survivor: Survivor | None, day: PartialDate | None) -> AgeThen | None:
    if survivor is None:
        return None
    return people.age_on(survivor.birth, day, estimated=survivor.birth_estimated)


def _first_to_close(found: list[IncidentFinding], now: datetime) -> times.Window | None:
    windows = [one.window for one in found if one.window is not None and one.window.is_open(now)]
    return min(windows, key=lambda window: window.deadline, default=None)


def entry_of(survivor: Survivor | None, contact: SafeContact | None) -> DirectoryEntry:
    """Return what the unit finds the case by: names, telephone numbers, birth year, village."""
    who, reach = survivor or Survivor(), contact or SafeContact()
    birth: PartialDate | None = who.birth
    names = [name for name in (who.name, who.called, who.other_name) if name]
    phones = (reach.phone, reach.other_phone, reach.trusted_phone)
    return DirectoryEntry(
        name=names[0] if names else "",
        aliases=tuple(names[1:]),
        phones=tuple(phone for phone in phones if phone.lstrip("+").isdigit()),
        birth_year=birth.year if birth else None,
        village=who.village,
    )
