"""A file with a safety section, and what two keepers do with its emergency seal."""

from __future__ import annotations

from casework.cases.service import NewPart, Opening, open_case
from casework.crypto import hpke
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.desk import Hand
from casework.vault.directory import DirectoryEntry
from casework.vault.house import House
from casework.vault.models import EmergencySeal
from casework.vault.survey import SectionRows, survey_case
from tests.factories.files import SURVIVOR, Note

PLAN = "Ra cửa sau, sang nhà bà Hai (mẫu)"


def safety_file(house: House, hand: Hand, holders: tuple[Id, ...] = ()) -> Id:
    """Open a case with a note of who she is and one of how she stays safe; returns its id."""
    parts = (NewPart(SectionKind.IDENTITY, Note(SURVIVOR)), NewPart(SectionKind.SAFETY, Note(PLAN)))
    opening = Opening(new_id(), parts, DirectoryEntry(name=SURVIVOR), holders)
    return open_case(house, hand, opening)


def safety_of(house: House, hand: Hand, case: Id) -> SectionRows:
    """Return the hand's own safety section as the vault surveys it."""
    with house.database.read() as db:
        survey = survey_case(db, house.roster(db), house.verified, case, house.clock.now())
    rows = survey.owned_by(hand.keyring.unit, SectionKind.SAFETY)
    assert rows is not None
    return rows


def seal_of(house: House, hand: Hand, case: Id) -> EmergencySeal:
    """Return the emergency seal of the hand's own safety section."""
    seal = safety_of(house, hand, case).emergency
    assert seal is not None
    return seal


def open_outer(seal: EmergencySeal, coordination: Hand) -> bytes:
    """Do coordination's half; returns what is sealed to leadership."""
    private = coordination.keyring.of_unit(seal.outer_epoch).agreement.private
    return hpke.open_sealed(private, seal.sealed, seal.outer_info())


def open_inner(seal: EmergencySeal, leadership: Hand, inner: bytes) -> bytes:
    """Do leadership's half; returns the section's key."""
    private = leadership.keyring.of_unit(seal.inner_epoch).agreement.private
    return hpke.open_sealed(private, inner, seal.inner_info())
