"""The house's one page: who comes when, two buttons each; digits and icons instead of words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.kernel.clock import LOCAL, format_day
from casework.kernel.codes import Codes
from casework.kernel.ids import Id, id_from_text
from casework.shelter import host_service
from casework.shelter.host_records import AnswerKind, Arrival
from casework.shelter.host_service import Expected
from casework.web.guard import requires
from casework.web.here import hand, house

blueprint = Blueprint("host", __name__)

NEED_ICONS = {
    "SAFE_NIGHT": "bed",
    "DOCTOR": "health",
    "MEDICINE": "pill",
    "FOOD": "bowl",
    "CLOTHES": "shirt",
    "CHILD_CARE": "bottle",
    "TRANSPORT": "car",
    "PHONE": "phone",
    "PAPERS": "paper",
    "INTERPRETER": "message",
    "SOMEONE_TO_TALK": "people",
    "MONEY": "coin",
}
"""What each need of `immediate_needs` looks like."""

EVENING = 17
_HOUR = re.compile(r"\d{1,2}", re.ASCII)


@dataclass(frozen=True)
class Sign:
    """An icon, and the word that a screen reader says for it."""

    icon: str
    words: str


@dataclass(frozen=True, repr=False)
class Card:
    """One guest as the page shows her."""

    letter: Id
    figures: list[dict[str, object]]
    word: str
    needs: list[Sign]
    phone: str
    arrived_at: datetime | None
    called_at: datetime | None


def page() -> str:
    """Return the page of the house whose member is signed in; the workspace shows it first."""
    today = house().clock.now().astimezone(LOCAL).date()
    codes = house().codes
    guests = host_service.expected_guests(house(), hand())
    return render_template("shelter/host.html", guests=[_card(g, codes, today) for g in guests])


def _card(guest: Expected, codes: Codes, today: date) -> Card:
    arrival = guest.arrival
    figures: list[dict[str, object]] = [
        {"icon": "person", "number": arrival.adults, "text": gettext("phụ nữ")}
    ]
    if arrival.children:
        figures.append({"icon": "child", "number": arrival.children, "text": gettext("trẻ em")})
    if arrival.on is not None and arrival.arrived_at is None:
        hour = arrival.hour or f"{arrival.on:%d/%m}"
        figures.append({"icon": "clock", "number": hour, "text": _when(arrival, today)})
    if arrival.until is not None:
        figures.append(
            {"icon": "calendar", "number": f"{arrival.until:%d/%m}", "text": gettext("đến sáng")}
        )
    return Card(
        letter=guest.letter,
        figures=figures,
        word=arrival.word,
        needs=[_sign(need, codes) for need in arrival.needs],
        phone=arrival.phone,
        arrived_at=guest.arrived_at,
        called_at=guest.called_at,
    )


def _when(arrival: Arrival, today: date) -> str:
    begins = _HOUR.match(arrival.hour)
    evening = begins is not None and int(begins[0]) >= EVENING
    near = {
        today: gettext("tối nay") if evening else gettext("hôm nay"),
        today + timedelta(days=1): gettext("ngày mai"),
    }
    return "" if arrival.on is None else str(near.get(arrival.on, format_day(arrival.on)))


def _sign(need: str, codes: Codes) -> Sign:
    return Sign(NEED_ICONS.get(need, "help"), codes["immediate_needs"].label(need))


@blueprint.post("/arrivals/<letter>/arrived")
@requires(Permission.HOST_ANSWER, refusal=404)
def arrived(letter: str) -> Response:
    """She is here."""
    host_service.answer(house(), hand(), id_from_text(letter), AnswerKind.ARRIVED)
    return redirect("/", 303)


@blueprint.post("/arrivals/<letter>/call")
@requires(Permission.HOST_ANSWER, refusal=404)
def call(letter: str) -> Response:
    """The house wants the union to call."""
    host_service.answer(house(), hand(), id_from_text(letter), AnswerKind.CALL_ME)
    return redirect("/", 303)
