"""Whether an answer is a consent, and whether the law may stand in for one; pure decisions.

Every question is answered with the list of what is wrong, so that a page can say all of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from casework.access import sharing
from casework.cases.consents.records import HOW, NO, SPOKEN, YES, ContactCopy, LawReason, Talk
from casework.cases.rules.people import CHILD_UNTIL, AgeThen, is_child
from casework.kernel.codes import CodeList
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind, UnitKind

OWN_SAY_FROM = 7
"""From 7 on the child agrees too (NĐ 330/2026 Đ60)."""
LONGEST = timedelta(days=366)
"""Nobody can foresee more than a year; who still needs it asks her again."""
CONFIRM_WITHIN = timedelta(hours=24)

NEVER_OVERRIDDEN = frozenset({UnitKind.WOMENS_UNION, UnitKind.SHELTER})
"""Towards these an adult's no is final (DOMAIN §4.4)."""
NEVER_FORCED_SERVICES = frozenset({"SHELTER", "PSYCH"})
"""House and counsellor, whoever offers them."""


class Problem(StrEnum):
    """What keeps an answer from being a consent, or a reason from being a ground."""

    NO_SECTION = "no-section"
    NOT_ALLOWED = "not-allowed"
    NO_PURPOSE = "no-purpose"
    NO_END = "no-end"
    END_PASSED = "end-passed"
    END_TOO_FAR = "end-too-far"
    NOT_HELD = "not-held"
    HOW_UNKNOWN = "how-unknown"
    NO_WITNESS = "no-witness"
    NOT_ALONE = "not-alone"
    INTERPRETER_IS_KIN = "interpreter-is-kin"
    NOT_TOLD = "not-told"
    SURVIVOR_DID_NOT_AGREE = "survivor-did-not-agree"
    REPRESENTATIVE_DID_NOT_AGREE = "representative-did-not-agree"
    REPRESENTATIVE_MAY_NOT_BE_ASKED = "representative-may-not-be-asked"
    NAME_WHO_MAY_OPEN = "name-who-may-open"
    NOT_OF_THAT_UNIT = "not-of-that-unit"
    SHE_DOES_NOT_WANT_THEM = "she-does-not-want-them"
    EXCLUDED = "excluded"

    GROUND_UNKNOWN = "ground-unknown"
    NOT_IN_FORCE = "not-in-force"
    OUTSIDE_ONLY = "outside-only"
    NOT_A_RECIPIENT = "not-a-recipient"
    NOT_BY_THIS_DESK = "not-by-this-desk"
    ABOVE_CEILING = "above-ceiling"
    CONTACT_ONLY = "contact-only"
    NO_REASON = "no-reason"
    CHILD_ONLY = "child-only"
    NO_CHILD_VIEW = "no-child-view"
    ADULT_REFUSED = "adult-refused"
    NO_SECOND_PERSON = "no-second-person"


class Decider(StrEnum):
    """Whose yes it takes."""

    SURVIVOR = "survivor"
    REPRESENTATIVE = "representative"


def deciders(age: AgeThen | None, *, representative_safe: bool) -> frozenset[Decider]:
    """Return whose yes it takes; empty where only the law can decide, with the child's own view.

    Under 7 the representative, from 7 to under 16 child and representative, then she alone. A
    doubt counts as a child, and as one who is old enough to be asked.
    """
    if age is None or not is_child(age):
        return frozenset({Decider.SURVIVOR})
    if not representative_safe:
        return frozenset()
    if age.may_be_from(OWN_SAY_FROM):
        return frozenset(Decider)
    return frozenset({Decider.REPRESENTATIVE})


def may_ask_representative(age: AgeThen | None, *, representative_safe: bool) -> bool:
    """Say whether a representative may be asked, contacted, printed for, or may withdraw."""
    return Decider.REPRESENTATIVE in deciders(age, representative_safe=representative_safe)


