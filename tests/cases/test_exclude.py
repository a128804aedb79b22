"""Who is excluded is excluded by keys: no unit with that person in it holds the case as a unit."""

from __future__ import annotations

import pytest

from casework.access import sharing as access
from casework.audit.actions import Action
from casework.audit.events import event_from_bytes
from casework.audit.pages import page_of_events
from casework.cases import exclusions
from casework.cases.codec import decode, encode
from casework.cases.consents.errors import NotAConsent
from casework.cases.consents.records import Unwanted
from casework.cases.consents.rules import Problem
from casework.cases.consents.service import record, share
from casework.cases.records import KinAnswer
from casework.cases.service import NewPart, Opening, Saving, open_case, save_part, view_case
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.audience import NobodyLeft
from casework.vault.desk import Hand
from casework.vault.directory import DirectoryEntry
from casework.vault.errors import NoKey
from casework.vault.rosters import recovery_receiver
from casework.vault.sections import key_of
from casework.vault.survey import SectionRows, Survey, survey_case
from tests.factories.agreements import agreed, recording, referred, sending
from tests.factories.commune import TestCommune
from tests.factories.files import Note, opened_file

INCIDENT, EXCLUSIONS = SectionKind.INCIDENT, SectionKind.EXCLUSIONS


def survey_of(commune: TestCommune, case: Id) -> Survey:
    """Return the file as the vault surveys it."""
    with commune.house.database.read() as db:
        roster = commune.house.roster(db)
        return survey_case(db, roster, commune.house.verified, case, commune.clock.now())


def section_of(commune: TestCommune, case: Id, username: str, kind: SectionKind) -> SectionRows:
    """Return the section of a kind in which somebody's unit goes on writing."""
    rows = survey_of(commune, case).owned_by(commune.hand(username).keyring.unit, kind)
    assert rows is not None
    return rows


def excludes(
    commune: TestCommune,
    case: Id,
    by: str,
    *whom: str,
    record_id: Id | None = None,
    seen_version: int = 0,
) -> Id:
    """Write down who must never open the file; returns the record's id."""
    members = tuple(commune.hand(name).keyring.user for name in whom)
    record_id = record_id or new_id()
    answer = KinAnswer(answer="YES", members=members, why="anh ruột (mẫu)")
    saving = Saving(EXCLUSIONS, answer, record_id, seen_version)
    save_part(commune.house, commune.hand(by), case, saving)
    return record_id


def receivers(rows: SectionRows) -> set[Id]:
    """Return who holds a section now."""
    return {grant.receiver_id for grant in rows.grants}


def opens_nothing(hand: Hand, survey: Survey) -> None:
    """No key of the case opens for this hand, with every check of the program left out."""
    for rows in survey.sections.values():
        with pytest.raises(NoKey):
            key_of(hand.keyring, rows)


