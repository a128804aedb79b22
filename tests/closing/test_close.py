"""The lead desk closes its file with a reason; nobody else can, and nobody's help is cut short."""

from __future__ import annotations

import threading

import pytest

from casework.access.steps import ReferralState
from casework.audit.actions import Action
from casework.audit.events import event_from_bytes
from casework.audit.pages import EventFilter, page_of_events
from casework.cases.closing.errors import CaseClosed, NoClosingReason, NotClosed
from casework.cases.closing.records import Closing, Reopening
from casework.cases.closing.running import Running, still_open
from casework.cases.closing.service import close, how_it_ended, reopen
from casework.cases.consents.service import record, withdraw
from casework.cases.listing import list_cases
from casework.cases.service import Saving, save_part, view_case
from casework.kernel.errors import CaseworkError, Forbidden, NotFound
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.referrals.reading import open_referral
from casework.referrals.records import Answer, AnswerKind
from casework.referrals.sending import send
from casework.referrals.service import Accepting, accept, complete
from casework.vault.directory import DirectoryEntry
from tests.factories.agreements import agreed, recording, referred, sending
from tests.factories.commune import TestCommune
from tests.factories.files import Note, opened_file

SAFE = Closing(
    reason="SAFE_GOALS_MET", words="Đã an toàn ba tháng (mẫu)", told="Gặp tại trạm (mẫu)"
)
AGAIN = Reopening(words="Người kia quay lại (mẫu)")


@pytest.fixture
def case(commune: TestCommune) -> Id:
    """A file led by the police."""
    return opened_file(commune.house, commune.hand("hung"))


def shut(commune: TestCommune, case: Id, who: str = "hung", closing: Closing = SAFE) -> bool:
    return close(commune.house, commune.hand(who), case, closing, new_id())


def save(commune: TestCommune, who: str, case: Id) -> None:
    saving = Saving(SectionKind.SAFETY, Note("thêm (mẫu)"), new_id(), 0)
    save_part(commune.house, commune.hand(who), case, saving)


def joined(commune: TestCommune, case: Id) -> Id:
    """Let the health station accept a referral of the case; returns the referral."""
    house, mai = commune.house, commune.hand("mai")
    referral = referred(house, commune.hand("hung"), case, mai.keyring.unit)
    open_referral(house, mai, referral)
    yes = Answer(AnswerKind.ACCEPTED, "", "Chị Mai (mẫu)")
    accept(house, mai, referral, Accepting(yes, new_id(), DirectoryEntry(name="Y"), (Note("Y"),)))
    return referral


def test_a_closed_file_says_when_why_and_who_was_told(commune: TestCommune, case: Id) -> None:
    shut(commune, case)

    file = view_case(commune.house, commune.hand("thanh"), case)
    ended = how_it_ended(file)
    assert file.status == "CLOSED"
    assert file.closed_here
    assert ended is not None
    assert ended.closing is not None
    assert (ended.closing.reason, ended.closing.told) == (SAFE.reason, SAFE.told)
    assert ended.closing.at == commune.clock.now()


def test_one_event_tells_of_it(commune: TestCommune, case: Id) -> None:
    shut(commune, case)

    with commune.house.database.read() as db:
        (logged,) = page_of_events(db, EventFilter(action=Action.CASE_CLOSE))
    event = event_from_bytes(logged.event)
    assert event.cases == (case,)
    assert len(event.sections) == 1
    assert b"SAFE_GOALS_MET" not in logged.event


def test_the_lead_writes_no_more_and_shares_nothing_new(commune: TestCommune, case: Id) -> None:
    house, hung = commune.house, commune.hand("hung")
    unit = commune.hand("mai").keyring.unit
    asked = recording(house, hung, case, unit)
    consent = agreed(house, hung, case, unit)
    shut(commune, case)

    with pytest.raises(CaseClosed):
        save(commune, "hung", case)
    with pytest.raises(CaseClosed):
        record(house, hung, case, asked)
    with pytest.raises(CaseClosed):
        send(house, hung, case, sending(consent))


def test_what_takes_away_is_possible_for_ever(commune: TestCommune, case: Id) -> None:
    house, hung = commune.house, commune.hand("hung")
    consent = agreed(house, hung, case, commune.hand("mai").keyring.unit)
    shut(commune, case)

    withdraw(house, hung, case, consent)

    assert not still_open(view_case(house, hung, case).agreements, commune.clock.now())


