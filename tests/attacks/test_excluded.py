"""What an insider signs about exclusions against the rules opens nothing, and is refused."""

from __future__ import annotations

from casework.access.sharing import EXCLUSION
from casework.kernel.ids import new_id
from casework.kernel.kinds import SectionKind
from casework.vault.errors import NotEntitled, RowAltered
from casework.vault.sections import OpenSection, Receiver, key_of, make_grant
from casework.vault.surveyed import list_section
from tests.attacks.scene import Scene
from tests.cases.test_exclude import excludes


def grant_as_a_list(scene: Scene, kind: SectionKind | None, to: str) -> None:
    """Let an officer sign a grant on the ground of exclusions: of a section, or of the list."""
    hung, survey = scene.hung.keyring, scene.survey()
    section_id = list_section(scene.case, hung.unit) if kind is None else scene.section(kind)
    rows = survey.sections[section_id]
    section = OpenSection(rows.current, key_of(hung, rows))
    with scene.house.database.read() as db:
        roster = scene.house.roster(db)
    receiver = Receiver(scene.unit(to), EXCLUSION)
    scene.insider_writes("hung", make_grant(hung, roster, section, receiver, new_id(), 1))


def test_the_ground_of_exclusions_opens_no_other_section(scene: Scene) -> None:
    grant_as_a_list(scene, SectionKind.INCIDENT, "mai")
    scene.reading_is_refused(NotEntitled)


def test_the_list_goes_to_nobody_who_does_not_work_on_the_case(scene: Scene) -> None:
    excludes(scene.commune, scene.case, "hung", "ha")
    grant_as_a_list(scene, None, "mai")
    scene.reading_is_refused(NotEntitled)


def test_a_restriction_that_was_flipped_in_the_database_is_refused(scene: Scene) -> None:
    row = scene.writer.row("cases", case_id=scene.case)
    scene.writer.change("cases", row, restricted=True)
    scene.reading_is_refused(RowAltered)