@dataclass(frozen=True, repr=False)
class Asked:
    """A yes as the rules look at it: kinds of section, recipient, who is named, until when."""

    talk: Talk
    age: AgeThen | None
    kinds: Sequence[SectionKind]
    recipient: UnitKind
    until_at: datetime | None
    members: Collection[Id]
    """The live members of the recipient unit."""
    named: Collection[Id]
    """Who of them may open; empty means the whole unit."""
    unwanted: Collection[Id]
    restricted: bool
    barred: Collection[Id] = ()
    """Who must never open the case, whatever desk they work at."""
    carer_suspected: bool = False
    """The file names a carer as causing violence: no page makes that person a safe one."""


def problems_of(asked: Asked, now: datetime) -> tuple[Problem, ...]:
    """Return what keeps a yes from being a valid consent; nothing where it is one."""
    spoken = talk_problems(asked.talk, asked.age, carer_suspected=asked.carer_suspected)
    return (*_what(asked, now), *spoken, *_whom(asked))


def _what(asked: Asked, now: datetime) -> list[Problem]:
    found = []
    if not asked.kinds:
        found.append(Problem.NO_SECTION)
    if not all(
        sharing.may_be_granted(kind, asked.recipient, sharing.CONSENT) for kind in asked.kinds
    ):
        found.append(Problem.NOT_ALLOWED)
    if not any(answer.answer == YES for answer in asked.talk.purposes):
        found.append(Problem.NO_PURPOSE)
    return [*found, *end_problems(asked.until_at, now)]


def end_problems(until_at: datetime | None, now: datetime) -> list[Problem]:
    """Return what is wrong with the end that she named; none is no end, and a year is the most."""
    if until_at is None:
        return [Problem.NO_END]
    if until_at <= now:
        return [Problem.END_PASSED]
    return [Problem.END_TOO_FAR] if until_at > now + LONGEST else []


def talk_problems(talk: Talk, age: AgeThen | None, *, carer_suspected: bool) -> list[Problem]:
    """Return what is wrong with how she was asked and who answered, whoever the recipient is."""
    return [*_how(talk), *_who(talk, age, carer_suspected=carer_suspected)]


def _how(talk: Talk) -> list[Problem]:
    wrong = {
        Problem.NOT_HELD: talk.held_at is None,
        Problem.HOW_UNKNOWN: talk.how not in HOW,
        Problem.NO_WITNESS: talk.how == SPOKEN and not talk.witness.strip(),
        Problem.NOT_ALONE: talk.alone != YES,
        Problem.INTERPRETER_IS_KIN: bool(talk.interpreter.strip())
        and talk.interpreter_is_kin != NO,
        Problem.NOT_TOLD: {talk.told_who_can_open, talk.told_limits, talk.told_help_goes_on}
        != {YES},
    }
    return [problem for problem, is_wrong in wrong.items() if is_wrong]


def _who(talk: Talk, age: AgeThen | None, *, carer_suspected: bool) -> list[Problem]:
    safe = talk.representative_safe == YES and not carer_suspected
    needed = deciders(age, representative_safe=safe)
    found = []
    if not needed or (talk.representative_answer is not None and not safe):
        found.append(Problem.REPRESENTATIVE_MAY_NOT_BE_ASKED)
    if Decider.SURVIVOR in needed and talk.survivor_answer != YES:
        found.append(Problem.SURVIVOR_DID_NOT_AGREE)
    if Decider.REPRESENTATIVE in needed and talk.representative_answer != YES:
        found.append(Problem.REPRESENTATIVE_DID_NOT_AGREE)
    return found


def _whom(asked: Asked) -> list[Problem]:
    must_name = asked.restricted or bool(set(asked.barred) & set(asked.members))
    found = whom_problems(asked.members, asked.named, asked.unwanted, restricted=must_name)
    return [*found, *excluded_problems(asked.named, asked.barred)]


def excluded_problems(named: Collection[Id], barred: Collection[Id]) -> list[Problem]:
    """Return what is wrong where somebody is named who must never open the case."""
    return [Problem.EXCLUDED] if set(named) & set(barred) else []