def test_a_unit_with_an_excluded_member_is_given_keys_by_name_only(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    khanh, mai = commune.hand("khanh").keyring, commune.hand("mai").keyring
    case = opened_file(house, hung)
    consent = agreed(house, hung, case, mai.unit)
    excludes(commune, case, "hung", "mai")

    share(house, hung, case, consent)

    rows = section_of(commune, case, "hung", INCIDENT)
    assert mai.unit not in receivers(rows)
    assert mai.user not in receivers(rows)
    assert key_of(khanh, rows)
    opens_nothing(commune.hand("mai"), survey_of(commune, case))
    with pytest.raises(NotFound):
        view_case(house, commune.hand("mai"), case)


def test_her_yes_to_such_a_unit_must_name_who_may_open(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    mai, khanh = commune.hand("mai").keyring, commune.hand("khanh").keyring
    case = opened_file(house, hung)
    excludes(commune, case, "hung", "mai")

    with pytest.raises(NotAConsent) as whole:
        record(house, hung, case, recording(house, hung, case, mai.unit))
    assert whole.value.problems == (Problem.NAME_WHO_MAY_OPEN,)
    with pytest.raises(NotAConsent) as herself:
        record(house, hung, case, recording(house, hung, case, mai.unit, named=(mai.user,)))
    assert herself.value.problems == (Problem.EXCLUDED,)
    record(house, hung, case, recording(house, hung, case, mai.unit, named=(khanh.user,)))


def test_an_exclusion_takes_back_the_keys_that_had_gone(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    referred(house, hung, case, commune.hand("mai").keyring.unit)
    assert key_of(commune.hand("mai").keyring, section_of(commune, case, "hung", INCIDENT))

    excludes(commune, case, "hung", "mai")

    rows = section_of(commune, case, "hung", INCIDENT)
    assert rows.current.epoch == 2
    opens_nothing(commune.hand("mai"), survey_of(commune, case))
    assert key_of(commune.hand("khanh").keyring, rows)


def test_who_is_excluded_at_the_own_desk_opens_nothing_any_more(commune: TestCommune) -> None:
    house, hung, thanh = commune.house, commune.hand("hung"), commune.hand("thanh")
    case = opened_file(house, hung)
    assert view_case(house, thanh, case).parts

    excludes(commune, case, "hung", "thanh")

    survey = survey_of(commune, case)
    opens_nothing(thanh, survey)
    assert {row.holder_id for row in survey.directory} == {hung.keyring.user}
    with pytest.raises(NotFound):
        view_case(house, thanh, case)
    assert view_case(house, hung, case).parts
    save_part(house, hung, case, Saving(INCIDENT, Note("thêm (mẫu)"), new_id(), 0))
    opens_nothing(thanh, survey_of(commune, case))


def test_beside_named_users_the_recovery_key_holds_the_section(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    excludes(commune, case, "hung", "thanh")
    rows = section_of(commune, case, "hung", INCIDENT)
    assert receivers(rows) == {hung.keyring.user, recovery_receiver(hung.keyring.unit)}


def test_the_next_desk_is_told_who_is_excluded_and_not_why(commune: TestCommune) -> None:
    house, hung, khanh = commune.house, commune.hand("hung"), commune.hand("khanh")
    case = opened_file(house, hung)
    excludes(commune, case, "hung", "ha")

    referred(house, hung, case, khanh.keyring.unit)

    survey = survey_of(commune, case)
    assert exclusions.known(khanh.keyring, survey).barred == {commune.hand("ha").keyring.user}
    why = section_of(commune, case, "hung", EXCLUSIONS)
    with pytest.raises(NoKey):
        key_of(khanh.keyring, why)


def test_a_later_exclusion_reaches_the_desks_that_work_on_the_case(commune: TestCommune) -> None:
    house, hung, khanh = commune.house, commune.hand("hung"), commune.hand("khanh")
    case = opened_file(house, hung)
    referred(house, hung, case, khanh.keyring.unit)
    record_id = excludes(commune, case, "hung", "ha")
    ha = commune.hand("ha").keyring.user
    assert exclusions.known(khanh.keyring, survey_of(commune, case)).barred == {ha}

    excludes(commune, case, "hung", record_id=record_id, seen_version=1)

    assert exclusions.known(khanh.keyring, survey_of(commune, case)).barred == set()


def test_a_withdrawal_takes_the_list_back_too(commune: TestCommune) -> None:
    house, hung, khanh = commune.house, commune.hand("hung"), commune.hand("khanh")
    case = opened_file(house, hung)
    excludes(commune, case, "hung", "ha")
    referred(house, hung, case, khanh.keyring.unit)
    (consent,) = survey_of(commune, case).agreements.consents

    from casework.cases.consents.service import withdraw

    withdraw(house, hung, case, consent)
    opens_nothing(khanh, survey_of(commune, case))


def test_whom_she_does_not_want_is_excluded_from_then_on(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    mai, khanh = commune.hand("mai").keyring, commune.hand("khanh").keyring
    case = opened_file(house, hung)
    first = recording(house, hung, case, mai.unit, named=(khanh.user,))
    unwanted = Unwanted(mai.unit, (mai.user,), why="bạn của chồng (mẫu)")
    from dataclasses import replace

    record(house, hung, case, replace(first, unwanted=unwanted, unwanted_id=new_id()))

    with pytest.raises(NotAConsent) as refused:
        record(house, hung, case, recording(house, hung, case, mai.unit))
    assert Problem.NAME_WHO_MAY_OPEN in refused.value.problems


def test_where_everybody_is_excluded_nothing_is_sent(commune: TestCommune) -> None:
    from casework.referrals.sending import send

    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    consent = agreed(house, hung, case, commune.hand("mai").keyring.unit)
    excludes(commune, case, "hung", "mai", "khanh")
    with pytest.raises(NobodyLeft):
        send(house, hung, case, sending(consent))


def test_a_desk_with_an_excluded_member_keeps_to_names_from_its_next_write(
    commune: TestCommune,
) -> None:
    from casework.referrals.records import Answer
    from casework.referrals.service import Accepting, accept, receive

    house, hung, khanh = commune.house, commune.hand("hung"), commune.hand("khanh")
    case = opened_file(house, hung)
    referral = referred(house, hung, case, khanh.keyring.unit)
    receive(house, khanh, referral)
    accept(house, khanh, referral, Accepting(Answer(), new_id(), DirectoryEntry("Y Blơi (mẫu)")))
    excludes(commune, case, "hung", "mai")
    own = section_of(commune, case, "khanh", SectionKind.IDENTITY)
    assert own.rotation_due is not None  # its own people's keys are its own to change

    save_part(house, khanh, case, Saving(INCIDENT, Note("kể thêm (mẫu)"), new_id(), 0))

    survey = survey_of(commune, case)
    opens_nothing(commune.hand("mai"), survey)
    assert {row.holder_id for row in survey.directory_of(khanh.keyring.unit)} == {
        khanh.keyring.user
    }
    assert view_case(house, khanh, case).parts


def test_nobody_opens_a_file_for_whom_they_exclude(commune: TestCommune) -> None:
    house, hung, thanh = commune.house, commune.hand("hung"), commune.hand("thanh")
    parts = [NewPart(EXCLUSIONS, KinAnswer(answer="YES", members=(thanh.keyring.user,)))]
    holders = (hung.keyring.user, thanh.keyring.user)
    with pytest.raises(Forbidden):
        open_case(house, hung, Opening(new_id(), parts, DirectoryEntry(), holders))


def test_an_exclusion_is_one_event_of_its_own(commune: TestCommune) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    excludes(commune, case, "hung", "mai")
    with commune.house.database.read() as db:
        newest = event_from_bytes(page_of_events(db, count=1)[0].event)
    assert newest.action is Action.EXCLUSION_ADD


def test_the_list_goes_to_no_house_and_no_village() -> None:
    from casework.kernel.kinds import UnitKind

    for kind in (UnitKind.SHELTER, UnitKind.VILLAGE, UnitKind.OVERSIGHT, UnitKind.ADMINISTRATION):
        assert not access.may_be_granted(EXCLUSIONS, kind, access.EXCLUSION)
    assert not access.may_be_granted(EXCLUSIONS, UnitKind.HEALTH, access.CONSENT)


def test_the_form_of_the_list_is_frozen() -> None:
    one, other = bytes(16), bytes(range(16))
    told = exclusions.ExclusionList((one,), (exclusions.Heard(other, one),))
    frozen = (
        b'{"body":{"heard":[{"unit":"00000000000000000000000000000000","user":'
        b'"000102030405060708090a0b0c0d0e0f"}],"users":["00000000000000000000000000000000"]},'
        b'"schema":"exclusion-list","version":1}'
    )
    assert encode(told) == frozen
    assert decode(frozen) == told
