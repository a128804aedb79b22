"""A case is surveyed before the lock: what changes until its event stands, is surveyed again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from casework.audit.actions import Action
from casework.kernel.ids import Id, new_id
from casework.vault.desk import Hand, Plan, read_case, write
from casework.vault.house import House
from casework.vault.memory import CaseMemory
from casework.vault.rosters import Roster
from casework.vault.sections import Draft, OpenSection, key_of, make_record
from casework.vault.survey import SectionRows, Survey, survey_case
from tests.factories.commune import TestCommune
from tests.factories.files import opened_file


def add_record(house: House, hand: Hand, case: Id) -> Id:
    record = new_id()

    def plan(db: Session, roster: Roster) -> Plan:
        survey = survey_case(db, roster, house.verified, case, house.clock.now())
        rows = survey.held_by(hand.keyring)[0]
        section = OpenSection(rows.current, key_of(hand.keyring, rows))
        signed = make_record(hand.keyring, section, Draft(b"{}", record), house.clock.now())
        return Plan([signed], cases=[case], sections=[rows.current.section_id])

    write(house, hand, Action.SECTION_WRITE, plan)
    return record


def test_what_is_saved_between_survey_and_event_is_shown(commune: TestCommune) -> None:
    house, hand = commune.house, commune.hand("hung")
    case = opened_file(house, hand)
    surveys: list[Survey] = []
    saved: list[Id] = []

    def choose(survey: Survey) -> Sequence[SectionRows]:
        surveys.append(survey)
        if not saved:
            saved.append(add_record(house, hand, case))
        return survey.held_by(hand.keyring)

    opened = read_case(house, hand, Action.CASE_VIEW, case, choose)
    assert [survey is opened.survey for survey in surveys] == [False, True]
    assert saved[0] in {r.row.record_id for held in opened.records.values() for r in held}


def test_a_case_that_stands_as_it_was_is_surveyed_once(commune: TestCommune) -> None:
    house, hand = commune.house, commune.hand("hung")
    case = opened_file(house, hand)
    surveys: list[Survey] = []

    def choose(survey: Survey) -> Sequence[SectionRows]:
        surveys.append(survey)
        return survey.held_by(hand.keyring)

    read_case(house, hand, Action.CASE_VIEW, case, choose)
    assert len(surveys) == 1


def test_a_consent_that_ends_in_between_is_judged_by_the_hour_of_the_event(
    commune: TestCommune, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, hand = commune.house, commune.hand("hung")
    case = opened_file(house, hand)
    asked: list[Survey] = []
    judged = CaseMemory.survey

    def surveyed(*given: object) -> Survey:
        survey = judged(*given)  # type: ignore[arg-type]  # what the desk hands over
        end = house.clock.now() + (timedelta(hours=1) if asked else timedelta(0))
        asked.append(replace(survey, ends_at=end))
        return asked[-1]

    monkeypatch.setattr(CaseMemory, "survey", surveyed)
    opened = read_case(
        house, hand, Action.CASE_VIEW, case, lambda survey: survey.held_by(hand.keyring)
    )
    assert [survey is opened.survey for survey in asked] == [False, True]
