"""A stand-in's no takes back the draft that waited for it, and leaves the file whole."""

from __future__ import annotations

import pytest

from casework.access.steps import ReferralState
from casework.audit.actions import Action
from casework.cases.consents import grounds
from casework.cases.consents.service import change_case, take_back
from casework.cases.restriction import restrict
from casework.cases.service import view_case
from casework.cases.writing import Writing
from casework.kernel.ids import Id
from casework.leadership.notices import write_notice
from casework.vault.desk import Plan
from casework.vault.errors import NotEntitled
from casework.vault.sharing import Turn, referral_becomes
from tests.factories.commune import TestCommune
from tests.leadership.scene import file_of, telling


@pytest.fixture
def case(commune: TestCommune) -> Id:
    """A file that one worker of the police holds alone, with a notice that waits for binh."""
    found = file_of(commune)
    hung = commune.hand("hung").keyring.user
    restrict(commune.house, commune.hand("thanh"), found, [hung])
    dung, binh = (commune.hand(name).keyring.user for name in ("dung", "binh"))
    notice = telling(commune, confirmer=binh, named=(dung,))
    write_notice(commune.house, commune.hand("hung"), found, notice)
    return found


def ground_of(commune: TestCommune, case: Id) -> Id:
    file = view_case(commune.house, commune.hand("hung"), case)
    (ground,) = file.agreements.consents
    return ground


def test_the_file_opens_after_a_stand_in_has_refused(commune: TestCommune, case: Id) -> None:
    grounds.refuse(commune.house, commune.hand("binh"), case, ground_of(commune, case))
    file = view_case(commune.house, commune.hand("hung"), case)
    (notice,) = file.agreements.referrals.values()
    assert notice.state == ReferralState.WITHDRAWN


def test_who_has_refused_nothing_takes_no_referral_back(commune: TestCommune, case: Id) -> None:
    ground = ground_of(commune, case)

    def plan(writing: Writing) -> Plan:
        take_back(writing, writing.survey.agreements.consent(ground))
        return writing.plan()

    change_case(commune.house, commune.hand("binh"), Action.GROUND_REFUSE, case, plan)
    with pytest.raises(NotEntitled):
        view_case(commune.house, commune.hand("hung"), case)


def forged_end(commune: TestCommune, case: Id, draft_id: Id, **changes: Id) -> None:
    """Let binh sign the end of a draft of the police, with columns that say something else."""
    binh = commune.hand("binh")

    def plan(writing: Writing) -> Plan:
        draft = writing.survey.agreements.referral(draft_id)
        for name, value in changes.items():
            setattr(draft, name, value)
        turn = Turn(ReferralState.WITHDRAWN, writing.now)
        writing.put(referral_becomes(binh.keyring, draft, turn))
        return writing.plan()

    change_case(commune.house, binh, Action.GROUND_REFUSE, case, plan)


def test_who_has_refused_takes_back_no_draft_by_naming_that_ground(
    commune: TestCommune, case: Id
) -> None:
    refused = ground_of(commune, case)
    grounds.refuse(commune.house, commune.hand("binh"), case, refused)
    dung, binh = (commune.hand(name).keyring.user for name in ("dung", "binh"))
    other = telling(commune, confirmer=binh, named=(dung,))
    write_notice(commune.house, commune.hand("hung"), case, other)
    forged_end(commune, case, other.referral_id, consent_id=refused)
    with pytest.raises(NotEntitled):
        view_case(commune.house, commune.hand("hung"), case)


def test_no_unit_takes_back_a_draft_by_naming_itself_its_receiver(
    commune: TestCommune, case: Id
) -> None:
    (draft,) = view_case(commune.house, commune.hand("hung"), case).agreements.referrals
    forged_end(commune, case, draft, to_unit=commune.hand("binh").keyring.unit)
    with pytest.raises(NotEntitled):
        view_case(commune.house, commune.hand("hung"), case)