def whom_problems(
    members: Collection[Id], named: Collection[Id], unwanted: Collection[Id], *, restricted: bool
) -> list[Problem]:
    """Return what is wrong with who at the desk is to open it.

    In a restricted case, and where she does not want somebody of the desk, people are named.
    """
    found = []
    if not named and (restricted or set(unwanted) & set(members)):
        found.append(Problem.NAME_WHO_MAY_OPEN)
    if not set(named) <= set(members):
        found.append(Problem.NOT_OF_THAT_UNIT)
    if set(named) & set(unwanted):
        found.append(Problem.SHE_DOES_NOT_WANT_THEM)
    return found


@dataclass(frozen=True, repr=False)
class Invoked:
    """A legal ground as the rules look at it."""

    code: str
    reason: LawReason
    contact: ContactCopy | None
    age: AgeThen | None
    kinds: Sequence[SectionKind]
    sender: UnitKind
    recipient: UnitKind
    refused_by_her: bool
    """She can answer, and has said no to this recipient."""


def ground_problems(grounds: CodeList, invoked: Invoked, today: date) -> tuple[Problem, ...]:
    """Return what keeps the law from standing in for her consent; nothing where it may."""
    entry = grounds.find(invoked.code)
    if entry is None:
        return (Problem.GROUND_UNKNOWN,)
    kinds = {kind.value for kind in invoked.kinds}
    contact_only = entry.flag("identity_contact_only")
    ground = sharing.law(entry.code)
    child = is_child(invoked.age)
    wrong = {
        Problem.NOT_IN_FORCE: not entry.holds_on(today),
        Problem.OUTSIDE_ONLY: entry.flag("outside"),
        Problem.NOT_A_RECIPIENT: invoked.recipient.value not in entry.words("recipients"),
        Problem.NOT_BY_THIS_DESK: invoked.sender.value in entry.words("not_by"),
        Problem.NO_SECTION: not kinds and invoked.contact is None,
        Problem.ABOVE_CEILING: not kinds <= set(entry.words("sections"))
        or (invoked.contact is not None and not contact_only),
        Problem.CONTACT_ONLY: contact_only and SectionKind.IDENTITY.value in kinds,
        Problem.NOT_ALLOWED: not all(
            sharing.may_be_granted(kind, invoked.recipient, ground) for kind in invoked.kinds
        ),
        Problem.NO_REASON: not invoked.reason.reason.strip(),
        Problem.CHILD_ONLY: entry.flag("child_only") and not child,
        Problem.NO_CHILD_VIEW: _owes_child_view(invoked) and not invoked.reason.child_view.strip(),
        Problem.ADULT_REFUSED: invoked.refused_by_her
        and not child
        and invoked.recipient in NEVER_OVERRIDDEN,
    }
    return tuple(problem for problem, is_wrong in wrong.items() if is_wrong)


def outside_problems(
    grounds: CodeList, code: str, reason: LawReason, age: AgeThen | None, today: date
) -> list[Problem]:
    """Return what keeps a ground from carrying a letter to a body outside."""
    entry = grounds.find(code)
    if entry is None or not entry.flag("outside"):
        return [Problem.GROUND_UNKNOWN]
    speaks = age is not None and is_child(age) and age.may_be_from(OWN_SAY_FROM)
    wrong = {
        Problem.NOT_IN_FORCE: not entry.holds_on(today),
        Problem.NO_REASON: not reason.reason.strip(),
        Problem.NO_CHILD_VIEW: speaks and not reason.child_view.strip(),
    }
    return [problem for problem, is_wrong in wrong.items() if is_wrong]


def _owes_child_view(invoked: Invoked) -> bool:
    """Where the law decides about a child who can speak for herself, her own view is written."""
    age = invoked.age
    return age is not None and is_child(age) and age.may_be_from(OWN_SAY_FROM)


def overrides_no(service: str, age: AgeThen | None, *, refused_by_her: bool) -> bool:
    """Say whether asking for this service on a ground would override an adult's no."""
    adult = age is None or not age.may_be_under(CHILD_UNTIL)
    return adult and refused_by_her and service in NEVER_FORCED_SERVICES


def is_unconfirmed(recorded_at: datetime, now: datetime) -> bool:
    """Say whether a ground has waited so long that both managers and the coordinator see it."""
    return now - recorded_at >= CONFIRM_WITHIN
