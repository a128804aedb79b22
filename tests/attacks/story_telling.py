"""Tells the whole story once, and gathers every place where something of it might lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from casework.kernel.ids import Id
from tests.attacks import story_desks, story_doors, story_letters
from tests.attacks.scene import Scene
from tests.attacks.story import Story, law, register, register_child, say_no
from tests.attacks.test_thief import stolen
from tests.attacks.writer import DatabaseWriter
from tests.factories.commune import TestCommune

SAID_ALOUD = "what the program said"
CHAPTERS: tuple[Callable[[Story], None], ...] = (
    register,
    register_child,
    story_desks.receive,
    story_desks.care,
    say_no,
    law,
    story_desks.shelter,
    story_desks.chair,
    story_desks.register_measures,
    story_letters.write_letters,
    story_desks.close,
    story_desks.village,
    story_doors.come_in,
    story_doors.keep_reference,
    story_doors.change_passwords,
    story_doors.plan_duty,
    story_doors.seek,
    story_doors.lock_while_typing,
)


def tell(commune: TestCommune, until: str | None = None) -> Story:
    """Tell the story from its first chapter to its last, or to the one named."""
    story = Story(commune)
    with story.canaries.watching():
        for chapter in CHAPTERS:
            chapter(story)
            if chapter.__name__ == until:
                break
    return story


@contextmanager
def thief(commune: TestCommune, case: Id) -> Iterator[Scene]:
    """Let a thief at the machine of a commune."""
    writer = DatabaseWriter(commune.url, commune.house.commune)
    try:
        yield Scene(commune, writer, commune.house, case, case)
    finally:
        writer.close()


def everything(scene: Scene, caplog: pytest.LogCaptureFixture) -> Iterator[tuple[str, bytes]]:
    """Yield the disk, every table, what the program said aloud, and the log as it leaves."""
    yield from stolen(scene)
    yield SAID_ALOUD, caplog.text.encode()
    auditor = scene.commune.client("tam")
    for address in ("/audit", "/audit/export"):
        answer = auditor.get(address)
        assert answer.status_code == 200
        yield address, answer.get_data() + str(answer.headers).encode()
