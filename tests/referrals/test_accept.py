"""The receiving desk: accepts or declines once, keeps what it registered itself, answers."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from casework.access.steps import ReferralState
from casework.cases.consents.reading import list_consents
from casework.cases.consents.service import withdraw
from casework.cases.listing import list_cases
from casework.cases.service import view_case
from casework.kernel.errors import CaseworkError, Conflict, Forbidden, NotFound
from casework.kernel.ids import Id, new_id
from casework.referrals.errors import MovedOn, NoReason
from casework.referrals.listing import inbox, sent
from casework.referrals.reading import open_referral
from casework.referrals.records import Answer, AnswerKind, LinkedFile
from casework.referrals.service import Accepting, accept, answer, complete, decline, start
from casework.vault.directory import DirectoryEntry
from tests.factories.agreements import referred
from tests.factories.commune import TestCommune
from tests.factories.files import LINE, Note, opened_file

OWN_NAME = "Y Blơi, như trạm ghi (mẫu)"
YES = Answer(AnswerKind.ACCEPTED, "Mời chị đến cổng sau (mẫu)", "Điều dưỡng Mai (mẫu)")
NO = Answer(AnswerKind.DECLINED, "Trạm không có bác sĩ hôm nay (mẫu)")


def accepting() -> Accepting:
    """Return an acceptance that registers her under the station's own words."""
    return Accepting(YES, new_id(), DirectoryEntry(name=OWN_NAME), (Note(OWN_NAME),))


@pytest.fixture
def case(commune: TestCommune) -> Id:
    """A file led by the police."""
    return opened_file(commune.house, commune.hand("hung"))


@pytest.fixture
def referral(commune: TestCommune, case: Id) -> Id:
    """A referral that the health station has opened."""
    unit = commune.hand("mai").keyring.unit
    made = referred(commune.house, commune.hand("hung"), case, unit)
    open_referral(commune.house, commune.hand("mai"), made)
    return made


def test_who_accepts_joins_the_case_with_what_it_registered_itself(
    commune: TestCommune, case: Id, referral: Id
) -> None:
    house, mai, hung = commune.house, commune.hand("mai"), commune.hand("hung")
    accept(house, mai, referral, accepting())
    assert [line.entry.name for line in list_cases(house, mai).lines] == [OWN_NAME]
    seen = [p.content for p in view_case(house, mai, case).of("test-note")]
    assert seen == [Note(OWN_NAME), Note(LINE)]
    page = open_referral(house, hung, referral)
    assert [part.content for part in page.answers] == [YES]
    assert page.face.state is ReferralState.ACCEPTED
    assert Note(OWN_NAME) not in [p.content for p in view_case(house, hung, case).parts]


def test_after_a_withdrawal_the_nurse_still_knows_her_patient_and_loses_the_rest(
    commune: TestCommune, case: Id, referral: Id
) -> None:
    house, mai, hung = commune.house, commune.hand("mai"), commune.hand("hung")
    accept(house, mai, referral, accepting())
    withdraw(house, hung, case, list_consents(house, hung, case)[0].consent_id)
    seen = [p.content for p in view_case(house, mai, case).of("test-note")]
    assert seen == [Note(OWN_NAME)]
    page = open_referral(house, mai, referral)
    assert page.view is None
    assert page.face.state is ReferralState.WITHDRAWN
    assert inbox(house, mai) == []
    with pytest.raises(MovedOn):
        start(house, mai, referral)


def test_a_form_sent_twice_accepts_once(commune: TestCommune, referral: Id) -> None:
    once = accepting()
    accept(commune.house, commune.hand("mai"), referral, once)
    accept(commune.house, commune.hand("mai"), referral, once)
    page = open_referral(commune.house, commune.hand("hung"), referral)
    assert len(page.answers) == 1


def test_the_second_colleague_is_told_that_it_was_answered(
    commune: TestCommune, referral: Id
) -> None:
    accept(commune.house, commune.hand("mai"), referral, accepting())
    with pytest.raises(Conflict):
        accept(commune.house, commune.hand("khanh"), referral, accepting())
    with pytest.raises(Conflict):
        decline(commune.house, commune.hand("khanh"), referral, NO, new_id())


