"""What may be counted of a case: codes, bands and months, and not one word that was typed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casework.cases.codec import SealedRecord, decode, encode
from casework.cases.consents.records import PurposeAnswer, Talk
from casework.cases.facts import (
    MOST_CHILDREN,
    CaseFact,
    IncidentFact,
    PersonFact,
    ServiceFact,
    fact_of,
    fitting,
)
from casework.cases.files import CaseFile, Door, Part
from casework.cases.records import (
    INTAKE_RECORDS,
    Child,
    FirstMinutes,
    Incident,
    PersonCausingViolence,
    Reporter,
    Survivor,
)
from casework.kernel.dates import PartialDate
from casework.kernel.ids import new_id
from casework.kernel.kinds import SectionKind
from casework.vault.facts import MOST_BODY
from tests.attacks.canaries import find_canaries
from tests.cases.lists import CODES

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CANARY = "Chim hoàng yến mẫu"
VECTOR = Path(__file__).with_name("vectors") / "case-fact.json"

SAMPLE = CaseFact(
    month="2026-11",
    desk="police",
    statistics="NO",
    sex="FEMALE",
    age="A35_44",
    age_approximate=True,
    minority="YES",
    disabled=True,
    marital_status="CUSTOMARY",
    level="HIGH",
    channel="PHONE",
    first_receiver="VILLAGE_HEAD",
    children=2,
    incident_count=1,
    person_count=1,
    incidents=(
        IncidentFact(
            month="2026-11",
            age="A35_44",
            kind="PHYSICAL_ASSAULT",
            form="PHYSICAL",
            acts=("DV3_A",),
            contexts=("INTIMATE_PARTNER",),
            delay="D00_03",
            place="HER_HOME",
            harms=("BRUISE",),
            confirmed=True,
        ),
    ),
    persons=(PersonFact("HUSBAND", "MALE", "P26_40", "YES", "YES", "YES"),),
    services=(ServiceFact("MEDICAL", "COMPLETED", "SERVED"),),
)


def file_of(*contents: SealedRecord) -> CaseFile:
    """Return a file that holds these records."""
    section = new_id()
    door = Door(section, SectionKind.INCIDENT, new_id(), own=True, rotation_due=False)
    parts = [
        Part(section, new_id(), 1, new_id(), NOW + timedelta(seconds=at), content)
        for at, content in enumerate(contents)
    ]
    return CaseFile(new_id(), "", new_id(), "NEW", False, NOW, [door], parts, {})


def told(*contents: SealedRecord) -> CaseFact:
    """Return what is told of such a file."""
    return fact_of(CODES, file_of(*contents), "police", NOW)


def test_a_file_of_nothing_yet_is_told_by_its_month() -> None:
    assert told() == CaseFact(month="2026-11", desk="police", age="UNK")


def test_an_incident_is_told_as_the_recorder_has_it() -> None:
    fact = told(
        Survivor(birth=PartialDate(1990, 2), sex="FEMALE", ethnic_group="BA_NA"),
        PersonCausingViolence(relation="HUSBAND", sex="MALE", birth=PartialDate(1985)),
        Incident(happened_at=NOW - timedelta(hours=20), told=("HIT",), place_kind="HER_HOME"),
    )
    (incident,) = fact.incidents
    assert (fact.age, fact.sex, fact.minority) == ("A35_44", "FEMALE", "YES")
    assert (incident.kind, incident.delay, incident.place) == (
        "PHYSICAL_ASSAULT",
        "D00_03",
        "HER_HOME",
    )
    assert "INTIMATE_PARTNER" in incident.contexts
    assert not incident.confirmed
    assert fact.persons == (PersonFact("HUSBAND", "MALE", "P41_60", "YES"),)


def test_the_month_of_the_report_is_that_of_the_paper_and_an_incident_has_its_own() -> None:
    first = FirstMinutes(received_at=datetime(2026, 9, 30, 20, 0, tzinfo=UTC))
    fact = told(first, Incident(happened_on=PartialDate(2026, 8)), Incident(happened_on=None))
    assert fact.month == "2026-10"  # 03:00 on the first of October in the commune
    assert [incident.month for incident in fact.incidents] == ["2026-08", ""]


def test_nothing_is_told_to_the_day() -> None:
    fact = told(
        Survivor(birth=PartialDate(1990, 2, 5)),
        Incident(happened_at=NOW, happened_on=PartialDate(2026, 11, 23)),
        Reporter(reported_at=NOW),
    )
    text = encode(fact).decode()
    assert not re.search(r"\d{4}-\d{2}-\d{2}|1990|\d{6,}", text)


@pytest.mark.parametrize(
    ("group", "minority"),
    [("KINH", "NO"), ("BA_NA", "YES"), ("HOA", "YES"), ("FOREIGN", None), (None, None)],
)
def test_of_a_people_only_majority_or_minority_is_told(
    group: str | None, minority: str | None
) -> None:
    assert told(Survivor(ethnic_group=group)).minority == minority


def test_her_newest_answer_on_statistics_is_told() -> None:
    yes, no = (Talk(purposes=(PurposeAnswer("STATISTICS", a),)) for a in ("YES", "NO"))
    other = Talk(purposes=(PurposeAnswer("REFERRAL", "YES"),))
    assert told(yes, no, other).statistics == "NO"
    assert told(other).statistics is None


def test_many_children_are_told_as_five() -> None:
    assert told(*[Child()] * 9).children == MOST_CHILDREN


def _filled(cls: Any) -> Iterator[SealedRecord]:
    """Yield a record in which every text and every code is a canary."""
    values: dict[str, Any] = {}
    for field in dataclasses.fields(cls):
        if field.type in ("str", "str | None"):
            values[field.name] = f"{CANARY} {field.name}"
        elif field.type == "tuple[str, ...]":
            values[field.name] = (f"{CANARY} {field.name}",)
    yield cls(**values)


def test_no_word_that_was_typed_is_told() -> None:
    records = [record for cls in (*INTAKE_RECORDS, Talk) for record in _filled(cls)]
    body = encode(told(*records))
    assert find_canaries([CANARY, "hoàng yến"], [("fact", body)]) == []
    assert find_canaries([CANARY], [("file", encode(records[1]))])


def test_every_text_of_a_fact_is_a_code_a_month_or_an_answer() -> None:
    known = {code.code for codes in CODES for code in codes}
    known |= {"YES", "NO", "UNKNOWN", "LIMITED_ACTS", "CHECK", "case-fact"}
    texts = re.findall(r':\[?"([^"]*)"', encode(SAMPLE).decode())
    assert all(text in known or re.fullmatch(r"\d{4}(-\d{2})?", text) for text in texts)


def test_what_does_not_fit_is_counted_and_left_out_oldest_first() -> None:
    incidents = [
        Incident(happened_on=PartialDate(2026, month), told=("HIT", "INSULTED", "CHOKED"))
        for month in range(1, 11)
    ]
    fact = told(*incidents, *[PersonCausingViolence(relation="HUSBAND")] * 30)
    body = fitting(fact, MOST_BODY)
    short = decode(body)
    assert len(body) <= MOST_BODY
    assert isinstance(short, CaseFact)
    assert (short.incident_count, short.person_count) == (10, 30)
    assert short.incidents == fact.incidents[: len(short.incidents)]
    assert short.incidents[0].month == "2026-10"


def test_a_fact_of_ordinary_size_is_told_whole() -> None:
    full = dataclasses.replace(
        SAMPLE, incidents=SAMPLE.incidents * 3, persons=SAMPLE.persons * 2, incident_count=3
    )
    assert decode(fitting(full, MOST_BODY)) == full


def test_the_form_of_a_fact_is_frozen() -> None:
    frozen = VECTOR.read_bytes().rstrip(b"\n")
    assert encode(SAMPLE) == frozen
    assert decode(frozen) == SAMPLE
