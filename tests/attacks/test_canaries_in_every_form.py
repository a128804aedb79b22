"""P1 by construction: no box of any form leaves what was typed into it lying anywhere."""

from __future__ import annotations

import logging
from dataclasses import fields

import pytest

from casework.cases.codec import decode, encode
from casework.cases.service import NewPart, Opening, open_case, view_case
from casework.kernel.ids import new_id
from casework.kernel.kinds import SectionKind
from casework.vault.directory import DirectoryEntry
from tests.attacks.canaries import find_canaries, spellings
from tests.attacks.form_fields import word_fields
from tests.attacks.full_records import COUNTED, full, records
from tests.attacks.sheets import OPEN, SECRET, STEMS, WORDS
from tests.attacks.story_telling import SAID_ALOUD, everything, tell, thief
from tests.factories.commune import TestCommune
from tests.factories.files import opened_file

UNSTORED = {
    # What is sought or tried is used once and forgotten.
    "cases.SearchForm.words",
    "referrals.AcceptForm.look_for",
    "oversight.FilterForm.number",
    "accounts.CodeForm.code",
    "accounts.LoginForm.username",
}
"""What no table holds in any form. Passwords, of which only keys are derived, are besides."""


def test_no_box_of_any_form_leaves_its_words_lying_anywhere(
    commune: TestCommune, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    story = tell(commune)
    canaries = story.canaries
    unasked = sorted(word_fields() - canaries.taken)
    assert not unasked, f"let a chapter of tests/attacks/story*.py fill in and send {unasked}"
    unknown = set(canaries.written) - word_fields()
    assert not unknown, unknown

    sealed = b"\0".join(canaries.sealed)
    lost = {
        key
        for key, text in canaries.written.items()
        if text.encode() not in sealed and not text.startswith(SECRET)
    }
    assert lost == UNSTORED | set(OPEN), "what was sent was not saved, or is forgotten no more"

    with thief(commune, bytes.fromhex(story.case)) as scene:
        places = list(everything(scene, caplog))
        assert find_canaries(STEMS, places) == []
        found = {hit.canary for hit in find_canaries(OPEN.values(), places)}
        assert found == set(OPEN.values())  # the search finds what lies open by design


def test_a_text_that_leaks_is_found_in_each_place(
    commune: TestCommune, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    text = f"{WORDS} 100"
    case = opened_file(commune.house, commune.hand("hung"))
    (commune.folder / "left.tmp").write_bytes(b"\x07" * 3 + spellings(text)["NFD utf-16-le"])
    logging.getLogger("casework.web.errors").warning("saved %s", text)
    with thief(commune, case) as scene:
        row = scene.writer.rows("records")[0]
        scene.writer.change("records", row, blob=b"\x07" + spellings(text)["NFC utf-8 base64 +1"])
        hits = {
            hit.place.rsplit("/", 1)[-1] for hit in find_canaries(STEMS, everything(scene, caplog))
        }
    assert {"left.tmp", SAID_ALOUD, "records"} <= hits


@pytest.mark.parametrize("schema", sorted(record.schema for record in records()))
def test_every_text_of_a_record_is_made_a_canary(schema: str) -> None:
    (kind,) = [record for record in records() if record.schema == schema]
    filled = full(kind)
    assert decode(encode(filled)) == filled
    for one in fields(filled):
        if "str" in str(one.type) and one.name not in COUNTED:
            assert WORDS in str(getattr(filled, one.name)), one.name


def test_no_text_of_any_record_lies_anywhere(
    commune: TestCommune, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    parts = [NewPart(SectionKind.INCIDENT, full(kind)) for kind in records()]
    hung = commune.hand("hung")
    case = open_case(commune.house, hung, Opening(new_id(), parts, DirectoryEntry(name=WORDS)))
    file = view_case(commune.house, hung, case)
    assert {part.content.schema for part in file.parts} == {kind.schema for kind in records()}
    with thief(commune, case) as scene:
        assert find_canaries(STEMS, everything(scene, caplog)) == []
