"""Treatment goes on: after a withdrawal, with two hands at once, while a file is open."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import inspect

from casework.audit.actions import Action
from casework.cases.consents import service as consents
from casework.health import service
from casework.health.care import open_care
from casework.health.records import CareVisit, Certificate
from casework.health.service import SavingCertificate, SavingVisit, save_certificate
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id, new_id
from casework.vault.cases import CLOSED
from casework.vault.errors import SavedMeanwhile
from casework.vault.models import Case
from casework.vault.versioned import sign
from tests.attacks.test_no_trace_no_reading import failing_insert
from tests.attacks.writer import DatabaseWriter
from tests.consents.pages import file_of
from tests.factories.commune import MORNING, TestCommune
from tests.factories.files import SURVIVOR
from tests.factories.pages import read, text
from tests.factories.whole_file import ACCOUNT, whole_file
from tests.health.pages import (
    COMPLAINT,
    issue,
    joined,
    press,
    text_of,
    write_certificate,
    write_visit,
)


@pytest.fixture
def case(commune: TestCommune) -> Id:
    return file_of(commune, "mai")


def saving(**visit: object) -> SavingVisit:
    """Return a new visit as it is about to be saved."""
    return SavingVisit(new_id(), 0, CareVisit(seen_at=MORNING, **visit))  # type: ignore[arg-type]  # names and types as in CareVisit


def test_after_she_takes_her_yes_back_the_station_keeps_its_own_and_goes_on(
    commune: TestCommune,
) -> None:
    case = whole_file(commune.house, commune.hand("hung"))
    consent = joined(commune, case)
    client = commune.client("mai")
    write_visit(client, text_of(case), next_at="23/11/2026 15:00")
    consents.withdraw(commune.house, commune.hand("hung"), case, consent)
    page = read(client, f"/cases/{text_of(case)}")
    assert COMPLAINT in page
    assert ACCOUNT[:40] not in page
    write_visit(client, text_of(case), complaint="Khám lại (mẫu)")
    assert [due.case_id for due in service.list_due(commune.house, commune.hand("mai"))] == [case]


def test_what_two_hands_plan_at_once_comes_up_for_both(commune: TestCommune, case: Id) -> None:
    mai, khanh = commune.hand("mai"), commune.hand("khanh")
    one, other = (open_care(commune.house, hand, case) for hand in (mai, khanh))
    service.save_visit(commune.house, mai, one, saving(next_at=MORNING.replace(hour=3)))
    service.save_visit(commune.house, khanh, other, saving(next_at=MORNING.replace(hour=5)))
    due = service.list_due(commune.house, mai)
    assert [item.at.hour for item in due] == [3, 5]


def test_the_second_of_two_versions_is_refused(commune: TestCommune, case: Id) -> None:
    mai = commune.hand("mai")
    care = open_care(commune.house, mai, case)
    first = saving(complaint="Một (mẫu)")
    service.save_visit(commune.house, mai, care, first)
    with pytest.raises(SavedMeanwhile):
        service.save_visit(commune.house, mai, care, first)


def test_a_record_never_moves_to_another_section(commune: TestCommune, case: Id) -> None:
    mai = commune.hand("mai")
    paper = SavingCertificate(new_id(), new_id(), 0, Certificate(name=SURVIVOR))
    save_certificate(commune.house, mai, case, paper)
    stolen = SavingVisit(paper.record_id, 1, CareVisit(complaint=COMPLAINT))
    with pytest.raises(NotFound):
        service.save_visit(commune.house, mai, open_care(commune.house, mai, case), stolen)
    second = SavingCertificate(paper.section_id, new_id(), 0, Certificate(name="Khác (mẫu)"))
    with pytest.raises(NotFound):
        save_certificate(commune.house, mai, case, second)


def test_another_kind_of_desk_cannot_write_care_even_into_its_own_file(
    commune: TestCommune,
) -> None:
    case = file_of(commune, "hung")
    hung = commune.hand("hung")
    with pytest.raises(Forbidden):
        service.save_visit(
            commune.house, hung, open_care(commune.house, hung, case), saving(complaint="x")
        )


def test_where_the_log_cannot_be_written_no_visit_is_shown_or_saved(
    commune: TestCommune, case: Id
) -> None:
    client = commune.client("mai")
    address = write_visit(client, text_of(case))
    page = read(client, address)
    writer = DatabaseWriter(commune.url, commune.house.commune)
    with failing_insert(SimpleNamespace(writer=writer), "audit_events"):  # type: ignore[arg-type]  # a scene's writer is all that it needs
        for look in (address, f"/cases/{text_of(case)}/visits", f"/cases/{text_of(case)}"):
            answer = client.get(look)
            assert answer.status_code == 503, look
            assert COMPLAINT not in text(answer)
        assert press(client, address, page, findings="Thêm (mẫu)").status_code == 503
    writer.close()
    assert "Thêm (mẫu)" not in read(client, f"/cases/{text_of(case)}")


def close(commune: TestCommune, case: Id) -> None:
    """Close a file as its lead unit signs it."""
    house, hand = commune.house, commune.hand("mai")
    with house.ledger.entry(hand.actor, Action.CASE_CLOSE) as entry:
        known = entry.db.get(Case, case)
        assert known is not None
        columns = {column.key: getattr(known, column.key) for column in inspect(Case).columns}
        closed = Case(**(columns | {"version": known.version + 1, "status": CLOSED}))
        sign(closed, hand.keyring.signer).write(entry)
        entry.lists(cases=[case])


def test_in_a_closed_file_visits_are_read_and_none_is_written(
    commune: TestCommune, case: Id
) -> None:
    client = commune.client("mai")
    address = write_visit(client, text_of(case), next_at="23/11/2026 15:00")
    paper = write_certificate(client, text_of(case))
    issue(client, paper)
    page = read(client, address)
    close(commune, case)
    assert COMPLAINT in read(client, f"/cases/{text_of(case)}")
    assert COMPLAINT in read(client, f"/cases/{text_of(case)}/visits")
    assert "Ghi lần khám" not in read(client, f"/cases/{text_of(case)}")
    assert client.get(address).status_code == 403
    assert press(client, address, page, findings="Thêm (mẫu)").status_code == 403
    assert client.get(f"/cases/{text_of(case)}/certificates/new").status_code == 403
    assert client.get(f"{paper}/print").status_code == 200
    assert service.list_due(commune.house, commune.hand("mai")) == []
