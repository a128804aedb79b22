"""Whatever is typed, a form either takes it as it will be stored or says what is wrong."""

from collections.abc import Iterator

import pytest
from werkzeug.datastructures import MultiDict

from casework.cases.forms.danger import FirstForm, NeedsForm, OpeningForm, SafetyForm
from casework.cases.forms.events import ActsForm, IncidentForm
from casework.cases.forms.kin import KinForm
from casework.cases.forms.people import (
    ChildForm,
    ContactForm,
    PersonForm,
    ReporterForm,
    SurvivorForm,
)
from casework.cases.forms.record_form import RecordForm
from casework.cases.parts import PARTS
from casework.cases.records import SafeContact, Survivor
from casework.kernel.dates import PartialDate
from tests.factories.commune import TestCommune

FORMS: tuple[type[RecordForm], ...] = (
    FirstForm,
    OpeningForm,
    SurvivorForm,
    ContactForm,
    ReporterForm,
    IncidentForm,
    ActsForm,
    PersonForm,
    ChildForm,
    SafetyForm,
    NeedsForm,
    KinForm,
)


@pytest.fixture(autouse=True)
def _request(commune: TestCommune) -> Iterator[None]:
    with commune.app.test_request_context("/"):
        yield


def texts(form: type[RecordForm]) -> list[str]:
    kinds = ("LineField", "PassageField", "PhoneField")
    return [f.name for f in form(formdata=None) if f.type in kinds]


def filled(form: type[RecordForm], text: str) -> RecordForm:
    return form(formdata=MultiDict([(name, text) for name in texts(form)]))


def test_every_form_takes_nothing_and_every_part_has_its_record() -> None:
    for form in FORMS:
        if form is not OpeningForm:
            empty = form(formdata=MultiDict())
            assert empty.validate(), form
            assert empty.is_blank()
            assert empty.filled(None) == form.record()
    for part in PARTS:
        names = [name for _, group in part.form.groups for name in group]
        assert len(names) == len(set(names))
        assert {field.name for field in part.form(formdata=None)} == set(names)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=1+1", "=1+1"),
        ("@SUM(A1)", "@SUM(A1)"),
        ("a\x00b", "ab"),
        ("🙂", "🙂"),
        ("Ngo\u0323k", "Ngọk"),
        ("\u202eabc\u202c", "abc"),
        ("Y", "Y"),
        ("A Thút", "A Thút"),
    ],
)
def test_odd_text_is_stored_clean_and_otherwise_as_typed(text: str, stored: str) -> None:
    for form in FORMS:
        sent = filled(form, text)
        wrong = {name for name in sent.errors if name not in ("id_number", "insurance_number")}
        assert not wrong, (form, sent.errors) if sent.validate() else sent.errors
        for name in texts(form):
            if name not in ("id_number", "insurance_number"):
                assert sent[name].data == stored


def test_too_long_is_refused_and_kept() -> None:
    for form in FORMS:
        sent = filled(form, "x" * 20_000)
        assert sent.validate() is not bool(texts(form))
        for name in texts(form):
            assert sent[name].errors, (form, name)
            assert sent[name]._value()


def test_broken_characters_are_refused_and_the_rest_is_kept() -> None:
    sent = SurvivorForm(formdata=MultiDict({"name": "Y \ud800Blơi"}))

    assert not sent.validate()
    assert sent["name"].errors
    assert sent["name"].data == "Y Blơi"


@pytest.mark.parametrize(
    "text",
    ["30/02/1990", "31/04/1990", "2027", "24/11/2026", "1899", "90", "x", "05/1990/02", "=1"],
)
def test_a_birth_that_cannot_be_is_refused(text: str) -> None:
    sent = SurvivorForm(formdata=MultiDict({"birth": text}))

    assert not sent.validate()
    assert sent["birth"]._value() == text


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("1990", PartialDate(1990)),
        ("02/1990", PartialDate(1990, 2)),
        ("5-2-1990", PartialDate(1990, 2, 5)),
        ("23/11/2026", PartialDate(2026, 11, 23)),
    ],
)
def test_a_birth_is_kept_as_exactly_as_it_is_known(text: str, birth: PartialDate) -> None:
    sent = SurvivorForm(formdata=MultiDict({"birth": text}))

    assert sent.validate()
    assert sent.filled(None) == Survivor(birth=birth)


@pytest.mark.parametrize(
    ("form", "name"),
    [(IncidentForm, "happened_at"), (ReporterForm, "reported_at"), (FirstForm, "received_at")],
)
@pytest.mark.parametrize("text", ["23/11/2026 23:59", "30/02/2026 10:00", "23/11/2026", "24:00"])
def test_a_moment_that_has_not_been_is_refused(
    form: type[RecordForm], name: str, text: str
) -> None:
    sent = form(formdata=MultiDict({name: text}))

    assert not sent.validate()
    assert sent[name].errors


def test_a_code_that_was_not_offered_is_refused() -> None:
    for form in FORMS:
        for field in form(formdata=None):
            if hasattr(field, "options"):
                sent = form(formdata=MultiDict({field.name: "'; DROP TABLE"}))
                assert not sent.validate(), (form, field.name)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("+84 912.345.678", "0912345678"),
        ("0912 345 678", "0912345678"),
        ("113", "113"),
        ("gọi nhờ nhà bà Hai", "gọi nhờ nhà bà Hai"),
    ],
)
def test_a_phone_may_be_a_number_or_words(typed: str, stored: str) -> None:
    sent = ContactForm(formdata=MultiDict({"phone": typed}))

    assert sent.validate()
    assert sent.filled(None) == SafeContact(phone=stored)


@pytest.mark.parametrize(
    ("typed", "fine"),
    [("062 190 001 234", True), ("123456789", True), ("12345", False), ("06219000123a", False)],
)
def test_an_identity_number_has_twelve_digits_or_the_old_nine(typed: str, fine: bool) -> None:
    assert SurvivorForm(formdata=MultiDict({"id_number": typed})).validate() is fine


def test_what_a_form_does_not_ask_stays() -> None:
    from casework.cases.records import Incident

    before = Incident(account="kể", told=("HIT",), place="rẫy")
    sent = ActsForm(formdata=MultiDict({"acts": "DV3_A", "confirmed": "y"}))

    assert sent.filled(before) == Incident(
        account="kể", told=("HIT",), place="rẫy", acts=("DV3_A",), confirmed=True
    )
