"""Ids that follow from others never change: what stands in a database depends on them."""

from __future__ import annotations

import json
from pathlib import Path

from casework.vault.agreements import copy_section
from casework.vault.rosters import recovery_receiver
from casework.vault.surveyed import list_section, next_section, recall_section

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "derived_ids.json").read_text())
ONE, OTHER = bytes(range(16)), bytes(range(16, 32))


def test_ids_that_follow_from_others_are_frozen() -> None:
    assert {
        "recovery-receiver": recovery_receiver(ONE).hex(),
        "section-next": next_section(ONE).hex(),
        "exclusion-list": list_section(ONE, OTHER).hex(),
        "outside-recall": recall_section(ONE, OTHER).hex(),
        "consent-copy": copy_section(ONE).hex(),
    } == VECTORS


def test_no_two_of_them_meet() -> None:
    assert len(set(VECTORS.values())) == len(VECTORS)
