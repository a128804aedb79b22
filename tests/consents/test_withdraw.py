"""Taking back: at once, at any desk, whatever keys somebody has kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.access import sharing as access
from casework.access.steps import ConsentState
from casework.audit.actions import Action
from casework.cases.consents.errors import NoLongerInForce
from casework.cases.consents.reading import list_consents
from casework.cases.consents.service import end_what_is_over, record, share, withdraw
from casework.cases.service import Saving, save_part, view_case
from casework.crypto import blob
from casework.crypto.errors import WrongKey
from casework.crypto.labels import Label
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import SectionKind
from casework.referrals.reading import open_referral
from casework.referrals.sending import send
from casework.vault.errors import NotEntitled, RowReplayed, RowUnknown
from casework.vault.models import Grant
from casework.vault.sections import OpenSection, Receiver, key_of, make_grant
from casework.vault.sharing import Terms, new_consent
from casework.vault.survey import SectionRows, Survey, survey_case
from tests.attacks.writer import DatabaseWriter
from tests.factories.agreements import agreed, recording, referred, sending
from tests.factories.commune import TestCommune
from tests.factories.files import LINE, Note, opened_file

INCIDENT = SectionKind.INCIDENT


def survey_of(commune: TestCommune, case: Id) -> Survey:
    """Return a case as the vault surveys it now."""
    house = commune.house
    with house.database.read() as db:
        return survey_case(db, house.roster(db), house.verified, case, house.clock.now())


def incident(commune: TestCommune, case: Id) -> SectionRows:
    """Return the police's incident section."""
    rows = survey_of(commune, case).owned_by(commune.hand("hung").keyring.unit, INCIDENT)
    assert rows is not None
    return rows


def shared(commune: TestCommune) -> tuple[Id, Id]:
    """Open a case and share its incident with the health station; returns case and consent."""
    hung = commune.hand("hung")
    case = opened_file(commune.house, hung)
    consent = agreed(commune.house, hung, case, commune.hand("mai").keyring.unit)
    share(commune.house, hung, case, consent)
    return case, consent


def test_a_recorded_yes_hands_no_key_over_until_it_is_shared(commune: TestCommune) -> None:
    hung, mai = commune.hand("hung"), commune.hand("mai")
    case = opened_file(commune.house, hung)
    consent = agreed(commune.house, hung, case, mai.keyring.unit)
    with pytest.raises(NotFound):
        view_case(commune.house, mai, case)
    share(commune.house, hung, case, consent)
    assert [p.content for p in view_case(commune.house, mai, case).of("test-note")] == [Note(LINE)]


def test_the_receivers_next_reading_is_refused(commune: TestCommune) -> None:
    case, consent = shared(commune)
    withdraw(commune.house, commune.hand("hung"), case, consent)
    with pytest.raises(NotFound):
        view_case(commune.house, commune.hand("mai"), case)
    assert view_case(commune.house, commune.hand("hung"), case).of("test-note")


def test_the_receiver_itself_may_record_that_she_takes_it_back(commune: TestCommune) -> None:
    case, consent = shared(commune)
    withdraw(commune.house, commune.hand("mai"), case, consent)
    line = list_consents(commune.house, commune.hand("hung"), case)[0]
    assert line.state is ConsentState.WITHDRAWN
    assert line.steps[-1].name == "Đinh Thị Mai (mẫu)"


def test_a_stranger_cannot_take_back_what_is_not_known_to_it(commune: TestCommune) -> None:
    case, consent = shared(commune)
    with pytest.raises(NotFound):
        withdraw(commune.house, commune.hand("ha"), case, consent)


def test_taken_back_twice_it_is_taken_back_once(commune: TestCommune) -> None:
    case, consent = shared(commune)
    withdraw(commune.house, commune.hand("hung"), case, consent)
    seen = survey_of(commune, case).seen
    withdraw(commune.house, commune.hand("hung"), case, consent)
    assert survey_of(commune, case).seen == seen


