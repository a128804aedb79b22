"""Whose yes it takes is read from the file itself: no page and no caller can say otherwise."""

from __future__ import annotations

import pytest

from casework.cases.consents.errors import NotAConsent, NotAGround
from casework.cases.consents.grounds import Invocation, invoke
from casework.cases.consents.records import YES, LawReason, Talk
from casework.cases.consents.rules import Problem
from casework.cases.consents.service import Recording, record
from casework.cases.records import FirstMinutes, Incident, PersonCausingViolence, Survivor
from casework.cases.service import NewPart, Opening, open_case
from casework.kernel.dates import PartialDate
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.vault.directory import DirectoryEntry
from tests.factories.agreements import recording, sections_of, talk
from tests.factories.commune import MORNING, TestCommune

TEN = Survivor(name="Em Mẫu", birth=PartialDate(2016, 5, None))
GROWN = Survivor(name="Chị Mẫu", birth=PartialDate(1990, 5, None))
CARER = PersonCausingViolence(name="ông Mẫu", is_carer="YES")


def opened(commune: TestCommune, *parts: NewPart) -> Id:
    """Open a file with these parts and one line of what happened."""
    line = NewPart(SectionKind.INCIDENT, Incident(account="kể (mẫu)"))
    return open_case(
        commune.house, commune.hand("hung"), Opening(new_id(), [line, *parts], DirectoryEntry())
    )


def answer(commune: TestCommune, case: Id, said: Talk) -> Recording:
    """Return an answer about the health station as a page would send it."""
    from dataclasses import replace

    hung, to = commune.hand("hung"), commune.hand("mai").keyring.unit
    return replace(recording(commune.house, hung, case, to), talk=said)


def problems(commune: TestCommune, case: Id, said: Talk) -> tuple[Problem, ...]:
    """Return what keeps an answer from being a consent."""
    with pytest.raises(NotAConsent) as refused:
        record(commune.house, commune.hand("hung"), case, answer(commune, case, said))
    return refused.value.problems


def test_a_childs_yes_alone_is_none(commune: TestCommune) -> None:
    case = opened(commune, NewPart(SectionKind.IDENTITY, TEN))
    found = problems(commune, case, talk(representative_safe=YES))
    assert found == (Problem.REPRESENTATIVE_DID_NOT_AGREE,)


def test_a_child_of_unknown_birth_is_a_child(commune: TestCommune) -> None:
    first = FirstMinutes(dangers=("UNDER_16",), received_at=MORNING)
    case = opened(commune, NewPart(SectionKind.SAFETY, first))
    found = problems(commune, case, talk(representative_safe=YES))
    assert found == (Problem.REPRESENTATIVE_DID_NOT_AGREE,)


def test_a_page_cannot_call_a_suspected_carer_safe(commune: TestCommune) -> None:
    case = opened(commune, NewPart(SectionKind.IDENTITY, TEN), NewPart(SectionKind.INCIDENT, CARER))
    said = talk(representative_safe=YES, representative_answer=YES, representative="ông Mẫu")
    found = problems(commune, case, said)
    assert found == (Problem.REPRESENTATIVE_MAY_NOT_BE_ASKED,)


def test_a_grown_woman_decides_alone_whatever_a_carer_did(commune: TestCommune) -> None:
    case = opened(
        commune, NewPart(SectionKind.IDENTITY, GROWN), NewPart(SectionKind.INCIDENT, CARER)
    )
    record(commune.house, commune.hand("hung"), case, answer(commune, case, talk()))


def test_a_grown_woman_is_no_child_of_the_law(commune: TestCommune) -> None:
    hung = commune.hand("hung")
    case = opened(commune, NewPart(SectionKind.IDENTITY, GROWN))
    invocation = Invocation(
        consent_id=new_id(),
        record_id=new_id(),
        recipient=commune.hand("binh").keyring.unit,
        code="CHILD_REPORT",
        reason=LawReason(reason="vì trẻ (mẫu)", child_view="con sợ (mẫu)"),
        sections=sections_of(commune.house, hung, case, SectionKind.INCIDENT),
    )
    with pytest.raises(NotAGround) as refused:
        invoke(commune.house, hung, case, invocation)
    assert Problem.CHILD_ONLY in refused.value.problems
