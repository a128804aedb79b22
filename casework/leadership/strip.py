"""The strip on the page of a file: whether the chair knows, since when, and what to press next."""

from __future__ import annotations

from dataclasses import dataclass

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.access.steps import ReferralState
from casework.cases.files import CaseFile
from casework.cases.page import FilePage
from casework.kernel.ids import id_to_text
from casework.leadership.reading import SIGNS, Sign, came_to, is_confirmed
from casework.leadership.rules import CANCEL, NOTICE, ORDER, Standing
from casework.leadership.telling import standing_of
from casework.vault.agreements import Referral
from casework.web.here import house
from casework.web.principal import current_principal


@dataclass(frozen=True)
class Line:
    """One message: where it is read, where it stands, and whether somebody must be phoned."""

    address: str
    sign: Sign
    phone: bool


@dataclass(frozen=True)
class ChairStrip:
    """What a receiving desk sees of the chair."""

    notices: list[Line]
    orders: list[Line]
    cancels: list[Line]
    may_tell: bool
    may_request: bool
    where: Standing


_ROOMS = {NOTICE: "notices", ORDER: "orders", CANCEL: "cancellations"}


def strip_of(page: FilePage) -> ChairStrip | None:
    """Return the strip of an opened file; None for desks that tell the chair nothing."""
    me, file = current_principal(), page.file
    if not allows(me.unit_kind, me.role, Permission.NOTICE_WRITE):
        return None
    held = {door.section_id for door in file.doors}
    rows = [
        row
        for row in file.agreements.referrals.values()
        if row.note_section in held and row.from_unit == me.unit
    ]
    rows.sort(key=lambda row: row.sent_at, reverse=True)
    works = not file.closed_here
    notices, orders, cancels = (
        [_line(file, row) for row in rows if row.service == one] for one in _ROOMS
    )
    may_request = works and allows(me.unit_kind, me.role, Permission.ORDER_REQUEST)
    return ChairStrip(notices, orders, cancels, works, may_request, standing_of(page.findings))


def _line(file: CaseFile, row: Referral) -> Line:
    state = ReferralState(row.state)
    consent = file.agreements.consent(row.consent_id)
    confirmed = is_confirmed(consent, house().clock.now())
    sign = SIGNS[row.service](state, came_to(file.agreements, row), confirmed=confirmed)
    waits = state in (ReferralState.DRAFT, ReferralState.SENT) and row.reached_at is None
    return Line(f"/{_ROOMS[row.service]}/{id_to_text(row.referral_id)}", sign, waits)