def test_another_desk_finishes_what_it_has_begun(commune: TestCommune, case: Id) -> None:
    house, mai = commune.house, commune.hand("mai")
    referral = joined(commune, case)
    shut(commune, case)

    save(commune, "mai", case)
    complete(house, mai, referral, "SERVED", Answer(AnswerKind.COMPLETED, "xong"), new_id())

    file = view_case(house, mai, case)
    assert not file.closed_here
    ended = how_it_ended(file)
    assert ended is not None
    assert ended.closing is None, "why it was closed is the lead desk's own"
    assert file.agreements.referral(referral).state == ReferralState.COMPLETED


def test_what_still_runs_is_listed_the_unfinished_first(commune: TestCommune, case: Id) -> None:
    joined(commune, case)

    file = view_case(commune.house, commune.hand("hung"), case)
    work = still_open(file.agreements, commune.clock.now())

    assert [one.what for one in work] == [Running.REFERRAL, Running.CONSENT]


def test_over_unfinished_work_it_must_be_said_why(commune: TestCommune, case: Id) -> None:
    joined(commune, case)

    with pytest.raises(NoClosingReason):
        shut(commune, case, closing=Closing(reason="MOVED", words=" ", told="x"))
    assert shut(commune, case)


@pytest.mark.parametrize("reason", [None, "", "NONE_SUCH", "MEDIATED"])
def test_a_reason_is_one_of_the_list(commune: TestCommune, case: Id, reason: str | None) -> None:
    with pytest.raises(NoClosingReason):
        shut(commune, case, closing=Closing(reason=reason, words="x", told="x"))


def test_a_desk_that_does_not_lead_is_refused_and_a_stranger_finds_nothing(
    commune: TestCommune, case: Id
) -> None:
    joined(commune, case)

    with pytest.raises(Forbidden):
        shut(commune, case, "mai")
    with pytest.raises(NotFound):
        shut(commune, case, "ha")
    assert view_case(commune.house, commune.hand("hung"), case).status == "NEW"


def test_a_form_sent_twice_closes_once(commune: TestCommune, case: Id) -> None:
    house, hung, once = commune.house, commune.hand("hung"), new_id()

    assert close(house, hung, case, SAFE, once)
    assert not close(house, hung, case, SAFE, once)


def test_of_two_who_close_at_once_the_second_is_told(commune: TestCommune, case: Id) -> None:
    outcomes: list[object] = []
    start = threading.Barrier(2)

    def press(who: str) -> None:
        hand = commune.hand(who)
        start.wait()
        try:
            outcomes.append(close(commune.house, hand, case, SAFE, new_id()))
        except CaseworkError as error:
            outcomes.append(type(error))

    commune.house.roster  # noqa: B018 - the house is made before two threads ask for it
    threads = [threading.Thread(target=press, args=(who,)) for who in ("hung", "thanh")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, outcomes)) == sorted(map(str, [True, CaseClosed]))


def test_a_manager_opens_it_again_with_a_reason(commune: TestCommune, case: Id) -> None:
    house, thanh = commune.house, commune.hand("thanh")
    shut(commune, case)

    with pytest.raises(Forbidden):
        reopen(house, commune.hand("hung"), case, AGAIN, new_id())
    with pytest.raises(NoClosingReason):
        reopen(house, thanh, case, Reopening(words=" "), new_id())
    reopen(house, thanh, case, AGAIN, new_id())
    with pytest.raises(NotClosed):
        reopen(house, thanh, case, AGAIN, new_id())

    save(commune, "hung", case)
    assert view_case(house, thanh, case).status == "REOPENED"
    assert shut(commune, case), "and it may be closed once more"


def test_the_list_shows_closed_files_apart(commune: TestCommune, case: Id) -> None:
    house, hung = commune.house, commune.hand("hung")
    other = opened_file(house, hung)
    shut(commune, case)

    assert [line.case_id for line in list_cases(house, hung).lines] == [other]
    assert [line.case_id for line in list_cases(house, hung, closed=True).lines] == [case]


def test_a_restricted_file_is_closed_by_its_named_users(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung, holders=(hung.keyring.user,))

    with pytest.raises(NotFound):
        shut(commune, case, "thanh")
    assert shut(commune, case)


def test_a_list_passes_over_the_closed_ones_and_loses_none(
    commune: TestCommune, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.cases.listing.PAGE", 2)
    house, hung = commune.house, commune.hand("hung")
    opened = [opened_file(house, hung, name=str(number)) for number in range(7)]
    for case in opened[3:6]:
        shut(commune, case)

    for closed, wanted in ((False, {*opened[:3], opened[6]}), (True, {*opened[3:6]})):
        found, after, turned = [], None, 0
        while turned == 0 or after is not None:
            page = list_cases(house, hung, after, closed=closed)
            found += [line.case_id for line in page.lines]
            after, turned = page.after, turned + 1
        assert (len(found), set(found)) == (len(wanted), wanted)
