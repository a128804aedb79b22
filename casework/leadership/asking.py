"""What the police need before they ask for an order: her yes or the law, and what came before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from casework.access import sharing as access
from casework.access.steps import ReferralState
from casework.cases.consents.records import LawReason
from casework.cases.files import CaseFile
from casework.cases.records import PersonCausingViolence, Survivor
from casework.cases.rules.people import is_child
from casework.kernel.clock import format_day, local_day
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.leadership.order_forms import LAW, RequestForm
from casework.leadership.orders import Asking
from casework.leadership.records import RETURNED, NoContactDecision, NoContactRequest
from casework.leadership.rules import ORDER, Standing
from casework.leadership.telling import Occasion, open_occasion
from casework.vault.agreements import Consent, Referral, is_in_force
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.web.choices import Option

IDS = ("referral_id", "ground_id", "reason_id", "request_id", "note_id")


def fresh_ids() -> dict[str, Id]:
    """Return the ids of one request, made when its form is shown."""
    return {name: new_id() for name in IDS}


@dataclass(frozen=True, repr=False)
class Request:
    """One file, seen by a police officer who is about to ask for an order."""

    occasion: Occasion
    answers: list[Consent]
    """Her standing yeses to the chair, recorded by this desk."""
    before: NoContactRequest | None
    """What the chair has sent back for facts, with the hour at which it was first asked."""

    def prepare(self, form: RequestForm) -> None:
        """Offer what the request may rest on; nothing is chosen beforehand."""
        law = Option(
            LAW,
            "Hành vi đe dọa tính mạng, Chủ tịch tự quyết định",
            "Luật 13/2022/QH15 Đ25.1.b. Người thứ hai của đơn vị xác nhận rồi mới gửi.",
        )
        given = (
            Option(
                id_to_text(consent.consent_id),
                f"Người ấy đồng ý, ghi ngày {format_day(local_day(consent.recorded_at))}",
                "Luật 13/2022/QH15 Đ25.1.a. Chủ tịch mở được cả những phần đã đồng ý. Gửi ngay.",
            )
            for consent in self.answers
        )
        form["basis"].offer([*given, law])
        form.asks_judgement = self.occasion.where is Standing.OPEN
        form.asks_child = is_child(self.occasion.found.age)
        if self.occasion.file.restricted:
            people = self.occasion.chair.members
            form["named"].offer(Option(id_to_text(one.user), one.name) for one in people)
        form["confirmer"].offer(self.occasion.confirmers)

    def begun(self) -> RequestForm:
        """Return the form as it is first shown: what came back, else the two names."""
        if self.before is not None:
            return RequestForm.showing(self.before)
        file = self.occasion.file
        return RequestForm.showing(
            NoContactRequest(
                protected=_name(file, Survivor.schema),
                kept_away=_name(file, PersonCausingViolence.schema),
            )
        )

    def asking(self, form: RequestForm, ids: dict[str, Id]) -> Asking:
        """Return what the form asks for; the form must be valid."""
        content = form.filled(None)
        typed = content if isinstance(content, NoContactRequest) else NoContactRequest()
        basis, confirmer = form["basis"].data, form["confirmer"].data
        return Asking(
            **ids,
            chair=self.occasion.chair.unit.unit,
            request=replace(typed, first_at=self.before.first_at if self.before else None),
            where=self.occasion.where,
            consent=None if basis == LAW else id_from_text(basis),
            reason=LawReason(form["life"].data or "", form["child_view"].data or ""),
            named=tuple(id_from_text(user) for user in form["named"].data or ()),
            confirmer=id_from_text(confirmer) if confirmer else None,
        )


def open_request(house: House, hand: Hand, case_id: Id) -> Request:
    """Open the file for a request; raises NotFound, NoChair, and Forbidden for a closed file."""
    occasion = open_occasion(house, hand, case_id)
    now, file = house.clock.now(), occasion.file
    answers = [
        consent
        for consent in file.agreements.consents.values()
        if consent.ground == access.CONSENT
        and (consent.unit_id, consent.recipient_unit)
        == (hand.keyring.unit, occasion.chair.unit.unit)
        and is_in_force(consent, now)
    ]
    return Request(occasion, answers, _sent_back(file))


def _sent_back(file: CaseFile) -> NoContactRequest | None:
    """Return the newest request if the chair has sent it back, with its first hour."""
    asked = [row for row in file.agreements.referrals.values() if row.service == ORDER]
    newest = max(asked, key=lambda row: row.sent_at, default=None)
    if newest is None or newest.state != ReferralState.DECLINED:
        return None
    answers = (p.content for p in file.parts if p.section_id == newest.answer_section)
    if not any(isinstance(a, NoContactDecision) and a.outcome == RETURNED for a in answers):
        return None
    request = _request_of(file, newest)
    if request is None:
        return None
    first: datetime = request.first_at or newest.sent_at
    return replace(request, first_at=first)


def _request_of(file: CaseFile, row: Referral) -> NoContactRequest | None:
    consent = file.agreements.consent(row.consent_id)
    places = (row.note_section, *consent.section_ids)
    contents = (part.content for part in file.parts if part.section_id in places)
    return next((one for one in contents if isinstance(one, NoContactRequest)), None)


def _name(file: CaseFile, schema: str) -> str:
    part = file.one(schema)
    return str(getattr(part.content, "name", "")) if part else ""