def test_the_key_is_marked_and_changes_with_the_owners_next_writing(commune: TestCommune) -> None:
    hung = commune.hand("hung")
    case, consent = shared(commune)
    old = key_of(hung.keyring, incident(commune, case))
    withdraw(commune.house, hung, case, consent)
    door = next(d for d in view_case(commune.house, hung, case).doors if d.kind is INCIDENT)
    assert door.rotation_due
    save_part(commune.house, hung, case, Saving(INCIDENT, Note("sau khi rút (mẫu)"), new_id(), 0))
    rows = incident(commune, case)
    assert (rows.current.epoch, rows.rotation_due) == (2, None)
    newest = rows.records[-1]
    assert newest.section_epoch == 2
    with pytest.raises(WrongKey):
        blob.open_blob(old, Label.RECORD, newest.blob, newest.aad())


@pytest.mark.parametrize("rotated", [False, True])
def test_a_grant_put_back_by_hand_is_refused(commune: TestCommune, rotated: bool) -> None:
    hung = commune.hand("hung")
    case, consent = shared(commune)
    writer = DatabaseWriter(commune.url, commune.house.commune)
    grant = next(g for g in incident(commune, case).grants if g.ground == access.CONSENT)
    row = writer.row("grants", grant_id=grant.grant_id)
    withdraw(commune.house, hung, case, consent)
    if rotated:
        saving = Saving(INCIDENT, Note("sau khi rút (mẫu)"), new_id(), 0)
        save_part(commune.house, hung, case, saving)
    writer.insert("grants", row)
    with pytest.raises((RowReplayed, RowUnknown)):
        view_case(commune.house, commune.hand("mai"), case)


def test_an_insider_cannot_sign_a_grant_on_a_withdrawn_consent(commune: TestCommune) -> None:
    hung = commune.hand("hung")
    case, consent = shared(commune)
    withdraw(commune.house, hung, case, consent)
    _insider_grants(commune, case, access.CONSENT, consent)
    with pytest.raises(NotEntitled):
        view_case(commune.house, commune.hand("mai"), case)


def test_an_insider_cannot_sign_a_grant_without_any_consent(commune: TestCommune) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    _insider_grants(commune, case, access.CONSENT, new_id())
    with pytest.raises(NotEntitled):
        view_case(commune.house, commune.hand("hung"), case)


def test_an_insider_cannot_call_anothers_section_its_own(commune: TestCommune) -> None:
    case = opened_file(commune.house, commune.hand("hung"))
    _insider_grants(commune, case, access.OWN, None)
    with pytest.raises(NotEntitled):
        view_case(commune.house, commune.hand("mai"), case)


def _insider_grants(commune: TestCommune, case: Id, ground: str, ref: Id | None) -> None:
    hung, house = commune.hand("hung"), commune.house
    rows = incident(commune, case)
    section = OpenSection(rows.current, key_of(hung.keyring, rows))
    to = Receiver(commune.hand("mai").keyring.unit, ground, ref)
    with house.ledger.entry(hung.actor, Action.GRANT_GIVE) as entry:
        make_grant(hung.keyring, house.roster(entry.db), section, to, new_id(), 1).write(entry)


def test_her_end_date_shuts_by_the_clock_alone(commune: TestCommune) -> None:
    hung, mai = commune.hand("hung"), commune.hand("mai")
    case, _ = shared(commune)
    commune.clock.advance(timedelta(days=29))
    assert view_case(commune.house, mai, case).parts
    commune.clock.advance(timedelta(days=1))
    with pytest.raises(NotFound):
        view_case(commune.house, mai, case)
    assert list_consents(commune.house, hung, case)[0].state is ConsentState.EXPIRED


def test_what_is_over_is_swept_once_and_the_key_changes(commune: TestCommune) -> None:
    hung = commune.hand("hung")
    case, consent = shared(commune)
    commune.clock.advance(timedelta(days=31))
    assert end_what_is_over(commune.house, hung, case)
    assert not end_what_is_over(commune.house, hung, case)
    assert incident(commune, case).rotation_due is not None
    with commune.house.database.read() as db:
        assert db.query(Grant).filter(Grant.ground_ref == consent).count() == 0


def test_the_owners_next_writing_sweeps_too(commune: TestCommune) -> None:
    case, _ = shared(commune)
    commune.clock.advance(timedelta(days=31))
    save_part(
        commune.house, commune.hand("hung"), case, Saving(INCIDENT, Note("mới (mẫu)"), new_id(), 0)
    )
    rows = incident(commune, case)
    assert (rows.current.epoch, len(rows.grants), rows.lapsed) == (2, 1, [])


