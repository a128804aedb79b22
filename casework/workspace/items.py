"""What waits for somebody: every room below offers its items, and the most urgent come first.

A room that has work to show gets one line in :func:`work_of`.  It offers a look, and what all of
them open is named by one event, so nothing is shown here that the log does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from casework.access.matrix import allows
from casework.access.permissions import Permission
from casework.access.steps import ReferralState
from casework.audit.actions import Action
from casework.cases.listing import CaseLine, look_at_page
from casework.cases.upcoming import ComingUp, look_at_upcoming
from casework.health.service import due_of
from casework.health.words import DUE_BASIS, DUE_WORDS
from casework.kernel.clock import format_day, format_moment
from casework.kernel.codes import CodeList
from casework.kernel.ids import id_to_text
from casework.leadership.reading import SIGNS
from casework.leadership.rules import ENDED, MADE, SUPERVISE
from casework.leadership.upcoming import DUE_BASIS as ENDING_BASIS
from casework.leadership.upcoming import DUE_WORDS as ENDING_WORDS
from casework.leadership.upcoming import TELL_WORDS, untold_of
from casework.leadership.upcoming import due_of as ending_of
from casework.police.rules import SUPERVISE_WITHIN, basis_of, within
from casework.police.upcoming import due_of as supervision_of
from casework.police.upcoming import in_force, running
from casework.referrals.drafts import waiting_in as drafts_in
from casework.referrals.listing import Desk, look_at_desk, look_at_risen
from casework.referrals.reading import Face
from casework.referrals.showing import Line, line_of
from casework.shelter.board_showing import address_of, due_today
from casework.shelter.host_service import Answer, look_at_answers
from casework.shelter.records import HouseBoard
from casework.shelter.store import look as look_at_board
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.vault.keyring import Keyring
from casework.vault.looking import all_of, both, look_and_open, then
from casework.village.rising import Waiting
from casework.village.rising import look_at_risen as look_at_reports
from casework.village.service import look_at_waiting
from casework.village.showing import REPORT_BASIS, RISEN_WORDS
from casework.web.paging import PAGE_SIZE
from casework.workspace.item import Group as Group  # told with what is shown under it
from casework.workspace.item import Offer
from casework.workspace.item import WorkItem as WorkItem
from casework.workspace.item import by_urgency as by_urgency
from casework.workspace.letters import letters_that_wait, recalled_letters

_NEWS_FOR = timedelta(days=3)
"""How long an answer that came back stands on the first page."""
_ANSWERS = (ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.COMPLETED)


def work_of(house: House, hand: Hand) -> list[WorkItem]:
    """Return everything that waits for this hand, most urgent first, opened under one event.

    A desk for which no room has anything to look at opens nothing, and leaves no event.
    """
    rooms = (recalled_letters, _desk, _village, _risen, _beds, _recent_files)
    looks = [look for room in rooms if (look := room(house, hand.keyring)) is not None]
    if not looks:
        return []
    found = look_and_open(house, hand, Action.WORK_LIST, all_of(looks))
    return by_urgency(item for items in found for item in items)


def _desk(house: House, keyring: Keyring) -> Offer:
    """What lies with this desk, what it has sent, and what the rooms have planned in its cases.

    One look for all that is planned, which is told by number only.
    """
    if not allows(keyring.unit_kind, keyring.role, Permission.REFERRAL_LIST):
        return None
    supervises = allows(keyring.unit_kind, keyring.role, Permission.POLICE_WRITE)
    return then(
        both(look_at_desk(house, keyring.unit), look_at_upcoming),
        lambda found: [
            *_of_desk(house, found[0]),
            *_of_upcoming(house, found[1]),
            *(_of_orders(house, *found) if supervises else ()),
        ],
    )


def _of_desk(house: House, found: Desk) -> Iterator[WorkItem]:
    now = house.clock.now()
    for line in (line_of(house.codes, face) for face in found.inbox):
        if line.owed:
            yield _item(line, Group.ANSWER, line.face.from_name, line.face.due_at)
    for line in (line_of(house.codes, face) for face in found.drafts):
        yield _item(line, Group.CALL, "Chờ xác nhận, gọi ngay", line.face.due_at)
    for line in (line_of(house.codes, face) for face in found.sent):
        if line.face.phone_next:
            yield _item(line, Group.CALL, f"Gọi {line.face.to_name}", line.face.due_at)
        elif line.face.state in _ANSWERS and line.face.changed_at > now - _NEWS_FOR:
            yield _item(line, Group.ANSWERED, f"{line.face.to_name}: {_state(line)}", None)


def _village(house: House, keyring: Keyring) -> Offer:
    """Reports that nobody of this desk has dealt with: the village and the hour, no more."""
    if not allows(keyring.unit_kind, keyring.role, Permission.VILLAGE_READ):
        return None
    return then(look_at_waiting(house), lambda found: [*_reports(found)])


def _reports(found: list[Waiting]) -> Iterator[WorkItem]:
    yield from (_report(one) for one in found[:PAGE_SIZE])
    for more in found[PAGE_SIZE:]:
        at, due_at, words = more.sent_at, more.due_at, "Còn tin khác đang chờ"
        yield WorkItem(words, "/village/reports", "", at, due_at, Group.VILLAGE)


def _report(report: Waiting) -> WorkItem:
    return WorkItem(
        text=f"Tin lúc {format_moment(report.sent_at)}",
        address=f"/village/reports/{id_to_text(report.report_id)}",
        note=f"{report.village} · {report.code}{RISEN_WORDS[report.rises_to]}",
        at=report.sent_at,
        due_at=report.due_at,
        group=Group.VILLAGE,
        basis=REPORT_BASIS,
    )


def _risen(house: House, keyring: Keyring) -> Offer:
    """What has risen to coordination: number, desks, urgency and time, no more."""
    if not allows(keyring.unit_kind, keyring.role, Permission.REFERRAL_ESCALATE):
        return None
    looks = both(look_at_risen(house), look_at_reports(house, PAGE_SIZE))
    return then(looks, lambda found: [*_of_risen(house, found[0]), *map(_risen_report, found[1])])


def _of_risen(house: House, faces: Iterable[Face]) -> Iterator[WorkItem]:
    for line in (line_of(house.codes, face) for face in faces):
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


def _risen_report(report: Waiting) -> WorkItem:
    note = f"Tin báo từ thôn · {report.village} → {report.desk}"
    at, due_at = report.sent_at, report.due_at
    return WorkItem(report.code, "/village/risen", note, at, due_at, Group.RISEN, REPORT_BASIS)


def _of_upcoming(house: House, found: list[ComingUp]) -> Iterator[WorkItem]:
    now = house.clock.now()
    for step in supervision_of(house.codes, found, now):
        yield WorkItem(
            step.text, step.address, step.number, step.at, step.at, Group.ORDERS, step.basis
        )
    for one, address in ending_of(found, now):
        yield WorkItem(
            ENDING_WORDS, address, one.number, one.at, one.at, Group.ORDERS, ENDING_BASIS
        )
    for one, address in untold_of(found):
        yield WorkItem(TELL_WORDS, address, one.number, one.at, one.at, Group.ORDERS, ENDING_BASIS)
    for one, address in drafts_in(found):
        words = f"{one.number} · ghi lúc {format_moment(one.at)}"
        yield WorkItem("Phiếu chuyển viết dở", address, words, one.at, group=Group.DRAFTS)
    yield from letters_that_wait(house, found)
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


def _of_orders(house: House, found: Desk, planned: list[ComingUp]) -> Iterator[WorkItem]:
    """What the chair has ordered or ended, and the register of the police does not know yet."""
    now = house.clock.now()
    known, runs = in_force(planned, now), running(planned, now)
    for face in (face for face in found.sent if face.changed_at > now - _NEWS_FOR):
        at = (face.service, face.state)
        if at in MADE and face.case_id not in known:
            due_at = within(house.codes, SUPERVISE_WITHIN, face.changed_at)
            basis = f"{basis_of(house.codes, SUPERVISE_WITHIN)}. Tính từ lúc Chủ tịch ghi vào đây."
            yield _order(face, "Có quyết định: ghi sổ, phân công giám sát", due_at, basis)
        if at in ENDED and face.case_id in runs:
            text = "Quyết định đã hủy bỏ: ghi kết thúc giám sát"
            yield _order(face, text, face.changed_at, None)

    for face in (one for one in found.inbox if one.service == SUPERVISE):
        if face.state is ReferralState.ACCEPTED and face.case_id not in known:
            basis = basis_of(house.codes, SUPERVISE_WITHIN)
            text, address = "Ghi sổ quyết định, phân công giám sát", _register(face)
            yield WorkItem(
                text, address, face.number, face.changed_at, face.due_at, Group.ORDERS, basis
            )


def _register(face: Face) -> str:
    return f"/cases/{id_to_text(face.case_id)}/police/measure"


def _order(face: Face, text: str, due_at: datetime, basis: str | None) -> WorkItem:
    address = f"/orders/{id_to_text(face.referral_id)}"
    return WorkItem(text, address, face.number, face.changed_at, due_at, Group.ORDERS, basis)


def _beds(house: House, keyring: Keyring) -> Offer:
    """Who is to come today, and whose nights are over; no house, for others pass by the screen."""
    if not allows(keyring.unit_kind, keyring.role, Permission.SHELTER_VIEW):
        return None
    return then(
        both(look_at_board, look_at_answers),
        lambda found: [*_of_beds(*found, house.clock.now())],
    )


def _of_beds(board: HouseBoard, answers: list[Answer], now: datetime) -> Iterator[WorkItem]:
    for stay, words in due_today(board, answers, now):
        span = f"{stay.beds} giường · {format_day(stay.from_on)} – {format_day(stay.until_on)}"
        address = address_of(stay) or "/shelter"
        yield WorkItem(words, address, span, now, group=Group.BEDS)


def _state(line: Line) -> str:
    """The chair answers in words of its own."""
    say = SIGNS.get(line.face.service)
    return say(line.face.state, line.face.changed_at, confirmed=True).text if say else line.state


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


def _recent_files(house: House, keyring: Keyring) -> Offer:
    """The newest page of the unit's own files."""
    if not allows(keyring.unit_kind, keyring.role, Permission.CASE_OPEN):
        return None
    statuses = house.codes["case_statuses"]
    return then(look_at_page(), lambda page: [_file(statuses, line) for line in page.lines])


def _file(statuses: CodeList, line: CaseLine) -> WorkItem:
    return WorkItem(
        text=line.entry.name or line.number,
        address=f"/cases/{id_to_text(line.case_id)}",
        note=f"{line.number} · {statuses.label(line.status)}",
        at=line.listed_at,
    )
