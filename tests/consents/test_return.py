"""A yes that comes back after a gap, or says "only from now on", opens nothing of before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from casework.cases.consents.service import end_what_is_over, record, share, withdraw
from casework.cases.service import Saving, save_part, view_case
from casework.crypto.errors import SealError
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.errors import NoKey
from casework.vault.sections import key_of
from tests.cases.test_exclude import section_of, survey_of
from tests.factories.agreements import agreed, recording
from tests.factories.commune import TestCommune
from tests.factories.files import Note, opened_file

INCIDENT = SectionKind.INCIDENT


def write(commune: TestCommune, case: Id, text: str) -> None:
    """Let the officer write one more note."""
    saving = Saving(INCIDENT, Note(text), new_id(), 0)
    save_part(commune.house, commune.hand("hung"), case, saving)


def texts(commune: TestCommune, case: Id, reader: str) -> set[str]:
    """Return the notes that a reader finds in the file."""
    parts = view_case(commune.house, commune.hand(reader), case).parts
    return {part.content.text for part in parts if isinstance(part.content, Note)}


def shared_once(commune: TestCommune) -> Id:
    """Open a file and share the incident with the health station; returns the case."""
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    consent = agreed(house, hung, case, commune.hand("mai").keyring.unit)
    share(house, hung, case, consent)
    return case


def comes_back(commune: TestCommune, case: Id) -> None:
    """She says yes again about the same section, and it is handed over."""
    house, hung = commune.house, commune.hand("hung")
    share(house, hung, case, agreed(house, hung, case, commune.hand("mai").keyring.unit))


def test_what_was_written_in_the_gap_stays_shut(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = shared_once(commune)
    (first,) = survey_of(commune, case).agreements.consents
    withdraw(house, hung, case, first)
    write(commune, case, "nói kín lúc đã rút (mẫu)")
    gap = section_of(commune, case, "hung", INCIDENT)

    comes_back(commune, case)
    write(commune, case, "từ nay (mẫu)")

    assert texts(commune, case, "mai") == {"từ nay (mẫu)"}
    after = section_of(commune, case, "hung", INCIDENT)
    assert after.current.section_id != gap.current.section_id
    assert after.current.predecessor is None
    assert key_of(commune.hand("mai").keyring, after)
    with pytest.raises((NoKey, SealError)):
        key_of(commune.hand("mai").keyring, gap)
    assert "nói kín lúc đã rút (mẫu)" in texts(commune, case, "hung")


def test_a_yes_that_had_run_out_is_a_gap_too(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = shared_once(commune)
    commune.clock.advance(timedelta(days=31))
    end_what_is_over(house, hung, case)

    comes_back(commune, case)

    assert texts(commune, case, "mai") == set()


def test_a_yes_that_follows_another_without_a_gap_goes_on(commune: TestCommune) -> None:
    case = shared_once(commune)
    comes_back(commune, case)
    assert texts(commune, case, "mai")


def test_another_desk_is_not_held_to_the_gap(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = shared_once(commune)
    (first,) = survey_of(commune, case).agreements.consents
    withdraw(house, hung, case, first)
    share(house, hung, case, agreed(house, hung, case, commune.hand("ha").keyring.unit))
    assert texts(commune, case, "ha")


def test_only_from_now_on_opens_nothing_of_before(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    asked = recording(house, hung, case, commune.hand("mai").keyring.unit)
    consent = record(house, hung, case, replace(asked, from_now=True))
    share(house, hung, case, consent)
    assert texts(commune, case, "mai") == set()

    write(commune, case, "từ nay (mẫu)")

    assert texts(commune, case, "mai") == {"từ nay (mẫu)"}


def test_an_old_record_goes_on_where_it_stands(commune: TestCommune) -> None:
    house, hung = commune.house, commune.hand("hung")
    case = opened_file(house, hung)
    asked = recording(house, hung, case, commune.hand("mai").keyring.unit)
    share(house, hung, case, record(house, hung, case, replace(asked, from_now=True)))
    old = next(p for p in view_case(house, hung, case).parts if p.section_id in asked.sections)

    save_part(house, hung, case, Saving(INCIDENT, Note("sửa (mẫu)"), old.record_id, old.version))

    assert texts(commune, case, "mai") == set()
    assert "sửa (mẫu)" in texts(commune, case, "hung")
