"""Each attack has a commune of its own."""

from collections.abc import Iterator

import pytest

from casework.cases.listing import list_cases
from tests.attacks.scene import Scene, make_scene
from tests.factories.commune import TestCommune


@pytest.fixture
def scene(commune: TestCommune) -> Iterator[Scene]:
    """Two files of the police, and somebody who can write to the database."""
    made = make_scene(commune)
    for case in (made.case, made.beside):  # what the house remembers must not blind it
        made.texts(case)
    list_cases(made.house, made.hung)
    yield made
    made.writer.close()
    made.house.database.close()
