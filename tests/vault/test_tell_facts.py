"""Facts: coordination alone opens them, no event ties them to a case, nights put them in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from casework.access.steps import ReferralState
from casework.accounts import service as accounts
from casework.audit.actions import Action
from casework.audit.pages import EventFilter, page_of_events
from casework.cases.counting import FACTS
from casework.cases.facts import ServiceFact
from casework.cases.records import Incident, Survivor
from casework.cases.restriction import lift, restrict
from casework.cases.service import NewPart, Opening, Saving, open_case, save_part, view_case
from casework.cases.upkeep import ROTATION
from casework.demo.cast import CAST
from casework.demo.founding import found_demo
from casework.kernel.clock import FixedClock
from casework.kernel.ids import new_id
from casework.kernel.kinds import SectionKind, UnitKind
from casework.referrals.records import Answer
from casework.referrals.service import Accepting, accept, receive
from casework.vault import facts
from casework.vault.directory import DirectoryEntry
from casework.vault.errors import NoKey
from casework.vault.models import FactDue, PendingFact, SettledFact
from casework.vault.survey import survey_case
from casework.vault.upkeep import Upkeep
from tests.attacks.consents import give, withdraw
from tests.factories.agreements import referred
from tests.factories.commune import MORNING, TestCommune, token_of
from tests.factories.epochs import renew_unit
from tests.factories.facts import all_rows, save, told
from tests.factories.files import LINE, SURVIVOR, opened_file
from tests.factories.pages import read
from tests.factories.safety import safety_file
from tests.factories.whole_file import whole_file
from tests.factories.writing import add_note


def test_a_new_file_is_told_to_coordination_and_to_nobody_else(commune: TestCommune) -> None:
    whole_file(commune.house, commune.hand("hung"))
    (fact,) = told(commune)
    assert (fact.desk, fact.incident_count, fact.person_count) == ("police", 2, 1)
    (row,) = all_rows(commune.house, PendingFact)
    with commune.house.database.read() as db:
        roster = commune.house.roster(db)
    for username in ("hung", "mai", "ha", "dung", "tam", "quang"):
        with pytest.raises(NoKey):
            facts.open_fact(commune.hand(username).keyring, roster, row)


def test_every_fact_has_one_size(commune: TestCommune) -> None:
    opened_file(commune.house, commune.hand("hung"))
    whole_file(commune.house, commune.hand("hung"))
    sizes = {len(row.sealed) for row in all_rows(commune.house, PendingFact)}
    assert sizes == {facts.PLAIN_BYTES + 48}


def test_a_restricted_file_is_told_too(commune: TestCommune) -> None:
    hung = commune.hand("hung")
    safety_file(commune.house, hung, holders=(hung.keyring.user,))
    assert len(told(commune)) == 1


def test_a_fact_lies_in_no_order_and_in_no_event(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = whole_file(house, hung)
    (row,) = all_rows(house, PendingFact)
    with house.database.read() as db:
        events = page_of_events(db, EventFilter(), count=200)
        if db.get_bind().dialect.name == "sqlite":
            made = db.execute(text("SELECT name, sql FROM sqlite_master WHERE name LIKE 'facts%'"))
            assert all("WITHOUT ROWID" in sql for _, sql in made)
    for event in events:
        for secret in (row.fact_id, row.digest(), row.sealed[:16]):
            assert secret not in event.event
    for model in (PendingFact, SettledFact):
        for column in model.__table__.columns:
            assert column.name in ("commune_id", "fact_id", "unit_id", "unit_epoch", "sealed")
    assert case not in row.sealed


def test_only_who_holds_the_first_section_finds_the_fact_again(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    with house.database.read() as db:
        survey = survey_case(db, house.roster(db), house.verified, case, house.clock.now())
    (row,) = all_rows(house, PendingFact)
    assert facts.id_of(survey, commune.hand("thanh").keyring) == row.fact_id
    for username in ("binh", "mai", "dung"):
        with pytest.raises(NoKey):
            facts.id_of(survey, commune.hand(username).keyring)


def test_a_later_save_corrects_the_fact_and_adds_none(commune: TestCommune) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    (before,) = all_rows(commune.house, PendingFact)
    save(commune, case, SectionKind.IDENTITY, Survivor(name=SURVIVOR, sex="FEMALE"))
    save(commune, case, SectionKind.INCIDENT, Incident(account=LINE, told=("HIT",)))
    (after,) = all_rows(commune.house, PendingFact)
    assert after.fact_id == before.fact_id
    (fact,) = told(commune)
    assert (fact.sex, fact.incident_count) == ("FEMALE", 1)
    assert not all_rows(commune.house, FactDue)


def test_a_fact_keeps_its_id_when_the_section_gets_a_new_key(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    give(house, hung, case, SectionKind.IDENTITY, commune.hand("mai").keyring.unit)
    withdraw(house, hung, case, SectionKind.IDENTITY, commune.hand("mai").keyring.unit)
    Upkeep([ROTATION]).catch_up(house, hung, 20)
    save(commune, case, SectionKind.IDENTITY, Survivor(sex="FEMALE"))
    (fact,) = told(commune)
    assert fact.sex == "FEMALE"


def test_a_save_over_a_file_that_has_changed_leaves_the_fact_to_be_told_later(
    commune: TestCommune,
) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    seen = view_case(house, hung, case)
    save(commune, case, SectionKind.INCIDENT, Incident(account=LINE, told=("HIT",)))
    save(commune, case, SectionKind.IDENTITY, Survivor(sex="FEMALE"), seen=seen)
    assert [due.case_id for due in all_rows(house, FactDue)] == [case]
    assert Upkeep([FACTS]).catch_up(house, commune.hand("mai"), 20) == 0
    assert Upkeep([FACTS]).catch_up(house, commune.hand("thanh"), 20) == 1
    (fact,) = told(commune)
    assert (fact.sex, fact.incident_count) == ("FEMALE", 1)
    assert not all_rows(house, FactDue)
    assert Upkeep([FACTS]).catch_up(house, hung, 20) == 0


def test_another_desks_save_does_not_touch_the_fact(commune: TestCommune) -> None:
    house, hung, mai = commune.house, commune.hand("hung"), commune.hand("mai")
    case = opened_file(house, hung)
    give(house, hung, case, SectionKind.INCIDENT, mai.keyring.unit)
    (before,) = all_rows(house, PendingFact)
    add_note(house, mai, case, SectionKind.SAFETY, "phần của trạm y tế (mẫu)")
    assert [row.sealed for row in all_rows(house, PendingFact)] == [before.sealed]
    assert not all_rows(house, FactDue)


def test_what_a_referral_has_come_to_is_told_at_the_leads_next_visit(commune: TestCommune) -> None:
    house, hung, mai = commune.house, commune.hand("hung"), commune.hand("mai")
    case = whole_file(house, hung)
    referral = referred(house, hung, case, mai.keyring.unit)
    receive(house, mai, referral)
    accepting = Accepting(Answer(text="Nhận (mẫu)"), new_id(), DirectoryEntry(name=SURVIVOR))
    accept(house, mai, referral, accepting)
    assert told(commune)[0].services == ()
    assert Upkeep([FACTS]).catch_up(house, hung, 20) == 1
    assert told(commune)[0].services == (ServiceFact("MEDICAL", ReferralState.ACCEPTED.value),)


def test_counting_again_tells_the_log_what_was_opened(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = whole_file(house, hung)
    add_note(house, hung, case, SectionKind.SAFETY, "thêm (mẫu)")
    assert Upkeep([FACTS]).catch_up(house, hung, 20) == 1
    with house.database.read() as db:
        (event,) = page_of_events(db, EventFilter(action=Action.FACT_WRITE))
    assert case in event.event


def test_a_case_that_changed_while_it_was_counted_stays_due(
    commune: TestCommune, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    add_note(house, hung, case, SectionKind.SAFETY, "thêm (mẫu)")
    put = facts.replace_due

    def interrupted(*args: Any) -> None:
        add_note(house, commune.hand("thanh"), case, SectionKind.SAFETY, "xen vào (mẫu)")
        put(*args)

    monkeypatch.setattr(facts, "replace_due", interrupted)
    Upkeep([FACTS]).catch_up(house, hung, 20)
    assert [due.case_id for due in all_rows(house, FactDue)] == [case]


def test_before_coordination_comes_facts_wait_and_are_told_then(tmp_path: Path) -> None:
    police = [player for player in CAST if player.kind is UnitKind.POLICE]
    demo = found_demo(tmp_path / "instance", {}, FixedClock(MORNING), police)
    house, hung = demo.house, demo.hands["hung"]
    case = whole_file(house, hung)
    assert [due.case_id for due in all_rows(house, FactDue)] == [case]
    assert Upkeep([FACTS]).catch_up(house, hung, 20) == 0
    sheet = next(p for p in demo.papers.units if p.kind is UnitKind.COORDINATION)
    person = accounts.NewPerson("binh", "Người mẫu", "năm từ mẫu để thử thôi nhé")
    accounts.activate_unit(house, sheet.code, person, hung.actor)
    assert Upkeep([FACTS]).catch_up(house, hung, 20) == 1
    assert len(all_rows(house, PendingFact)) == 1
    assert not all_rows(house, FactDue)
    house.database.close()


def test_a_fact_of_before_coordination_renewed_its_key_still_opens(commune: TestCommune) -> None:
    opened_file(commune.house, commune.hand("hung"))
    binh = renew_unit(commune.house, commune.hand("binh"))
    opened_file(commune.house, commune.hand("hung"))
    assert {row.unit_epoch for row in all_rows(commune.house, PendingFact)} == {1, 2}
    assert len(facts.read_facts(commune.house, binh)) == 2


def test_a_file_opened_and_filled_on_the_pages_is_told(commune: TestCommune) -> None:
    client = commune.client("hung")
    page = read(client, "/cases/new")
    case_id = page.split('name="case_id" value="')[1].split('"')[0]
    answer = client.post(
        "/cases/new",
        data={"csrf_token": token_of(page), "case_id": case_id, "name": SURVIVOR, "line": LINE},
    )
    assert answer.status_code == 303
    part = f"/cases/{case_id}/parts/survivor"
    page = read(client, part)
    answer = client.post(
        part,
        data={
            "csrf_token": token_of(page),
            "record_id": page.split('name="record_id" value="')[1].split('"')[0],
            "seen_version": "1",
            "name": SURVIVOR,
            "sex": "FEMALE",
        },
    )
    assert answer.status_code == 303
    (fact,) = told(commune)
    assert (fact.sex, fact.incident_count) == ("FEMALE", 1)
    assert not all_rows(commune.house, FactDue)


def test_a_fact_that_is_too_large_is_refused(commune: TestCommune) -> None:
    hung = commune.hand("hung")
    with commune.house.database.read() as db:
        roster = commune.house.roster(db)
    assert facts.seal_fact(hung.keyring, roster, new_id(), bytes(facts.MOST_BODY)) is not None
    with pytest.raises(ValueError, match="one size"):
        facts.seal_fact(hung.keyring, roster, new_id(), bytes(facts.MOST_BODY + 1))


def test_a_form_sent_twice_is_told_once(commune: TestCommune) -> None:
    parts = (NewPart(SectionKind.IDENTITY, Survivor(name=SURVIVOR)),)
    opening = Opening(new_id(), parts, DirectoryEntry(name=SURVIVOR))
    for _ in range(2):
        open_case(commune.house, commune.hand("hung"), opening)
    assert len(told(commune)) == 1


def test_after_a_restriction_has_ended_who_was_named_tells_the_fact(commune: TestCommune) -> None:
    house, hung, thanh = commune.house, commune.hand("hung"), commune.hand("thanh")
    case = opened_file(house, hung)
    restrict(house, hung, case, [hung.keyring.user])
    lift(house, hung, case)
    seen = view_case(house, thanh, case)
    saving = Saving(SectionKind.IDENTITY, Survivor(sex="FEMALE"), new_id(), 0, seen=seen)
    save_part(house, thanh, case, saving)
    assert [due.case_id for due in all_rows(house, FactDue)] == [case]
    upkeep = Upkeep([FACTS])
    assert [upkeep.catch_up(house, thanh, 20) for _ in "ab"] == [1, 0]
    assert upkeep.catch_up(house, hung, 20) == 1
    assert len(all_rows(house, PendingFact)) == 1
