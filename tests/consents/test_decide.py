"""Whose yes it takes, what makes a yes a consent, and where the law may stand in: pure rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from casework.access import sharing
from casework.cases.consents.records import MARK, NO, YES, ContactCopy, LawReason, PurposeAnswer
from casework.cases.consents.rules import (
    Asked,
    Decider,
    Invoked,
    Problem,
    deciders,
    ground_problems,
    may_ask_representative,
    overrides_no,
    problems_of,
)
from casework.cases.rules.people import AgeThen
from casework.kernel.codes import load_codes
from casework.kernel.ids import new_id
from casework.kernel.kinds import SectionKind, UnitKind
from tests.architecture.source import ROOT
from tests.factories.agreements import REASON, talk
from tests.factories.commune import MORNING

NURSE, DOCTOR = new_id(), new_id()
GROUNDS = load_codes(Path(ROOT) / "config" / "codes")["legal_grounds"]
TODAY = date(2026, 11, 23)
ADULT, CHILD = AgeThen(30, approximate=False), AgeThen(10, approximate=False)
YES_OF_ALL = {"representative_answer": YES, "representative_safe": YES}


def asked(**changes: object) -> Asked:
    """Return a yes without a fault; ``changes`` spoil it."""
    fields = {
        "talk": talk(),
        "age": ADULT,
        "kinds": (SectionKind.INCIDENT,),
        "recipient": UnitKind.HEALTH,
        "until_at": MORNING + timedelta(days=30),
        "members": (NURSE, DOCTOR),
        "named": (),
        "unwanted": (),
        "restricted": False,
    }
    return Asked(**(fields | changes))  # type: ignore[arg-type]  # names and types as in Asked


@pytest.mark.parametrize(
    ("years", "approximate", "needed"),
    [
        (6, False, {Decider.REPRESENTATIVE}),
        (7, False, set(Decider)),
        (7, True, set(Decider)),
        (15, False, set(Decider)),
        (16, True, set(Decider)),
        (16, False, {Decider.SURVIVOR}),
        (80, False, {Decider.SURVIVOR}),
    ],
)
def test_whose_yes_it_takes_turns_on_her_age(
    years: int, approximate: bool, needed: set[Decider]
) -> None:
    age = AgeThen(years, approximate)
    assert deciders(age, representative_safe=True) == needed


def test_a_representative_who_is_the_danger_is_never_asked_and_the_child_alone_is_not_enough() -> (
    None
):
    assert deciders(CHILD, representative_safe=False) == frozenset()
    assert not may_ask_representative(CHILD, representative_safe=False)
    spoiled = talk(representative_answer=YES, representative_safe=NO)
    found = problems_of(asked(age=CHILD, talk=spoiled), MORNING)
    assert Problem.REPRESENTATIVE_MAY_NOT_BE_ASKED in found


def test_an_adult_is_not_spoken_for() -> None:
    spoken_for = talk(survivor_answer=NO, **YES_OF_ALL)
    assert Problem.SURVIVOR_DID_NOT_AGREE in problems_of(asked(talk=spoken_for), MORNING)


def test_a_child_of_ten_and_the_representative_both_agree() -> None:
    assert problems_of(asked(age=CHILD, talk=talk(**YES_OF_ALL)), MORNING) == ()
    alone = problems_of(asked(age=CHILD, talk=talk(representative_safe=YES)), MORNING)
    assert alone == (Problem.REPRESENTATIVE_DID_NOT_AGREE,)
    without = talk(**(YES_OF_ALL | {"survivor_answer": NO}))
    assert problems_of(asked(age=CHILD, talk=without), MORNING) == (Problem.SURVIVOR_DID_NOT_AGREE,)


def test_a_yes_without_a_fault_is_a_consent() -> None:
    assert problems_of(asked(), MORNING) == ()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"kinds": ()}, Problem.NO_SECTION),
        ({"kinds": (SectionKind.COUNSELLING,)}, Problem.NOT_ALLOWED),
        ({"kinds": (SectionKind.STAY,)}, Problem.NOT_ALLOWED),
        ({"kinds": (SectionKind.CARE,), "recipient": UnitKind.POLICE}, Problem.NOT_ALLOWED),
        ({"recipient": UnitKind.SHELTER}, Problem.NOT_ALLOWED),
        ({"until_at": None}, Problem.NO_END),
        ({"until_at": MORNING}, Problem.END_PASSED),
        ({"until_at": MORNING + timedelta(days=400)}, Problem.END_TOO_FAR),
        ({"restricted": True}, Problem.NAME_WHO_MAY_OPEN),
        ({"unwanted": (NURSE,)}, Problem.NAME_WHO_MAY_OPEN),
        ({"named": (NURSE,), "unwanted": (NURSE,)}, Problem.SHE_DOES_NOT_WANT_THEM),
        ({"named": (new_id(),)}, Problem.NOT_OF_THAT_UNIT),
    ],
)
def test_what_she_agrees_to_has_bounds(changes: dict[str, object], problem: Problem) -> None:
    assert problems_of(asked(**changes), MORNING) == (problem,)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"purposes": ()}, Problem.NO_PURPOSE),
        ({"purposes": (PurposeAnswer("REFERRAL", NO),)}, Problem.NO_PURPOSE),
        ({"held_at": None}, Problem.NOT_HELD),
        ({"how": None}, Problem.HOW_UNKNOWN),
        ({"witness": " "}, Problem.NO_WITNESS),
        ({"alone": NO}, Problem.NOT_ALONE),
        ({"interpreter": "Con trai (mẫu)"}, Problem.INTERPRETER_IS_KIN),
        ({"told_who_can_open": None}, Problem.NOT_TOLD),
        ({"told_help_goes_on": NO}, Problem.NOT_TOLD),
        ({"survivor_answer": None}, Problem.SURVIVOR_DID_NOT_AGREE),
    ],
)
def test_nothing_is_taken_for_granted_in_the_conversation(
    changes: dict[str, object], problem: Problem
) -> None:
    assert problems_of(asked(talk=talk(**changes)), MORNING) == (problem,)


def test_a_mark_on_paper_needs_no_witness_and_she_may_choose_one_nurse() -> None:
    marked = asked(talk=talk(how=MARK, witness=""), unwanted=(DOCTOR,), named=(NURSE,))
    assert problems_of(marked, MORNING) == ()


def invoked(code: str, **changes: object) -> Invoked:
    """Return a ground without a fault for LIFE_DANGER; ``changes`` make it another."""
    fields = {
        "code": code,
        "reason": REASON,
        "contact": None,
        "age": ADULT,
        "kinds": (SectionKind.SAFETY,),
        "sender": UnitKind.WOMENS_UNION,
        "recipient": UnitKind.POLICE,
        "refused_by_her": False,
    }
    return Invoked(**(fields | changes))  # type: ignore[arg-type]  # names and types as in Invoked


VIEW = replace(REASON, child_view="Em muốn ở với bà (mẫu)")


@pytest.mark.parametrize(
    ("ground", "problems"),
    [
        (invoked("LIFE_DANGER"), ()),
        (invoked("LIFE_DANGER", refused_by_her=True), ()),
        (invoked("LIFE_DANGER", kinds=(), contact=ContactCopy(called="Y (mẫu)")), ()),
        (invoked("LIFE_DANGER", kinds=()), (Problem.NO_SECTION,)),
        (invoked("LIFE_DANGER", reason=LawReason(reason=" ")), (Problem.NO_REASON,)),
        (
            invoked("LIFE_DANGER", recipient=UnitKind.WOMENS_UNION, refused_by_her=True),
            (Problem.NOT_A_RECIPIENT, Problem.NOT_ALLOWED, Problem.ADULT_REFUSED),
        ),
        (invoked("LIFE_DANGER", kinds=(SectionKind.IDENTITY,)), (Problem.CONTACT_ONLY,)),
        (invoked("LIFE_DANGER", kinds=(SectionKind.INCIDENT,)), (Problem.ABOVE_CEILING,)),
        (
            invoked("LIFE_DANGER", kinds=(SectionKind.CARE,)),
            (Problem.ABOVE_CEILING, Problem.NOT_ALLOWED),
        ),
        (invoked("CHILD_REPORT"), (Problem.CHILD_ONLY,)),
        (invoked("CHILD_REPORT", age=CHILD), (Problem.NO_CHILD_VIEW,)),
        (invoked("CHILD_REPORT", age=CHILD, reason=VIEW), ()),
        (
            invoked("CRIME_SIGNS", kinds=(SectionKind.INCIDENT,), sender=UnitKind.HEALTH),
            (Problem.NOT_BY_THIS_DESK,),
        ),
        (invoked("CRIME_SIGNS", kinds=(SectionKind.INCIDENT,)), ()),
        (invoked("NOTHING"), (Problem.GROUND_UNKNOWN,)),
    ],
)
def test_the_law_stands_in_only_within_its_words(
    ground: Invoked, problems: tuple[Problem, ...]
) -> None:
    assert ground_problems(GROUNDS, ground, TODAY) == problems


def test_a_court_is_answered_by_letter_and_never_by_key() -> None:
    assert Problem.OUTSIDE_ONLY in ground_problems(GROUNDS, invoked("AUTHORITY_REQUEST"), TODAY)


def test_an_adults_no_to_house_and_counsellor_is_final() -> None:
    assert overrides_no("SHELTER", ADULT, refused_by_her=True)
    assert overrides_no("PSYCH", None, refused_by_her=True)
    assert not overrides_no("SHELTER", CHILD, refused_by_her=True)
    assert not overrides_no("SAFETY", ADULT, refused_by_her=True)


def test_no_legal_ground_reaches_beyond_the_access_table() -> None:
    for entry in GROUNDS:
        assert entry.flag("at_once") == (entry.code in sharing.AT_ONCE)
        for unit in entry.words("recipients"):
            assert UnitKind(unit) not in (UnitKind.WOMENS_UNION, UnitKind.SHELTER)
            fits = [
                sharing.may_be_granted(SectionKind(kind), UnitKind(unit), sharing.law(entry.code))
                for kind in entry.words("sections")
            ]
            assert any(fits)
            assert all(fits) or entry.code == "LIFE_DANGER"


@pytest.mark.parametrize("ground", [sharing.CONSENT, sharing.law("X"), "referral", "confirm"])
@pytest.mark.parametrize("receiver", list(UnitKind))
def test_counselling_and_stay_go_to_nobody_and_houses_receive_nothing(
    receiver: UnitKind, ground: str
) -> None:
    for kind in (SectionKind.COUNSELLING, SectionKind.STAY):
        assert not sharing.may_be_granted(kind, receiver, ground)
    if receiver in (UnitKind.SHELTER, UnitKind.VILLAGE, UnitKind.ADMINISTRATION):
        assert not any(sharing.may_be_granted(k, receiver, ground) for k in SectionKind)
    if ground != sharing.CONSENT:
        assert not sharing.may_be_granted(SectionKind.CARE, receiver, ground)
