"""What a desk needs before it tells the chair: the file, the law's scope, the chair's office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from casework.cases.closing.errors import CaseClosed
from casework.cases.consents.records import LawReason
from casework.cases.consents.rules import Problem
from casework.cases.consents.stand_ins import stand_in_options
from casework.cases.consents.words import SAID
from casework.cases.files import CaseFile
from casework.cases.findings import Findings, content_of, find_out
from casework.cases.records import Child, FirstMinutes, PersonCausingViolence, Reporter, Survivor
from casework.cases.rules.people import is_child
from casework.cases.rules.scope import ScopeFinding
from casework.cases.service import view_case
from casework.kernel.clock import format_moment
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.leadership import rules
from casework.leadership.forms import NoticeForm
from casework.leadership.messages import Chair, get_chair
from casework.leadership.notices import Telling
from casework.leadership.records import YES
from casework.leadership.rules import Standing
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.web.choices import Option

_NAMES = ("name", "other_name", "called", "parent_or_spouse")
_NAMED = (Survivor, PersonCausingViolence, Child, Reporter)
IDS = ("referral_id", "consent_id", "reason_id", "notice_id", "note_id")


@dataclass(frozen=True, repr=False)
class Occasion:
    """One file, seen by whoever is about to tell the chair of it."""

    file: CaseFile
    found: Findings
    where: Standing
    chair: Chair
    confirmers: list[Option]
    """Who may be asked to confirm, where nobody else at the desk holds the file."""

    @property
    def scopes(self) -> list[ScopeFinding]:
        """Why the law covers each person causing violence, or does not."""
        return [person.scope for person in self.found.persons]

    @property
    def received_at(self) -> datetime:
        """When the report came in, as far as the file knows."""
        first = content_of(self.file, FirstMinutes)
        return (first.received_at if first else None) or self.file.opened_at

    def prepare(self, form: NoticeForm) -> None:
        """Give the form what it must know of the file; nothing of it is filled in."""
        form.names = tuple(names_of(self.file))
        form.asks_judgement = self.where is Standing.OPEN
        form.asks_child = is_child(self.found.age)
        if self.file.restricted:
            form["named"].offer(
                Option(id_to_text(member.user), member.name) for member in self.chair.members
            )
        form["confirmer"].offer(self.confirmers)

    def telling(self, form: NoticeForm, ids: dict[str, Id]) -> Telling:
        """Return what the form tells; the form must be valid."""
        notice = form.notice()
        confirmer = form["confirmer"].data
        return Telling(
            **ids,
            chair=self.chair.unit.unit,
            notice=notice,
            reason=LawReason(_reason(form), form["child_view"].data or ""),
            where=self.where,
            named=tuple(id_from_text(user) for user in form["named"].data or ()),
            confirmer=id_from_text(confirmer) if confirmer else None,
        )


def _reason(form: NoticeForm) -> str:
    """Why the law is invoked, as the second person reads it: the hour, or the danger."""
    if form["danger"].data == YES:
        return str(form["danger_why"].data)
    said = f"Nhận tin báo bạo lực gia đình lúc {format_moment(form['received_at'].data)}."
    return " ".join(filter(None, (said, form["judged"].data)))


def fresh_ids() -> dict[str, Id]:
    """Return the ids of one notice, made when its form is shown."""
    return {name: new_id() for name in IDS}


def open_occasion(house: House, hand: Hand, case_id: Id) -> Occasion:
    """Open the file for a notice; raises NotFound, NoChair, and CaseClosed."""
    file = view_case(house, hand, case_id)
    if file.closed_here:
        raise CaseClosed
    found = find_out(house.codes, file, house.clock.now())
    chair = get_chair(house)
    people = stand_in_options(house, file, hand.keyring.unit, chair.unit.unit)
    return Occasion(file, found, standing_of(found), chair, people)


def standing_of(found: Findings) -> Standing:
    """Return whether the law covers the file, from what the file says of each person."""
    return rules.standing(
        (getattr(person.part.content, "relation", None), person.scope.scope)
        for person in found.persons
    )


def names_of(file: CaseFile) -> Iterator[str]:
    """Yield every name of a person that the reader's part of the file knows."""
    for part in file.parts:
        if isinstance(part.content, _NAMED):
            yield from filter(None, (getattr(part.content, name, "") for name in _NAMES))


def problem_words(problem: Problem) -> str:
    """Return what keeps a ground from standing, in words that fit the chair's forms."""
    if problem is Problem.NO_SECOND_PERSON:
        return str(
            gettext(
                "Không còn ai khác xác nhận được, nên chưa gửi qua máy được. Gọi điện cho Chủ tịch "
                "ngay, và ghi vào sổ giấy ai đã nghe, lúc nào."
            )
        )
    return SAID[problem][1]
