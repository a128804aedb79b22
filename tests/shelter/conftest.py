"""What most tests of shelter begin with: one house with beds, and one file that the union leads."""

from __future__ import annotations

import pytest

from casework.kernel.ids import Id
from casework.shelter.records import SafeHouse
from tests.factories.commune import TestCommune
from tests.shelter.scenes import added_house, union_case


@pytest.fixture
def house(commune: TestCommune) -> SafeHouse:
    """A house with three beds."""
    return added_house(commune.house, commune.hand("ha"))


@pytest.fixture
def case(commune: TestCommune) -> Id:
    """A file that the union leads."""
    return union_case(commune.house, commune.hand("ha"))
