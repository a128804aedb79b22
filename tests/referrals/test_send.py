"""Sending: exactly her keys to exactly that desk, in one event, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.audit.events import event_from_bytes
from casework.audit.pages import page_of_events
from casework.cases.consents.errors import NotAConsent
from casework.cases.consents.records import NO
from casework.cases.consents.service import Recording, record, share, withdraw
from casework.cases.listing import list_cases
from casework.cases.service import view_case
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.referrals.errors import NotOffered
from casework.referrals.listing import inbox, risen, sent
from casework.referrals.reading import open_referral, preview
from casework.referrals.records import Reached
from casework.referrals.rules import Rise
from casework.referrals.sending import reach, send
from casework.referrals.sending import withdraw as take_back
from tests.factories.agreements import ASKS, agreed, recording, referred, sending, talk
from tests.factories.commune import TestCommune
from tests.factories.files import LINE, SURVIVOR, Note, opened_file


@pytest.fixture
def case(commune: TestCommune) -> Id:
    """A file led by the police."""
    return opened_file(commune.house, commune.hand("hung"))


def health(commune: TestCommune) -> Id:
    """The health station."""
    return commune.hand("mai").keyring.unit


def test_the_receiver_sees_the_note_and_what_she_agreed_to_and_nothing_else(
    commune: TestCommune, case: Id
) -> None:
    referral = referred(commune.house, commune.hand("hung"), case, health(commune))
    page = open_referral(commune.house, commune.hand("mai"), referral)
    assert page.view is not None
    assert page.view.note.asks == ASKS
    assert [part.content for part in page.view.parts] == [Note(LINE)]
    assert page.view.agreement.talk == talk()
    assert (page.face.state, page.is_receiver) == ("RECEIVED", True)


def test_until_it_accepts_the_receiver_knows_the_case_by_the_referral_alone(
    commune: TestCommune, case: Id
) -> None:
    mai = commune.hand("mai")
    referral = referred(commune.house, commune.hand("hung"), case, health(commune))
    assert [face.referral_id for face in inbox(commune.house, mai)] == [referral]
    assert list_cases(commune.house, mai).lines == []
    with pytest.raises(NotFound):
        view_case(commune.house, mai, case)


@pytest.mark.parametrize("stranger", ["ha", "binh", "dung", "thut", "tam", "quang"])
def test_every_other_desk_does_not_find_it(commune: TestCommune, case: Id, stranger: str) -> None:
    referral = referred(commune.house, commune.hand("hung"), case, health(commune))
    with pytest.raises(NotFound):
        open_referral(commune.house, commune.hand(stranger), referral)
    assert inbox(commune.house, commune.hand(stranger)) == []


def test_a_referral_that_is_not_there_is_refused_and_logged(commune: TestCommune) -> None:
    with pytest.raises(NotFound):
        open_referral(commune.house, commune.hand("mai"), new_id())
    with commune.house.database.read() as db:
        newest = page_of_events(db, count=1)[0]
    assert (newest.action, newest.outcome.value) == ("referral:view", "refused")


def test_the_preview_is_what_the_receiver_will_see(commune: TestCommune, case: Id) -> None:
    house, hung, mai = commune.house, commune.hand("hung"), commune.hand("mai")
    consent = agreed(house, hung, case, health(commune))
    draft = sending(consent)
    before = preview(house, hung, case, draft)
    assert {one.name for one in before.openers} == {"Trần Ngọc Khánh (mẫu)", "Đinh Thị Mai (mẫu)"}
    send(house, hung, case, draft)
    after = open_referral(house, mai, draft.referral_id).view
    assert after is not None
    assert (before.view.note, before.view.kinds) == (after.note, after.kinds)
    assert before.view.parts == after.parts
    assert before.view.agreement.talk == after.agreement.talk


def test_sent_twice_it_goes_once_as_one_event_on_her_consent(
    commune: TestCommune, case: Id
) -> None:
    house, hung = commune.house, commune.hand("hung")
    draft = sending(agreed(house, hung, case, health(commune)))
    send(house, hung, case, draft)
    with house.database.read() as db:
        logged = event_from_bytes(page_of_events(db, count=1)[0].event)
    assert logged.action == "referral:send"
    assert logged.ground is not None
    assert logged.ground.reference == draft.consent_id
    send(house, hung, case, draft)
    assert len(sent(house, hung)) == 1


def test_mediation_is_never_proposed(commune: TestCommune, case: Id) -> None:
    house, hung = commune.house, commune.hand("hung")
    consent = agreed(house, hung, case, health(commune))
    for service, urgency in (("MEDIATION", "SOON"), ("NOTHING", "SOON"), ("MEDICAL", "NOW")):
        with pytest.raises(NotOffered):
            send(house, hung, case, sending(consent, urgency, service))


def test_a_desk_that_was_not_asked_by_her_cannot_send_on_it(commune: TestCommune, case: Id) -> None:
    house, hung = commune.house, commune.hand("hung")
    consent = agreed(house, hung, case, health(commune))
    share(house, hung, case, consent)
    with pytest.raises(Forbidden):
        send(house, commune.hand("mai"), case, sending(consent))


def test_a_restricted_file_goes_to_people_by_name(commune: TestCommune) -> None:
    house, hung, mai, khanh = commune.house, *map(commune.hand, ("hung", "mai", "khanh"))
    case = opened_file(house, hung, holders=(hung.keyring.user,))
    unit_wide = recording(house, hung, case, health(commune))
    with pytest.raises(NotAConsent):
        record(house, hung, case, unit_wide)
    named: Recording = recording(house, hung, case, health(commune), named=(mai.keyring.user,))
    draft = sending(record(house, hung, case, named))
    send(house, hung, case, draft)
    assert open_referral(house, mai, draft.referral_id).view is not None
    assert inbox(house, khanh) == []
    with pytest.raises(NotFound):
        open_referral(house, khanh, draft.referral_id)
    with pytest.raises(NotFound):
        open_referral(house, commune.hand("thanh"), draft.referral_id)


def test_a_no_is_no_consent(commune: TestCommune, case: Id) -> None:
    house, hung = commune.house, commune.hand("hung")
    yes = recording(house, hung, case, health(commune))
    spoiled = type(yes)(**(vars(yes) | {"talk": talk(survivor_answer=NO)}))
    with pytest.raises(NotAConsent):
        record(house, hung, case, spoiled)


def test_the_most_urgent_comes_first_in_the_inbox(commune: TestCommune, case: Id) -> None:
    house, hung, mai = commune.house, commune.hand("hung"), commune.hand("mai")
    for urgency in ("ROUTINE", "IMMEDIATE", "SOON"):
        referred(house, hung, case, health(commune), urgency)
        commune.clock.advance(timedelta(minutes=1))
    faces = inbox(house, mai)
    assert [face.urgency for face in faces] == ["IMMEDIATE", "SOON", "ROUTINE"]
    assert faces[0].number == "MAU-2026-000001"
    assert faces[0].from_name == "Công an xã Mẫu"


def test_unanswered_it_rises_to_coordination_without_its_content(
    commune: TestCommune, case: Id
) -> None:
    house, binh = commune.house, commune.hand("binh")
    referral = referred(house, commune.hand("hung"), case, health(commune), "IMMEDIATE")
    assert risen(house, binh) == []
    commune.clock.advance(timedelta(minutes=31))
    assert [(f.referral_id, f.rises_to) for f in risen(house, binh)] == [
        (referral, Rise.COORDINATION)
    ]
    assert SURVIVOR not in repr(risen(house, binh))
    with pytest.raises(NotFound):
        open_referral(house, binh, referral)
    with pytest.raises(Forbidden):
        risen(house, commune.hand("ha"))


def test_reaching_a_person_stops_the_calls_and_the_receiver_reads_of_it(
    commune: TestCommune, case: Id
) -> None:
    house, hung, mai = commune.house, commune.hand("hung"), commune.hand("mai")
    referral = referred(house, hung, case, health(commune), "IMMEDIATE")
    commune.clock.advance(timedelta(minutes=16))
    assert sent(house, hung)[0].phone_next
    nobody = Reached(reached=False, who="Trực trạm (mẫu)")
    reach(house, hung, referral, nobody, new_id())
    assert sent(house, hung)[0].phone_next
    spoke, record_id = Reached(reached=True, who="Chị Mai (mẫu)"), new_id()
    reach(house, hung, referral, spoke, record_id)
    reach(house, hung, referral, spoke, record_id)
    assert not sent(house, hung)[0].phone_next
    view = open_referral(house, mai, referral).view
    assert view is not None
    assert view.reached == (nobody, spoke)
    with pytest.raises(Forbidden):
        reach(house, mai, referral, spoke, new_id())


def test_sent_amiss_it_is_taken_back_and_her_consent_stands(commune: TestCommune, case: Id) -> None:
    house, hung, mai = commune.house, commune.hand("hung"), commune.hand("mai")
    consent = agreed(house, hung, case, health(commune))
    first, second = sending(consent), sending(consent)
    send(house, hung, case, first)
    take_back(house, hung, first.referral_id)
    with pytest.raises(NotFound):
        open_referral(house, mai, first.referral_id)
    send(house, hung, case, second)
    assert open_referral(house, mai, second.referral_id).view is not None
    assert [face.referral_id for face in inbox(house, mai)] == [second.referral_id]


def test_what_is_over_leaves_the_inbox(commune: TestCommune, case: Id) -> None:
    house, hung, mai = commune.house, commune.hand("hung"), commune.hand("mai")
    referral = referred(house, hung, case, health(commune))
    commune.clock.advance(timedelta(days=30))
    assert inbox(house, mai) == []
    with pytest.raises(NotFound):
        open_referral(house, mai, referral)


def test_the_kind_of_section_is_told_and_identity_stays_closed(
    commune: TestCommune, case: Id
) -> None:
    house, hung = commune.house, commune.hand("hung")
    referral = referred(house, hung, case, health(commune))
    page = open_referral(house, commune.hand("mai"), referral)
    assert page.view is not None
    assert page.view.kinds == (SectionKind.INCIDENT,)
    assert SURVIVOR not in [getattr(p.content, "text", "") for p in page.view.parts]


def test_withdrawing_twice_from_two_desks_is_withdrawing_once(
    commune: TestCommune, case: Id
) -> None:
    house, hung, mai = commune.house, commune.hand("hung"), commune.hand("mai")
    consent = agreed(house, hung, case, health(commune))
    send(house, hung, case, sending(consent))
    withdraw(house, mai, case, consent)
    withdraw(house, hung, case, consent)
    assert sent(house, hung)[0].state == "WITHDRAWN"
