"""The log says on what ground a desk read: her consent, the law, or nothing but its own work."""

from __future__ import annotations

import pytest

from casework.audit.actions import Action
from casework.audit.events import Event, Ground, GroundKind, Outcome, event_from_bytes
from casework.audit.pages import EventFilter, page_of_events
from casework.cases.consents.grounds import Invocation, confirm, invoke
from casework.cases.consents.service import share, withdraw
from casework.cases.service import view_case
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_to_text, new_id
from casework.kernel.kinds import SectionKind
from casework.referrals.reading import open_referral
from casework.referrals.records import Answer, AnswerKind
from casework.referrals.service import complete
from tests.closing.test_close import joined
from tests.factories.agreements import REASON, agreed, referred, sections_of
from tests.factories.commune import TestCommune
from tests.factories.files import opened_file
from tests.factories.pages import read, send, text
from tests.factories.writing import add_note


def newest(commune: TestCommune, case: Id) -> Event:
    """Return the newest event that names a case."""
    with commune.house.database.read() as db:
        return event_from_bytes(page_of_events(db, EventFilter(case=case), count=1)[0].event)


def by_consent(commune: TestCommune, case: Id, kind: SectionKind) -> Id:
    """Let the police have one of the union's sections on her yes; returns the consent."""
    ha, hung = commune.hand("ha"), commune.hand("hung")
    consent = agreed(commune.house, ha, case, hung.keyring.unit, kind)
    share(commune.house, ha, case, consent)
    return consent


def by_law(commune: TestCommune, case: Id) -> Id:
    """Let the police have the union's account as signs of a crime; returns the ground."""
    house, ha = commune.house, commune.hand("ha")
    ground = Invocation(
        consent_id=new_id(),
        record_id=new_id(),
        recipient=commune.hand("hung").keyring.unit,
        code="CRIME_SIGNS",
        reason=REASON,
        sections=sections_of(house, ha, case, SectionKind.INCIDENT),
    )
    invoke(house, ha, case, ground)
    confirm(house, commune.hand("nga"), case, ground.consent_id)
    share(house, ha, case, ground.consent_id)
    return ground.consent_id


def union_file(commune: TestCommune) -> Id:
    """Return a file of the union in which two kinds of section have something written."""
    case = opened_file(commune.house, commune.hand("ha"))
    add_note(commune.house, commune.hand("ha"), case, SectionKind.SAFETY, "thêm (mẫu)")
    return case


def ground_read(commune: TestCommune, case: Id, reader: str) -> Ground | None:
    """Let somebody read the file; return the ground that the log names."""
    view_case(commune.house, commune.hand(reader), case)
    event = newest(commune, case)
    assert event.action is Action.CASE_VIEW
    return event.ground


def test_ones_own_file_needs_no_ground(commune: TestCommune) -> None:
    assert ground_read(commune, union_file(commune), "nga") is None


def test_what_she_agreed_to_is_read_on_her_consent(commune: TestCommune) -> None:
    case = union_file(commune)
    consent = by_consent(commune, case, SectionKind.INCIDENT)
    assert ground_read(commune, case, "hung") == Ground(GroundKind.CONSENT, consent)
    assert ground_read(commune, case, "ha") is None, "the owner reads its own"


def test_what_the_law_opened_is_read_by_law(commune: TestCommune) -> None:
    case = union_file(commune)
    ground = by_law(commune, case)
    assert ground_read(commune, case, "hung") == Ground(GroundKind.LAW, ground)


def test_the_law_stands_before_her_consent_where_a_page_shows_both(commune: TestCommune) -> None:
    case = union_file(commune)
    consent = by_consent(commune, case, SectionKind.SAFETY)
    assert ground_read(commune, case, "hung") == Ground(GroundKind.CONSENT, consent)
    ground = by_law(commune, case)
    assert ground_read(commune, case, "hung") == Ground(GroundKind.LAW, ground)


def test_of_two_consents_none_is_named(commune: TestCommune) -> None:
    case = union_file(commune)
    first = by_consent(commune, case, SectionKind.INCIDENT)
    second = by_consent(commune, case, SectionKind.SAFETY)
    assert ground_read(commune, case, "hung") == Ground(GroundKind.CONSENT)
    withdraw(commune.house, commune.hand("ha"), case, second)
    assert ground_read(commune, case, "hung") == Ground(GroundKind.CONSENT, first)


def test_what_was_taken_back_is_refused_and_rests_on_nothing(commune: TestCommune) -> None:
    case = union_file(commune)
    consent = by_consent(commune, case, SectionKind.INCIDENT)
    withdraw(commune.house, commune.hand("ha"), case, consent)
    with pytest.raises(NotFound):
        view_case(commune.house, commune.hand("hung"), case)
    event = newest(commune, case)
    assert (event.outcome, event.ground) == (Outcome.REFUSED, None)


def test_a_referral_and_its_answer_rest_on_what_she_agreed_to(commune: TestCommune) -> None:
    house, hung, mai = commune.house, commune.hand("hung"), commune.hand("mai")
    case = opened_file(house, hung)
    referral = joined(commune, case)
    (consent,) = view_case(house, hung, case).agreements.consents
    named = Ground(GroundKind.CONSENT, consent)
    assert newest(commune, case).ground == named, "the answer by which it was accepted"
    assert ground_read(commune, case, "mai") == named, "beside what the station wrote itself"
    said = Answer(AnswerKind.COMPLETED, "Đã khám (mẫu)", "Chị Mai (mẫu)")
    complete(house, mai, referral, "SERVED", said, new_id())
    open_referral(house, hung, referral)
    assert newest(commune, case).ground == named


def test_a_receiver_who_has_only_opened_its_referral_reads_on_her_consent(
    commune: TestCommune,
) -> None:
    house, hung, mai = commune.house, commune.hand("hung"), commune.hand("mai")
    case = opened_file(house, hung)
    referral = referred(house, hung, case, mai.keyring.unit)
    open_referral(house, mai, referral)
    ground = newest(commune, case).ground
    assert ground is not None
    assert ground.kind is GroundKind.CONSENT


def test_auditor_and_manager_read_the_ground_on_their_screens(commune: TestCommune) -> None:
    case = union_file(commune)
    by_law(commune, case)
    view_case(commune.house, commune.hand("hung"), case)
    asked = {"person": id_to_text(commune.hand("hung").keyring.user), "action": "case:view"}
    page = text(send(commune.client("tam"), "/audit", **asked))
    assert 'data-label="Căn cứ">Theo luật</td>' in page
    page = read(commune.client("nga"), f"/cases/{id_to_text(case)}/readers")
    assert 'data-label="Căn cứ">Theo luật</td>' in page
    assert 'data-label="Căn cứ">Việc của đơn vị</td>' in page


def test_a_refusal_is_not_called_ones_own_work(commune: TestCommune) -> None:
    case = union_file(commune)
    assert commune.client("mai").get(f"/cases/{id_to_text(case)}").status_code == 404
    page = text(send(commune.client("tam"), "/audit", outcome="refused"))
    assert "Đọc hồ sơ" in page
    assert 'data-label="Căn cứ">Việc của đơn vị</td>' not in page
