"""Upkeep: keys of idle sections change at their owner's next visit, a few at a time."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from casework.audit.actions import Action
from casework.audit.events import event_from_bytes
from casework.audit.pages import EventFilter, page_of_events
from casework.cases.consents.service import record, share
from casework.cases.consents.upkeep import ENDINGS
from casework.cases.restriction import restrict
from casework.cases.service import view_case
from casework.cases.upkeep import ROTATION
from casework.crypto.errors import SealError
from casework.kernel.errors import Conflict
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.vault.errors import NoKey
from casework.vault.sections import key_of, needs_rotation
from casework.vault.survey import SectionRows, survey_case
from casework.vault.upkeep import SEALS, Upkeep
from casework.workspace.upkeep import Caretaker
from tests.attacks.consents import give, withdraw
from tests.factories.agreements import recording
from tests.factories.commune import TestCommune
from tests.factories.epochs import renew_unit
from tests.factories.files import LINE, SURVIVOR, opened_file
from tests.factories.safety import safety_file, seal_of
from tests.factories.writing import add_note

INCIDENT = SectionKind.INCIDENT


def rows_of(commune: TestCommune, case: Id, kind: SectionKind = INCIDENT) -> SectionRows:
    """Return the police's section of a kind."""
    house, hung = commune.house, commune.hand("hung")
    with house.database.read() as db:
        survey = survey_case(db, house.roster(db), house.verified, case, house.clock.now())
    rows = survey.owned_by(hung.keyring.unit, kind)
    assert rows is not None
    return rows


def shut_out(commune: TestCommune, case: Id, kind: SectionKind = INCIDENT) -> bytes:
    """Let the health station in and out again; returns the key that it has kept."""
    house, hung, mai = commune.house, commune.hand("hung"), commune.hand("mai")
    give(house, hung, case, kind, mai.keyring.unit)
    kept = key_of(mai.keyring, rows_of(commune, case, kind))
    withdraw(house, hung, case, kind, mai.keyring.unit)
    return kept


def marked_files(commune: TestCommune, count: int) -> list[Id]:
    """Open so many files from which somebody was shut out."""
    cases = [opened_file(commune.house, commune.hand("hung")) for _ in range(count)]
    for case in cases:
        shut_out(commune, case)
    return cases


def events(commune: TestCommune, action: Action) -> list[tuple[tuple[Id, ...], tuple[Id, ...]]]:
    """Return cases and sections of every event of an action, newest first."""
    with commune.house.database.read() as db:
        found = page_of_events(db, EventFilter(action=action))
    told = [event_from_bytes(event.event) for event in found]
    return [(event.cases, event.sections) for event in told]


def test_an_idle_section_gets_a_new_key_that_who_was_shut_out_cannot_know(
    commune: TestCommune,
) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    kept = shut_out(commune, case)
    assert rows_of(commune, case).rotation_due is not None
    assert Upkeep([ROTATION]).catch_up(house, hung, 20) == 1
    rows = rows_of(commune, case)
    assert rows.rotation_due is None
    assert rows.current.epoch == 2
    assert key_of(hung.keyring, rows) != kept
    assert key_of(hung.keyring, rows, 1) == kept
    assert events(commune, Action.SECTION_ROTATE) == [((case,), (rows.current.section_id,))]
    assert len(view_case(house, hung, case).parts) == 2


def test_a_mark_asks_for_a_key_once(commune: TestCommune) -> None:
    marked_files(commune, 1)
    upkeep = Upkeep([ROTATION])
    assert [upkeep.catch_up(commune.house, commune.hand("hung"), 20) for _ in "ab"] == [1, 0]


def test_a_round_ends_where_it_is_told_to_and_the_next_goes_on(commune: TestCommune) -> None:
    cases = marked_files(commune, 5)
    upkeep, hung = Upkeep([ROTATION]), commune.hand("hung")
    assert [upkeep.catch_up(commune.house, hung, 2) for _ in range(4)] == [2, 2, 1, 0]
    assert {rows_of(commune, case).current.epoch for case in cases} == {2}


def test_a_round_stops_when_its_time_is_over(commune: TestCommune) -> None:
    marked_files(commune, 3)
    times = iter([True, False])
    upkeep = Upkeep([ROTATION])
    assert upkeep.catch_up(commune.house, commune.hand("hung"), 20, lambda: next(times)) == 1


def test_only_the_owner_is_asked(commune: TestCommune) -> None:
    marked_files(commune, 1)
    for username in ("mai", "ha", "binh", "dung", "quang"):
        assert Upkeep([ROTATION, SEALS]).catch_up(commune.house, commune.hand(username), 20) == 0


