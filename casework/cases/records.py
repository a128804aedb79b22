"""What intake seals: one frozen record a part, every field of which may still be unknown.

The form of each schema is frozen by a vector in tests/cases/vectors; a change is a new version.
Codes are those of ``config/codes``; an empty string, an empty tuple or None means "not asked yet".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from casework.cases.codec import SealedRecord, sealed
from casework.kernel.dates import PartialDate


@sealed
@dataclass(frozen=True, repr=False)
class FirstMinutes(SealedRecord):
    """The first five minutes: what is dangerous now, and when the report really came in."""

    schema: ClassVar[str] = "first-minutes"

    dangers: tuple[str, ...] = ()
    dangers_asked: bool = False
    """Every question was asked: what is not in ``dangers`` is a no, not a blank."""
    whereabouts: str | None = None
    received_at: datetime | None = None
    entered_late: bool = False
    """Written on paper first; ``received_at`` keeps the hour of the paper."""


@sealed
@dataclass(frozen=True, repr=False)
class Survivor(SealedRecord):
    """Who she is, as this unit registered her; one word is a whole name (DOMAIN §7)."""

    schema: ClassVar[str] = "survivor"

    name: str = ""
    other_name: str = ""
    called: str = ""
    """What the village calls her."""
    parent_or_spouse: str = ""
    """Tells apart the many who bear one name."""
    birth: PartialDate | None = None
    birth_estimated: bool = False
    sex: str | None = None
    gender_identity: str = ""
    ethnic_group: str | None = None
    ethnic_subgroup: str = ""
    language: str | None = None
    needs_interpreter: str | None = None
    reads_vietnamese: str | None = None
    id_number: str = ""
    no_id_reason: str | None = None
    insurance_number: str = ""
    village: str = ""
    permanent_address: str = ""
    old_address: str = ""
    marital_status: str | None = None
    education: str | None = None
    occupation: str | None = None
    poverty: str | None = None
    hardship: str | None = None
    hard_area: str | None = None
    vulnerabilities: tuple[str, ...] = ()
    """As told; ``rules.people.vulnerabilities`` adds what follows from age and disability."""
    disabilities: tuple[str, ...] = ()
    disability_level: str | None = None
    note: str = ""


@sealed
@dataclass(frozen=True, repr=False)
class SafeContact(SealedRecord):
    """How to reach her without harm: when, on which number, who may answer, and what never."""

    schema: ClassVar[str] = "safe-contact"

    safe_to_call: str | None = None
    phone: str = ""
    other_phone: str = ""
    when: str = ""
    who_may_answer: str = ""
    no_sms: bool = False
    no_visit: bool = False
    pretext: str = ""
    """What the caller says if somebody else answers."""
    trusted_person: str = ""
    trusted_phone: str = ""
    place: str = ""
    """Where she may be met; never the place of shelter."""
    never: str = ""


@sealed
@dataclass(frozen=True, repr=False)
class Reporter(SealedRecord):
    """Who reported and how; kept in a section of its own and never shown with the file."""

    schema: ClassVar[str] = "reporter"

    is_survivor: str | None = None
    name: str = ""
    phone: str = ""
    address: str = ""
    relation: str = ""
    channel: str | None = None
    first_receiver: str | None = None
    reported_at: datetime | None = None
    wants_secrecy: str | None = None
    said: str = ""


@sealed
@dataclass(frozen=True, repr=False)
class Incident(SealedRecord):
    """One incident as she tells it, and the acts and core type that a worker has confirmed."""

    schema: ClassVar[str] = "incident"

    account: str = ""
    happened_at: datetime | None = None
    happened_on: PartialDate | None = None
    time_of_day: str | None = None
    lasting: str | None = None
    place_kind: str | None = None
    place: str = ""
    told: tuple[str, ...] = ()
    harms: tuple[str, ...] = ()
    severity: str | None = None
    reported_before: str | None = None
    wants_legal_action: str | None = None
    evidence: str = ""
    acts: tuple[str, ...] = ()
    core_type: str | None = None
    primary_form: str | None = None
    confirmed: bool = False
    """False while acts and core type are only the program's proposal."""
    difference: str = ""
    """Why the worker departed from the proposal."""


@sealed
@dataclass(frozen=True, repr=False)
class PersonCausingViolence(SealedRecord):
    """One person causing violence; whether the law's scope covers them is derived, not stored."""

    schema: ClassVar[str] = "person-causing-violence"

    name: str = ""
    other_name: str = ""
    relation: str | None = None
    relation_note: str = ""
    sex: str | None = None
    birth: PartialDate | None = None
    age_group: str | None = None
    lives_with_her: str | None = None
    village: str = ""
    phone: str = ""
    occupation: str | None = None
    before: str | None = None
    """Whether this person was violent to her before."""
    sanctioned_before: str | None = None
    is_carer: str | None = None
    """Parent, guardian or representative of the survivor: then never asked for consent."""
    alcohol: str | None = None
    note: str = ""


@sealed
@dataclass(frozen=True, repr=False)
class Child(SealedRecord):
    """A child who was present; may become a case of its own, which ``linked_case`` then names."""

    schema: ClassVar[str] = "child"

    name: str = ""
    birth: PartialDate | None = None
    birth_estimated: bool = False
    sex: str | None = None
    relation: str = ""
    saw_or_heard: str | None = None
    harmed: str | None = None
    in_danger: str | None = None
    where_now: str = ""
    safe_adult: str = ""
    school: str = ""
    note: str = ""
    linked_case: bytes | None = None


@sealed
@dataclass(frozen=True, repr=False)
class Safety(SealedRecord):
    """Signs of risk, what a person judges of them, and how she stays safe tonight."""

    schema: ClassVar[str] = "safety"

    facts: tuple[str, ...] = ()
    facts_asked: bool = False
    judged_level: str | None = None
    judged_reason: str = ""
    her_words: str = ""
    plan: str = ""
    warning_signs: str = ""
    code_word: str = ""
    goes_to: str = ""
    """Whom she can go to in an emergency; never the place of shelter."""
    takes_along: str = ""
    review_at: datetime | None = None


@sealed
@dataclass(frozen=True, repr=False)
class Needs(SealedRecord):
    """What she needs today or tonight."""

    schema: ClassVar[str] = "needs"

    needs: tuple[str, ...] = ()
    companions: str = ""
    """Who comes with her: children, an old mother, an animal that must be fed."""
    health: str = ""
    note: str = ""


@sealed
@dataclass(frozen=True, repr=False)
class KinAnswer(SealedRecord):
    """Whether anybody at any desk is, or is kin to, the person causing violence."""

    schema: ClassVar[str] = "kin-answer"

    answer: str | None = None
    members: tuple[bytes, ...] = ()
    """Users who must never open the case."""
    who: str = ""
    """Others, by name and desk: hosts, supervisors, village heads without an account."""
    why: str = ""


INTAKE_RECORDS: tuple[type[SealedRecord], ...] = (
    FirstMinutes,
    Survivor,
    SafeContact,
    Reporter,
    Incident,
    PersonCausingViolence,
    Child,
    Safety,
    Needs,
    KinAnswer,
)
