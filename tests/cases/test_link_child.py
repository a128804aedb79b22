"""A child who was present gets a file of their own, once, held by the same people."""

from __future__ import annotations

import re

import pytest

from casework.cases.records import Child, Survivor
from casework.cases.restriction import restrict
from casework.cases.service import Saving, save_part, view_case
from casework.kernel.dates import PartialDate
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.kernel.kinds import SectionKind
from tests.cases.pages import read
from tests.cases.test_exclude import excludes, opens_nothing, survey_of
from tests.factories.commune import TestCommune, token_of
from tests.factories.files import opened_file

BOY = Child(name="A Mẫu", birth=PartialDate(2018, 3, None), where_now="nhà bà (mẫu)")


def with_child(commune: TestCommune) -> tuple[Id, Id]:
    """Open a file with one child in it; returns the case and the child's record."""
    case, child = opened_file(commune.house, commune.hand("hung")), new_id()
    saving = Saving(SectionKind.INCIDENT, BOY, child, 0)
    save_part(commune.house, commune.hand("hung"), case, saving)
    return case, child


def pressed(commune: TestCommune, case: Id, child: Id) -> Id:
    """Open the child's file by the page; returns its id."""
    officer = commune.client("hung")
    address = f"/cases/{id_to_text(case)}/children/{id_to_text(child)}/open"
    found = re.search(r'name="new_case" value="([0-9a-f]{32})"', read(officer, address))
    assert found is not None
    sent = {"csrf_token": token_of(read(officer, address)), "new_case": found[1]}
    for _ in range(2):  # sent twice, it opens one file
        answer = officer.post(address, data=sent)
        assert answer.headers["Location"].endswith(found[1])
    assert officer.get(address).headers["Location"].endswith(found[1])
    return id_from_text(found[1])


def test_the_childs_file_begins_with_who_the_child_is_and_hers_names_it(
    commune: TestCommune,
) -> None:
    case, child = with_child(commune)
    new = pressed(commune, case, child)

    file = view_case(commune.house, commune.hand("hung"), new)
    (who,) = file.of(Survivor.schema)
    assert who.content == Survivor(name="A Mẫu", birth=PartialDate(2018, 3, None))
    hers = view_case(commune.house, commune.hand("hung"), case).get(Child.schema, child)
    assert isinstance(hers.content, Child)
    assert hers.content.linked_case == new


def test_who_may_not_open_hers_may_not_open_the_childs(commune: TestCommune) -> None:
    hung, thanh = commune.hand("hung"), commune.hand("thanh")
    case, child = with_child(commune)
    restrict(commune.house, hung, case, [hung.keyring.user])
    excludes(commune, case, "hung", "thanh")

    new = pressed(commune, case, child)

    file = view_case(commune.house, hung, new)
    assert file.restricted
    assert file.barred == {thanh.keyring.user}
    opens_nothing(thanh, survey_of(commune, new))
    with pytest.raises(NotFound):
        view_case(commune.house, thanh, new)


def test_a_stranger_finds_no_child(commune: TestCommune) -> None:
    case, child = with_child(commune)
    address = f"/cases/{id_to_text(case)}/children/{id_to_text(child)}/open"
    assert commune.client("mai").get(address).status_code == 404
    assert commune.client("dung").get(address).status_code in (403, 404)
