"""Without her yes: a listed ground, a reason, and a second person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.access.steps import ConsentState
from casework.audit.actions import Action
from casework.cases.consents.errors import NoLongerInForce, NotAGround, NotTheSecondPerson
from casework.cases.consents.grounds import Invocation, confirm, invoke, refuse
from casework.cases.consents.reading import list_consents, list_waiting_grounds
from casework.cases.consents.records import ContactCopy, LawReason
from casework.cases.consents.rules import Problem
from casework.cases.consents.service import share
from casework.cases.service import (
    NewPart,
    Opening,
    Saving,
    open_case,
    save_part,
    view_case,
)
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.desk import Hand
from casework.vault.directory import DirectoryEntry
from casework.vault.errors import NotEntitled
from casework.vault.sharing import consent_becomes
from casework.vault.survey import survey_case
from tests.factories.agreements import REASON, sections_of
from tests.factories.commune import TestCommune
from tests.factories.files import LINE, SURVIVOR, Note, opened_file


def crime_signs(commune: TestCommune, hand: Hand, case: Id, to: str = "hung") -> Invocation:
    """Return the ground by which the union may tell the police of a crime."""
    return Invocation(
        consent_id=new_id(),
        record_id=new_id(),
        recipient=commune.hand(to).keyring.unit,
        code="CRIME_SIGNS",
        reason=REASON,
        sections=sections_of(commune.house, hand, case, SectionKind.INCIDENT),
    )


def life_danger(commune: TestCommune) -> Invocation:
    """Return the ground by which the health station is told how to reach her."""
    return Invocation(
        consent_id=new_id(),
        record_id=new_id(),
        recipient=commune.hand("mai").keyring.unit,
        code="LIFE_DANGER",
        reason=REASON,
        contact=ContactCopy(called="Y (mẫu)", phone="0900 000 000"),
        contact_id=new_id(),
    )


def test_a_ground_opens_nothing_until_a_second_person_has_confirmed(commune: TestCommune) -> None:
    house, ha, nga, hung = commune.house, *map(commune.hand, ("ha", "nga", "hung"))
    case = opened_file(house, ha)
    ground = crime_signs(commune, ha, case)
    invoke(house, ha, case, ground)
    invoke(house, ha, case, ground)
    with pytest.raises(NoLongerInForce):
        share(house, ha, case, ground.consent_id)
    with pytest.raises(NotTheSecondPerson):
        confirm(house, ha, case, ground.consent_id)
    assert [line.mine_to_confirm for line in list_waiting_grounds(house, nga)] == [True]
    assert [line.mine_to_confirm for line in list_waiting_grounds(house, ha)] == [False]
    confirm(house, nga, case, ground.consent_id)
    share(house, ha, case, ground.consent_id)
    assert [p.content for p in view_case(house, hung, case).of("test-note")] == [Note(LINE)]
    assert list_consents(house, hung, case)[0].reason == REASON


def test_danger_does_not_wait_and_an_explicit_no_takes_it_back(commune: TestCommune) -> None:
    house, hung, thanh, mai = commune.house, *map(commune.hand, ("hung", "thanh", "mai"))
    case = opened_file(house, hung)
    ground = life_danger(commune)
    invoke(house, hung, case, ground)
    seen = view_case(house, mai, case)
    assert {part.content.schema for part in seen.parts} == {"contact-copy", "law-reason"}
    with pytest.raises(NotTheSecondPerson):
        confirm(house, mai, case, ground.consent_id)
    refuse(house, thanh, case, ground.consent_id)
    with pytest.raises(NotFound):
        view_case(house, mai, case)
    assert list_consents(house, hung, case)[0].state is ConsentState.REFUSED


def test_what_went_at_once_stays_when_it_is_confirmed(commune: TestCommune) -> None:
    house, hung, thanh, mai = commune.house, *map(commune.hand, ("hung", "thanh", "mai"))
    case = opened_file(house, hung)
    ground = life_danger(commune)
    invoke(house, hung, case, ground)
    confirm(house, thanh, case, ground.consent_id)
    assert view_case(house, mai, case).parts


def test_unconfirmed_for_a_day_it_goes_to_both_managers_and_coordination(
    commune: TestCommune,
) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    invoke(house, hung, case, life_danger(commune))
    others = ("khanh", "binh")
    assert [list_waiting_grounds(house, commune.hand(name)) for name in others] == [[], []]
    commune.clock.advance(timedelta(hours=24))
    for name in (*others, "thanh"):
        assert [line.unconfirmed for line in list_waiting_grounds(house, commune.hand(name))] == [
            True
        ]
    assert list_waiting_grounds(house, commune.hand("mai")) == []


def test_who_is_alone_at_the_desk_asks_the_chair(commune: TestCommune) -> None:
    house, binh, dung, hung = commune.house, *map(commune.hand, ("binh", "dung", "hung"))
    case = opened_file(house, binh)
    ground = crime_signs(commune, binh, case)
    invoke(house, binh, case, ground)
    lines = list_consents(house, dung, case)
    assert [(line.reason, line.may_confirm) for line in lines] == [(REASON, True)]
    assert not view_case(house, dung, case).of("test-note")
    confirm(house, dung, case, ground.consent_id)
    share(house, binh, case, ground.consent_id)
    assert view_case(house, hung, case).of("test-note")
    with pytest.raises(NotFound):
        list_consents(house, dung, case)


def test_the_ceiling_and_the_reason_are_asked_for(commune: TestCommune) -> None:
    house, ha = commune.house, commune.hand("ha")
    case = opened_file(house, ha)
    ground = crime_signs(commune, ha, case, to="mai")
    silent = type(ground)(**(vars(ground) | {"reason": LawReason()}))
    with pytest.raises(NotAGround) as caught:
        invoke(house, ha, case, silent)
    assert caught.value.problems == (
        Problem.NOT_A_RECIPIENT,
        Problem.NOT_ALLOWED,
        Problem.NO_REASON,
    )


def test_who_asked_cannot_forge_the_second_signature(commune: TestCommune) -> None:
    house, ha = commune.house, commune.hand("ha")
    case = opened_file(house, ha)
    ground = crime_signs(commune, ha, case)
    invoke(house, ha, case, ground)
    with house.database.read() as db:
        survey = survey_case(db, house.roster(db), house.verified, case, house.clock.now())
    row = survey.agreements.consent(ground.consent_id)
    now = house.clock.now()
    forged = consent_becomes(ha.keyring, row, ConsentState.CONFIRMED, now)
    with house.ledger.entry(ha.actor, Action.GROUND_CONFIRM) as entry:
        forged.write(entry)
    with pytest.raises(NotEntitled):
        view_case(house, ha, case)


def test_what_is_written_of_her_later_never_reaches_who_holds_the_copy_of_her_contact(
    commune: TestCommune,
) -> None:
    """The copy may be the unit's first section of that kind; writing goes on in another one."""
    house, hung, mai = commune.house, commune.hand("hung"), commune.hand("mai")
    part = NewPart(SectionKind.INCIDENT, Note(LINE))
    case = open_case(house, hung, Opening(new_id(), (part,), DirectoryEntry()))
    invoke(house, hung, case, life_danger(commune))
    save_part(house, hung, case, Saving(SectionKind.IDENTITY, Note(SURVIVOR), new_id(), 0))
    assert Note(SURVIVOR) in [p.content for p in view_case(house, hung, case).parts]
    seen = {part.content.schema for part in view_case(house, mai, case).parts}
    assert seen == {"contact-copy", "law-reason"}
