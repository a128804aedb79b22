"""What waits for somebody: every room below offers its items, and the most urgent come first.

A room that has work to show gets one line in :func:`work_of`; it opens what it names under
events of its own, so nothing is shown here that the log does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.access.steps import ReferralState
from casework.audit.actions import Action
from casework.cases.listing import list_cases
from casework.cases.upcoming import list_upcoming
from casework.health.service import due_of
from casework.health.words import DUE_BASIS, DUE_WORDS
from casework.kernel.clock import format_day, format_moment
from casework.kernel.ids import id_to_text
from casework.referrals.letters.showing import DUE_WORDS as LETTER_WORDS
from casework.referrals.letters.showing import due_of as letters_of
from casework.referrals.listing import desk, risen
from casework.referrals.showing import Line, line_of
from casework.shelter.board_showing import address_of, due_today
from casework.shelter.host_service import answers_for_union
from casework.shelter.store import read as read_board
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.village.service import waiting

_NEVER = datetime.max.replace(tzinfo=UTC)
_NEWS_FOR = timedelta(days=3)
"""How long an answer that came back stands on the first page."""
_ANSWERS = (ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.COMPLETED)


class Group(StrEnum):
    """The headings of the first page, in their order."""

    CALL = "Chưa ai mở – gọi ngay"
    VILLAGE = "Tin báo từ thôn"
    ANSWER = "Phiếu chuyển chờ trả lời"
    CARE = "Khám lại và 72 giờ"
    LETTERS = "Thư gửi nơi ngoài xã"
    RISEN = "Phiếu của xã chưa ai trả lời"
    BEDS = "Chỗ ở hôm nay"
    ANSWERED = "Trả lời vừa về"
    FILES = "Hồ sơ gần đây của đơn vị"


@dataclass(frozen=True)
class WorkItem:
    """One line of work: what it is, where it leads, and by when."""

    text: str
    address: str
    note: str
    at: datetime
    due_at: datetime | None = None
    group: Group = Group.FILES
    basis: str | None = None


def work_of(house: House, hand: Hand) -> list[WorkItem]:
    """Return everything that waits for this hand, most urgent first."""
    rooms = (_referrals, _village, _upcoming, _risen, _beds, _recent_files)
    return by_urgency(item for room in rooms for item in room(house, hand))


def by_urgency(items: Iterable[WorkItem]) -> list[WorkItem]:
    """Return the items by group, then by deadline; what has none follows, newest first."""
    order = list(Group)
    newest_first = sorted(items, key=lambda item: item.at, reverse=True)
    return sorted(newest_first, key=lambda i: (order.index(i.group), i.due_at or _NEVER))


def _referrals(house: House, hand: Hand) -> Iterator[WorkItem]:
    """What waits for an answer of this desk, what nobody has opened, what was answered lately."""
    keyring = hand.keyring
    if not allows(keyring.unit_kind, keyring.role, Permission.REFERRAL_LIST):
        return
    now, found = house.clock.now(), desk(house, hand)
    for line in (line_of(house.codes, face) for face in found.inbox):
        if line.owed:
            yield _item(line, Group.ANSWER, line.face.from_name, line.face.due_at)
    for line in (line_of(house.codes, face) for face in found.drafts):
        yield _item(line, Group.CALL, "Chờ xác nhận, gọi ngay", line.face.due_at)
    for line in (line_of(house.codes, face) for face in found.sent):
        if line.face.phone_next:
            yield _item(line, Group.CALL, f"Gọi {line.face.to_name}", line.face.due_at)
        elif line.face.state in _ANSWERS and line.face.changed_at > now - _NEWS_FOR:
            yield _item(line, Group.ANSWERED, f"{line.face.to_name}: {line.state}", None)


def _village(house: House, hand: Hand) -> Iterator[WorkItem]:
    """Reports that nobody of this desk has dealt with: the village and the hour, no more."""
    keyring = hand.keyring
    if not allows(keyring.unit_kind, keyring.role, Permission.VILLAGE_READ):
        return
    for report in waiting(house, hand):
        yield WorkItem(
            text=f"Tin lúc {format_moment(report.sent_at)}",
            address=f"/village/reports/{id_to_text(report.report_id)}",
            note=report.village,
            at=report.sent_at,
            due_at=None,
            group=Group.VILLAGE,
        )


def _risen(house: House, hand: Hand) -> Iterator[WorkItem]:
    """What has risen to coordination: number, desks, urgency and time, no more."""
    keyring = hand.keyring
    if not allows(keyring.unit_kind, keyring.role, Permission.REFERRAL_ESCALATE):
        return
    for line in (line_of(house.codes, face) for face in risen(house, hand)):
        face = line.face
        note = f"{face.from_name} → {face.to_name} · {line.urgency}"
        yield WorkItem(
            face.number,
            "/referrals/risen",
            note,
            face.sent_at,
            face.due_at,
            Group.RISEN,
            line.basis,
        )


def _upcoming(house: House, hand: Hand) -> Iterator[WorkItem]:
    """What the rooms have planned in the unit's cases, by number only; one look for all."""
    keyring = hand.keyring
    if not allows(keyring.unit_kind, keyring.role, Permission.LETTER_WRITE):
        return
    now, found = house.clock.now(), list_upcoming(house, hand)
    for one, address in letters_of(found, now):
        yield WorkItem(LETTER_WORDS, address, one.number, one.at, one.at, Group.LETTERS)
    for due in due_of(found, now):
        yield WorkItem(
            text=DUE_WORDS[due.kind],
            address=f"/cases/{id_to_text(due.case_id)}#care",
            note=due.number,
            at=due.at,
            due_at=due.at,
            group=Group.CARE,
            basis=DUE_BASIS.get(due.kind),
        )


def _beds(house: House, hand: Hand) -> Iterator[WorkItem]:
    """Who is to come today, and whose nights are over; no house, for others pass by the screen."""
    keyring = hand.keyring
    if not allows(keyring.unit_kind, keyring.role, Permission.SHELTER_VIEW):
        return
    board, answers = read_board(house, hand, Action.WORK_LIST), answers_for_union(house, hand)
    for stay, words in due_today(board, answers, house.clock.now()):
        span = f"{stay.beds} giường · {format_day(stay.from_on)} – {format_day(stay.until_on)}"
        address = address_of(stay) or "/shelter"
        yield WorkItem(words, address, span, house.clock.now(), group=Group.BEDS)


def _item(line: Line, group: Group, who: str, due_at: datetime | None) -> WorkItem:
    return WorkItem(
        text=line.service,
        address=f"{line.address}/call" if group is Group.CALL else line.address,
        note=f"{who} · {line.face.number} · {line.urgency}",
        at=line.face.changed_at,
        due_at=due_at,
        group=group,
        basis=line.basis,
    )


def _recent_files(house: House, hand: Hand) -> Iterator[WorkItem]:
    """The newest page of the unit's own files; one event lists them all."""
    keyring = hand.keyring
    if not allows(keyring.unit_kind, keyring.role, Permission.CASE_OPEN):
        return
    statuses = house.codes["case_statuses"]
    for line in list_cases(house, hand, action=Action.WORK_LIST).lines:
        yield WorkItem(
            text=line.entry.name or line.number,
            address=f"/cases/{id_to_text(line.case_id)}",
            note=f"{line.number} · {statuses.label(line.status)}",
            at=line.listed_at,
        )