def test_what_was_withdrawn_is_shared_no_more(commune: TestCommune) -> None:
    hung = commune.hand("hung")
    case, consent = shared(commune)
    withdraw(commune.house, hung, case, consent)
    with pytest.raises(NoLongerInForce):
        share(commune.house, hung, case, consent)
    with pytest.raises(NoLongerInForce):
        send(commune.house, hung, case, sending(consent))


def test_an_open_referral_is_withdrawn_with_it_and_nobody_is_told_why(
    commune: TestCommune,
) -> None:
    hung, mai = commune.hand("hung"), commune.hand("mai")
    case = opened_file(commune.house, hung)
    referral = referred(commune.house, hung, case, mai.keyring.unit)
    assert open_referral(commune.house, mai, referral).view is not None
    consent = list_consents(commune.house, hung, case)[0].consent_id
    withdraw(commune.house, hung, case, consent)
    assert open_referral(commune.house, hung, referral).face.state == "WITHDRAWN"
    with pytest.raises(NotFound):
        open_referral(commune.house, mai, referral)


def test_a_refusal_is_recorded_and_hands_nothing_over(commune: TestCommune) -> None:
    hung, ha = commune.hand("hung"), commune.hand("ha")
    case = opened_file(commune.house, hung)
    no = recording(commune.house, hung, case, ha.keyring.unit)
    no = type(no)(**(vars(no) | {"given": False, "sections": (), "until_at": None}))
    record(commune.house, hung, case, no)
    record(commune.house, hung, case, no)
    lines = list_consents(commune.house, hung, case)
    assert [(line.state, line.in_force) for line in lines] == [(ConsentState.REFUSED, False)]
    with pytest.raises(NoLongerInForce):
        share(commune.house, hung, case, no.consent_id)


def test_another_units_section_is_not_to_be_consented_away(commune: TestCommune) -> None:
    hung, mai = commune.hand("hung"), commune.hand("mai")
    case, _ = shared(commune)
    theirs = recording(commune.house, hung, case, commune.hand("ha").keyring.unit)
    with pytest.raises(NotFound):
        record(commune.house, mai, case, theirs)


def test_the_law_is_not_hers_to_withdraw(commune: TestCommune) -> None:
    from casework.cases.consents.grounds import invoke
    from tests.consents.test_invoke import crime_signs

    hung = commune.hand("ha")
    case = opened_file(commune.house, hung)
    ground = crime_signs(commune, hung, case)
    invoke(commune.house, hung, case, ground)
    with pytest.raises(Forbidden):
        withdraw(commune.house, hung, case, ground.consent_id)


@pytest.mark.parametrize(
    ("kind", "to"),
    [
        (SectionKind.CARE, "hung"),
        (SectionKind.COUNSELLING, "hung"),
        (SectionKind.STAY, "hung"),
        (SectionKind.REPORTER, "hung"),
    ],
)
def test_readers_refuse_what_the_table_forbids_however_well_it_is_signed(
    commune: TestCommune, kind: SectionKind, to: str
) -> None:
    house, mai = commune.house, commune.hand("mai")
    case = opened_file(house, mai)
    save_part(house, mai, case, Saving(kind, Note("riêng (mẫu)"), new_id(), 0))
    unit = commune.hand(to).keyring.unit
    with house.ledger.entry(mai.actor, Action.GRANT_GIVE) as entry:
        roster, at = house.roster(entry.db), house.clock.now()
        rows = survey_case(entry.db, roster, house.verified, case, at).owned_by(
            mai.keyring.unit, kind
        )
        assert rows is not None
        terms = Terms(
            consent_id=new_id(),
            case_id=case,
            section_id=new_id(),
            recipient_unit=unit,
            ground=access.CONSENT,
            sections=(rows.current.section_id,),
            receivers=(unit,),
            until_at=None,
        )
        new_consent(mai.keyring, house.commune, terms, ConsentState.GIVEN, at).write(entry)
        section = OpenSection(rows.current, key_of(mai.keyring, rows))
        receiver = Receiver(unit, access.CONSENT, terms.consent_id)
        make_grant(mai.keyring, roster, section, receiver, new_id(), 1).write(entry)
    with pytest.raises(NotEntitled):
        view_case(house, commune.hand(to), case)