def at_once(*deeds: Callable[[], None]) -> list[CaseworkError | None]:
    """Do all of it at the same moment; return what each one was told."""
    told: list[CaseworkError | None] = [None] * len(deeds)
    gate = threading.Barrier(len(deeds))

    def run(place: int) -> None:
        gate.wait()
        try:
            deeds[place]()
        except CaseworkError as error:
            told[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_of_two_who_accept_at_the_same_moment_one_wins(
    commune: TestCommune, case: Id, referral: Id
) -> None:
    house, mai, khanh = commune.house, commune.hand("mai"), commune.hand("khanh")
    told = at_once(
        lambda: accept(house, mai, referral, accepting()),
        lambda: accept(house, khanh, referral, accepting()),
    )
    assert sorted(type(one).__name__ for one in told) == ["MovedOn", "NoneType"]
    assert len(view_case(house, mai, case).of("test-note")) == 2


def test_a_withdrawal_while_somebody_accepts_shuts_out_all_the_same(
    commune: TestCommune, case: Id, referral: Id
) -> None:
    house, mai, hung = commune.house, commune.hand("mai"), commune.hand("hung")
    consent = list_consents(house, hung, case)[0].consent_id
    told = at_once(
        lambda: accept(house, mai, referral, accepting()),
        lambda: withdraw(house, hung, case, consent),
    )
    assert told[1] is None
    assert told[0] is None or isinstance(told[0], Conflict | NotFound)
    assert sent(house, hung)[0].state is ReferralState.WITHDRAWN
    if told[0] is None:
        seen = [p.content for p in view_case(house, mai, case).of("test-note")]
        assert seen == [Note(OWN_NAME)]
    else:
        with pytest.raises(NotFound):
            view_case(house, mai, case)


def test_a_decline_gives_a_reason_and_gives_the_keys_back(
    commune: TestCommune, case: Id, referral: Id
) -> None:
    house, mai, hung = commune.house, commune.hand("mai"), commune.hand("hung")
    with pytest.raises(NoReason):
        decline(house, mai, referral, Answer(AnswerKind.DECLINED), new_id())
    decline(house, mai, referral, NO, new_id())
    page = open_referral(house, hung, referral)
    assert page.face.state is ReferralState.DECLINED
    assert [part.content for part in page.answers] == [NO]
    assert LINE not in [getattr(p.content, "text", "") for p in view_case(house, mai, case).parts]


def test_from_service_to_outcome_every_answer_comes_back(
    commune: TestCommune, referral: Id
) -> None:
    house, mai, hung = commune.house, commune.hand("mai"), commune.hand("hung")
    accept(house, mai, referral, accepting())
    start(house, mai, referral)
    more = Answer(AnswerKind.MESSAGE, "Đã khâu vết thương (mẫu)")
    answer(house, mai, referral, more, new_id())
    done = Answer(AnswerKind.COMPLETED, "Hẹn tái khám (mẫu)")
    with pytest.raises(NoReason):
        complete(house, mai, referral, "", done, new_id())
    complete(house, mai, referral, "SERVED", done, new_id())
    page = open_referral(house, hung, referral)
    assert [part.content for part in page.answers] == [YES, more, done]
    assert (page.face.state, page.face.outcome) == (ReferralState.COMPLETED, "SERVED")
    assert [step.state for step in page.steps] == [
        "SENT",
        "RECEIVED",
        "ACCEPTED",
        "IN_SERVICE",
        "COMPLETED",
    ]


def test_the_sender_does_not_answer_itself(commune: TestCommune, referral: Id) -> None:
    house, hung = commune.house, commune.hand("hung")
    with pytest.raises(Forbidden):
        accept(house, hung, referral, accepting())
    with pytest.raises(Forbidden):
        start(house, hung, referral)


def test_a_desk_that_knew_her_links_its_own_file_and_merges_nothing(
    commune: TestCommune, case: Id, referral: Id
) -> None:
    house, mai = commune.house, commune.hand("mai")
    own = opened_file(house, mai, name="Y Blơi cũ (mẫu)")
    linking = Accepting(YES, new_id(), DirectoryEntry(name=OWN_NAME), (), own)
    accept(house, mai, referral, linking)
    parts = view_case(house, mai, case).of("linked-file")
    assert [part.content for part in parts] == [LinkedFile(own)]
    assert {line.case_id for line in list_cases(house, mai).lines} == {own, case}


def test_only_a_file_in_which_the_desk_writes_itself_is_linked(
    commune: TestCommune, case: Id, referral: Id
) -> None:
    house, mai = commune.house, commune.hand("mai")
    strange = opened_file(house, commune.hand("hung"))

    for not_own in (strange, case, new_id()):
        linking = Accepting(YES, new_id(), DirectoryEntry(name=OWN_NAME), (), not_own)
        with pytest.raises(NotFound):
            accept(house, mai, referral, linking)
