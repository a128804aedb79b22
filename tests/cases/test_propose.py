"""Acts, core type and contexts follow from what she told; she is never asked for them."""

import pytest

from casework.cases.rules.account import (
    acts,
    contexts,
    core_type,
    is_sexual,
    is_trafficking,
    propose,
)
from casework.cases.rules.people import AgeThen
from tests.cases.lists import CODES

CORE_ORDER = [
    ("SEX_FORCED", "RAPE"),
    ("TOUCHED", "SEXUAL_ASSAULT"),
    ("HIT", "PHYSICAL_ASSAULT"),
    ("MARRIAGE_FORCED", "FORCED_MARRIAGE"),
    ("MONEY_HELD", "DENIAL_OF_RESOURCES"),
    ("INSULTED", "PSYCHOLOGICAL_ABUSE"),
]


@pytest.mark.parametrize("place", range(len(CORE_ORDER)))
def test_the_first_yes_in_the_international_order_is_the_type(place: int) -> None:
    told = [fact for fact, _ in reversed(CORE_ORDER[place:])]

    assert core_type(CODES, told) == CORE_ORDER[place][1]


def test_nothing_told_is_not_yet_a_type() -> None:
    assert core_type(CODES, []) is None


def test_what_is_none_of_the_six_is_not_gender_based_violence() -> None:
    assert core_type(CODES, ["CUSTOM"]) == "NOT_GBV"


def test_every_act_of_the_law_follows_from_some_plain_fact() -> None:
    everything = [fact.code for fact in CODES["told_facts"]]

    assert acts(CODES, everything, ["HUSBAND"]) == tuple(act.code for act in CODES["dv_acts"])


def test_every_fact_names_only_known_codes() -> None:
    for fact in CODES["told_facts"]:
        assert set(fact.words("acts") + fact.words("spouse_acts")) <= set(CODES["dv_acts"].entries)
        assert fact.text("core") in {None, *CODES["gbvims_types"].entries}
        assert fact.text("context") in {None, *CODES["gbvims_contexts"].entries}
        assert fact.text("risk") in {None, *CODES["risk_facts"].entries}


@pytest.mark.parametrize(
    ("relation", "proposed"), [("HUSBAND", True), ("WIFE", True), ("STRANGER", False)]
)
def test_act_i_is_between_wife_and_husband_only(relation: str, proposed: bool) -> None:
    assert ("DV3_I" in acts(CODES, ["SEX_FORCED"], [relation])) is proposed


def test_an_incident_is_counted_under_one_form() -> None:
    assert propose(CODES, ["HIT", "INSULTED", "MONEY_HELD"], []).primary_form == "PHYSICAL"
    assert propose(CODES, ["SEX_FORCED", "HIT"], []).primary_form == "SEXUAL"
    assert propose(CODES, ["NEGLECTED", "INSULTED"], []).primary_form == "NEGLECT"
    assert propose(CODES, [], []).primary_form is None


def test_contexts_are_derived() -> None:
    girl, woman = AgeThen(17, approximate=False), AgeThen(18, approximate=False)

    assert contexts(CODES, ["SEX_FORCED"], "RAPE", ["HUSBAND"], girl) == (
        "INTIMATE_PARTNER",
        "CHILD_SEXUAL_ABUSE",
    )
    assert contexts(CODES, ["SEX_FORCED"], "RAPE", [], woman) == ()
    assert contexts(CODES, ["CAPTURED"], "FORCED_MARRIAGE", [], girl) == (
        "EARLY_MARRIAGE",
        "HARMFUL_PRACTICE",
    )
    assert contexts(CODES, ["SEX_FOR_GOODS", "TAKEN_AWAY"], None, [], None) == (
        "SEXUAL_EXPLOITATION",
        "SEXUAL_SLAVERY",
    )
    assert contexts(CODES, [], None, ["PARTNER_NOT_LIVING"], None) == ("INTIMATE_PARTNER",)


def test_a_fact_that_was_dropped_from_the_list_is_passed_over() -> None:
    assert propose(CODES, ["GONE", "HIT"], ["GONE"]).core_type == "PHYSICAL_ASSAULT"


def test_what_starts_a_clock_or_a_suspicion() -> None:
    assert is_sexual(CODES, ["TOUCHED"])
    assert not is_sexual(CODES, ["HIT"])
    assert is_trafficking(CODES, ["TAKEN_AWAY"])
    assert not is_trafficking(CODES, ["HIT"])