def test_a_restricted_file_waits_for_one_of_its_named_users(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = safety_file(house, hung, holders=(hung.keyring.user,))
    shut_out(commune, case, SectionKind.SAFETY)
    assert Upkeep([ROTATION]).catch_up(house, commune.hand("thanh"), 20) == 0
    assert Upkeep([ROTATION]).catch_up(house, hung, 20) == 1
    assert rows_of(commune, case, SectionKind.SAFETY).current.epoch == 2
    assert seal_of(house, hung, case).section_epoch == 2


def test_a_receivers_new_epoch_is_served(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    give(house, hung, case, INCIDENT, commune.hand("mai").keyring.unit)
    khanh = renew_unit(house, commune.hand("khanh"))
    assert Upkeep([ROTATION]).catch_up(house, hung, 20) == 1
    rows = rows_of(commune, case)
    grant = rows.grant_to([khanh.keyring.unit])
    assert grant is not None
    assert grant.receiver_epoch == 2
    assert key_of(khanh.keyring, rows) == key_of(hung.keyring, rows)
    with pytest.raises((NoKey, SealError)):
        key_of(commune.hand("mai").keyring, rows)
    assert Upkeep([ROTATION]).catch_up(house, hung, 20) == 0


def test_a_case_done_meanwhile_is_not_done_twice(commune: TestCommune) -> None:
    (case,) = marked_files(commune, 1)
    ROTATION.do(commune.house, commune.hand("hung"), case)
    with pytest.raises(Conflict):
        ROTATION.do(commune.house, commune.hand("thanh"), case)
    assert rows_of(commune, case).current.epoch == 2
    assert len(events(commune, Action.SECTION_ROTATE)) == 1


def test_two_colleagues_who_come_at_once_change_each_key_once(commune: TestCommune) -> None:
    cases = marked_files(commune, 4)
    hands = [commune.hand("hung"), commune.hand("thanh")]
    threads = [
        threading.Thread(target=Upkeep([ROTATION]).catch_up, args=(commune.house, hand, 20))
        for hand in hands
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {rows_of(commune, case).current.epoch for case in cases} == {2}
    assert len(events(commune, Action.SECTION_ROTATE)) == 4


def test_somebody_who_writes_between_sealing_and_lock_is_not_undone(
    commune: TestCommune, monkeypatch: pytest.MonkeyPatch
) -> None:
    (case,) = marked_files(commune, 1)
    house, hung = commune.house, commune.hand("hung")
    asked: list[Id] = []

    def interrupted(*args: Any) -> Any:
        asked.append(case)
        if len(asked) == 1:
            add_note(house, commune.hand("thanh"), case, INCIDENT, "viết xen vào (mẫu)")
        return needs_rotation(*args)

    monkeypatch.setattr("casework.cases.upkeep.needs_rotation", interrupted)
    with pytest.raises(Conflict):
        ROTATION.do(house, hung, case)
    assert len(asked) > 1
    assert rows_of(commune, case).current.epoch == 2
    assert len(view_case(house, hung, case).parts) == 3


def test_a_consent_whose_time_is_over_ends_and_its_key_changes(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    soon = house.clock.now() + timedelta(days=1)
    mai = commune.hand("mai").keyring.unit
    consent = record(house, hung, case, recording(house, hung, case, mai, until_at=soon))
    share(house, hung, case, consent)
    assert Upkeep([ENDINGS]).catch_up(house, hung, 20) == 0
    commune.clock.advance(timedelta(days=2))
    assert Upkeep([ENDINGS]).catch_up(house, commune.hand("ha"), 20) == 0
    assert Upkeep([ENDINGS, ROTATION]).catch_up(house, hung, 20) == 2
    file = view_case(house, hung, case)
    assert file.agreements.consents[consent].state == "EXPIRED"
    assert rows_of(commune, case).current.epoch == 2
    assert Upkeep([ENDINGS, ROTATION]).catch_up(house, hung, 20) == 0


def test_the_first_page_is_sent_before_anything_is_looked_after(commune: TestCommune) -> None:
    (case,) = marked_files(commune, 1)
    client = commune.client("hung")
    response = client.get("/")
    assert response.status_code == 200
    assert rows_of(commune, case).current.epoch == 1
    response.close()
    assert rows_of(commune, case).current.epoch == 2


def test_a_page_takes_no_more_than_its_share(
    commune: TestCommune, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = marked_files(commune, 3)
    monkeypatch.setattr("casework.workspace.upkeep.MOST", 2)
    Caretaker().look_after(commune.house, commune.hand("hung"))
    assert sorted(rows_of(commune, case).current.epoch for case in cases) == [1, 2, 2]
    monkeypatch.setattr("casework.workspace.upkeep.LONGEST", timedelta(0))
    Caretaker().look_after(commune.house, commune.hand("hung"))
    assert sorted(rows_of(commune, case).current.epoch for case in cases) == [1, 2, 2]


def test_a_broken_log_stops_the_upkeep_and_not_the_page(
    commune: TestCommune, caplog: pytest.LogCaptureFixture
) -> None:
    (case,) = marked_files(commune, 1)
    client = commune.client("hung")
    response = client.get("/")
    commune.house.ledger.halt("test")
    response.close()
    assert response.status_code == 200
    assert "upkeep stopped" in caplog.text
    assert not {SURVIVOR, LINE} & set(caplog.text.split("\n"))
    commune.house.ledger.resume()
    assert rows_of(commune, case).current.epoch == 1


def test_where_nothing_is_due_nobody_asks_again_for_a_while(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    caretaker = Caretaker()
    caretaker.look_after(house, hung)
    (case,) = marked_files(commune, 1)
    caretaker.look_after(house, hung)
    assert rows_of(commune, case).current.epoch == 1
    commune.clock.advance(timedelta(minutes=11))
    caretaker.look_after(house, hung)
    assert rows_of(commune, case).current.epoch == 2


def test_an_idle_key_goes_by_name_where_the_file_was_restricted_meanwhile(
    commune: TestCommune,
) -> None:
    house, hung, mai = commune.house, commune.hand("hung"), commune.hand("mai")
    case = opened_file(house, hung)
    give(house, hung, case, INCIDENT, mai.keyring.unit)
    add_note(house, mai, case, SectionKind.SAFETY, "phần của trạm y tế (mẫu)")
    restrict(house, hung, case, [hung.keyring.user])
    assert Upkeep([ROTATION]).catch_up(house, mai, 20) == 1
    with house.database.read() as db:
        survey = survey_case(db, house.roster(db), house.verified, case, house.clock.now())
    rows = survey.owned_by(mai.keyring.unit, SectionKind.SAFETY)
    assert rows is not None
    assert rows.current.epoch == 2
    assert mai.keyring.unit not in {grant.receiver_id for grant in rows.grants}
    assert rows.grant_to([mai.keyring.user]) is not None
