"""An order on the chair's own motion reaches the police who supervise it, by a referral on the law.

The ground is that an order is in force (TT 66/2025/TT-BCA): it opens a copy made for the police,
without a word of why, until the order ends. Whose notice came from the police, reads it there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from casework.access.steps import OPEN, ReferralState
from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases.codec import decode
from casework.cases.consents import grounds
from casework.cases.consents.grounds import Invocation, Written
from casework.cases.consents.records import LawReason
from casework.cases.consents.service import SentTwice
from casework.cases.writing import Writing
from casework.kernel.clock import format_moment
from casework.kernel.errors import Forbidden
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind, UnitKind
from casework.leadership import rules, upcoming
from casework.leadership.errors import NoPolice, NotADecision
from casework.leadership.messages import Message, post
from casework.leadership.records import ISSUED, NoContactDecision, OrderCopy
from casework.referrals.errors import MovedOn
from casework.referrals.records import ReferralNote
from casework.referrals.turning import change_referral
from casework.vault import sharing
from casework.vault.agreements import Referral
from casework.vault.desk import Hand, Plan
from casework.vault.house import House
from casework.vault.rosters import Roster, Unit
from casework.vault.sections import look_into

GROUND, URGENCY = "NO_CONTACT_SUPERVISION", "BY_LAW"
WITHIN = timedelta(hours=1)
"""The first hour of supervision: the police assign somebody (TT 66/2025/TT-BCA)."""
_ASKS = "Nhận, ghi sổ và phân công người giám sát trong 1 giờ; báo lại ở đây ai giám sát."
_TOLD = (ReferralState.DRAFT, *OPEN, ReferralState.COMPLETED)


@dataclass(frozen=True, repr=False)
class Telling:
    """What the police are about to be told; the ids are made when the form is shown."""

    referral_id: Id
    ground_id: Id
    reason_id: Id
    copy_id: Id
    note_id: Id
    copy: OrderCopy
    named: tuple[Id, ...] = ()
    confirmer: Id | None = None
    child_view: str = ""


def police_of(roster: Roster) -> Unit:
    """Return the police who supervise in this commune; raises NoPolice."""
    for unit in roster.units_of(UnitKind.POLICE):
        if roster.live_members(unit.unit):
            return unit
    raise NoPolice


def is_for_police(house: House, from_unit: Id) -> bool:
    """Say whether an order on such a desk's notice has to be told: the police read their own."""
    with house.database.read() as db:
        return house.roster(db).unit(from_unit).kind is not UnitKind.POLICE


def tell_police(house: House, hand: Hand, order: Id, telling: Telling) -> Id:
    """Tell the police of an order; it goes with a second person's yes, the telephone at once.

    Raises NotADecision, NotAGround, NoPolice, MovedOn where no order stands any more or the
    police are told already, Forbidden for whoever did not order. Sent twice, it is told once.
    """
    if problems_of(house, telling.copy):
        raise NotADecision

    def plan(writing: Writing, referral: Referral) -> Plan:
        writing.require_working()
        if writing.knows(ObjectKind.REFERRAL, telling.referral_id):
            raise SentTwice
        police = police_of(writing.roster)
        known = (hand.keyring.unit, rules.NOTICE)
        if (referral.to_unit, referral.service) != known or referral.from_unit == police.unit:
            raise Forbidden
        if not _stands(writing, referral) or _is_told(writing, police.unit):
            raise MovedOn
        consent = grounds.take_up(writing, _invocation(house, telling, police.unit))
        due_at, note = writing.now + WITHIN, [(ReferralNote(asks=_ASKS), telling.note_id)]
        message = Message(telling.referral_id, rules.SUPERVISE, URGENCY, due_at, note)
        post(writing, consent, message)
        writing.plan_ahead([], upcoming.is_telling(order))
        return writing.plan(sharing.ground_of(consent))

    change_referral(house, hand, Action.ORDER_TELL, order, plan)
    return telling.referral_id


def problems_of(house: House, copy: OrderCopy) -> list[tuple[str, str]]:
    """Return what keeps a copy from being one of an order in force, each at its field."""
    found = [
        (name, "Ghi như bản đã ký.")
        for name in ("protected", "kept_away", "number")
        if not getattr(copy, name).strip()
    ]
    signed, until = copy.signed_at, copy.until_at
    if signed is None or until is None:
        return [*found, ("until_at", "Ghi ngày giờ như bản đã ký.")]
    if until <= max(signed, house.clock.now()):
        found.append(("until_at", "Quyết định này đã hết hiệu lực."))
    elif rules.is_too_long(house.codes, signed, until):
        found.append(("until_at", "Mỗi lần cấm tiếp xúc không quá 03 ngày."))
    return found


def _invocation(house: House, telling: Telling, police: Id) -> Invocation:
    copy, basis = telling.copy, house.codes["legal_grounds"][GROUND].basis
    signed = format_moment(copy.signed_at) if copy.signed_at else ""
    said = f"Quyết định cấm tiếp xúc số {copy.number} ký lúc {signed} đang có hiệu lực ({basis})."
    return Invocation(
        consent_id=telling.ground_id,
        record_id=telling.reason_id,
        recipient=police,
        code=GROUND,
        reason=LawReason(said, telling.child_view),
        until_at=copy.until_at,
        named=telling.named,
        confirmer=telling.confirmer,
        written=Written(SectionKind.PROTECTION, copy, telling.copy_id),
    )


def _stands(writing: Writing, referral: Referral) -> bool:
    """Say whether the chair's own order stands on this notice, as its answer says."""
    rows = writing.survey.sections.get(referral.answer_section or b"")
    if referral.state != ReferralState.IN_SERVICE or rows is None:
        return False
    said = [decode(plaintext) for _, plaintext in look_into(writing.hand.keyring, rows)]
    writing.touches([rows.current.section_id])
    return any(isinstance(one, NoContactDecision) and one.outcome == ISSUED for one in said)


def _is_told(writing: Writing, police: Id) -> bool:
    return any(
        (row.service, row.to_unit) == (rules.SUPERVISE, police) and row.state in _TOLD
        for row in writing.survey.agreements.referrals.values()
    )
