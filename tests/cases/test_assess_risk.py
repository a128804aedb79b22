"""Danger now, risk by the facts, and a judgement that never lowers without a reason."""

import pytest

from casework.cases.records import FirstMinutes
from casework.cases.rules.danger import (
    lowers,
    risk_facts,
    risk_level,
    settled_level,
    urgent_actions,
)
from tests.cases.lists import CODES

LESSER = ["ESCALATION", "PREGNANCY", "SEPARATION_3M", "STALKING", "ISOLATION"]


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        (["WEAPON"], "IMMINENT"),
        (["THREAT_TO_KILL"], "IMMINENT"),
        (["OWN_FEAR"], "IMMINENT"),
        (["STRANGULATION"], "HIGH"),
        (LESSER[:4], "HIGH"),
        (LESSER[:3], "MEDIUM"),
        (LESSER[:1], "MEDIUM"),
        (["GONE"], "LOW"),
        ([], "LOW"),
    ],
)
def test_the_facts_give_the_level(facts: list[str], level: str) -> None:
    assert risk_level(CODES, facts, asked=True) == level


def test_nobody_asked_is_not_low() -> None:
    assert risk_level(CODES, [], asked=False) is None


@pytest.mark.parametrize(
    ("computed", "judged", "reason", "settled"),
    [
        ("MEDIUM", "IMMINENT", "", "IMMINENT"),
        ("HIGH", "LOW", "", "HIGH"),
        ("HIGH", "LOW", "  ", "HIGH"),
        ("HIGH", "LOW", "đã bị bắt giữ", "LOW"),
        ("HIGH", None, "", "HIGH"),
        (None, "LOW", "", "LOW"),
        (None, None, "", None),
    ],
)
def test_judgement_raises_freely_and_lowers_with_a_reason(
    computed: str | None, judged: str | None, reason: str, settled: str | None
) -> None:
    assert settled_level(computed, judged, reason) == settled


def test_equal_is_not_lower() -> None:
    assert not lowers("HIGH", "HIGH")
    assert lowers("HIGH", "MEDIUM")


def test_facts_come_from_the_first_minutes_and_the_account_too() -> None:
    first = FirstMinutes(dangers=("WEAPON", "BLEEDING"))

    assert risk_facts(CODES, ["PREGNANCY"], first, ["CHOKED", "GONE"]) == (
        "WEAPON",
        "STRANGULATION",
        "PREGNANCY",
    )


def test_each_answer_of_the_first_minutes_has_an_action_and_a_number() -> None:
    dangers = tuple(code.code for code in CODES["first_dangers"])
    for where in CODES["whereabouts"]:
        actions = urgent_actions(CODES, FirstMinutes(dangers=dangers, whereabouts=where.code))
        assert len(actions) == len(dangers) + 1
        for action in actions:
            assert action.do_vi
            assert action.hotlines
            assert all(CODES["hotlines"][line].text("number") for line in action.hotlines)


def test_nothing_answered_calls_for_nothing() -> None:
    assert urgent_actions(CODES, FirstMinutes()) == []
