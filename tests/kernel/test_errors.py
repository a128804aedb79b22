"""Every error speaks plain Vietnamese and shows no value."""

import re
from collections.abc import Iterator

import pytest

from casework.kernel import errors
from casework.kernel.errors import CaseworkError, LogBroken, Tampered


def _family(root: type[CaseworkError]) -> Iterator[type[CaseworkError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from _family(child)


FAMILY = list(_family(CaseworkError))


@pytest.mark.parametrize("kind", FAMILY, ids=lambda kind: kind.__name__)
def test_an_error_says_what_happened_and_what_to_do(kind: type[CaseworkError]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.code)
    assert 400 <= kind.status <= 599
    for text in (kind.message_vi, kind.what_to_do_vi or kind.message_vi):
        assert text.endswith(".")
        assert re.search("[ăâđêôơưáàảãạéèẻếềệíìịóòọốồộớờợúùụứừựý]", text)
        assert not re.search(r"[%{}]", text)


def test_codes_are_unique() -> None:
    assert len({kind.code for kind in FAMILY}) == len(FAMILY)


def test_an_error_without_detail_is_named_by_its_code() -> None:
    assert str(Tampered()) == "tampered"
    assert str(Tampered("record 3")) == "record 3"


def test_what_breaks_the_log_is_caught_as_one() -> None:
    broken = {kind.__name__ for kind in FAMILY if issubclass(kind, LogBroken)}
    assert broken == {"LogBroken", "LogBehindAnchor", "LogForked", "AnchorMissing"}
