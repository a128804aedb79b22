"""What a desk owes its files is done after its first page has gone out, and never keeps it waiting.

Each time my work is shown, up to ``MOST`` cases or for ``LONGEST``, whichever ends first; what is
left waits for the next time. Where nothing is due, nobody asks again for a while.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from typing import cast

from flask import Flask, current_app
from werkzeug.wrappers import Response

from casework.cases.consents.upkeep import ENDINGS
from casework.cases.counting import FACTS
from casework.cases.upkeep import ROTATION
from casework.kernel.errors import CaseworkError
from casework.kernel.ids import Id
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.vault.upkeep import SEALS, Upkeep

MOST = 20
LONGEST = timedelta(milliseconds=500)
REST = timedelta(minutes=10)

CHORES = (ENDINGS, ROTATION, SEALS, FACTS)
"""In this order: what has ended makes a key due, and a new key brings its own seal."""

_EXTENSION = "casework_upkeep"
_LOG = logging.getLogger(__name__)


class Caretaker:
    """One process's upkeep, and until when it rests for whom."""

    def __init__(self) -> None:
        self._upkeep = Upkeep(CHORES)
        self._rests: dict[Id, datetime] = {}

    def look_after(self, house: House, hand: Hand) -> None:
        """Do a bounded piece of what is due; a failure is written down and shows on no page."""
        user, now = hand.keyring.user, house.clock.now()
        if user in self._rests and now < self._rests[user]:
            return
        ends = time.monotonic() + LONGEST.total_seconds()
        try:
            tried = self._upkeep.catch_up(house, hand, MOST, lambda: time.monotonic() < ends)
        except CaseworkError as error:
            _LOG.error("upkeep stopped: %s", error.code)
            return
        if tried == 0:
            self._rests[user] = now + REST


def install(app: Flask) -> None:
    """Give the application its caretaker."""
    app.extensions[_EXTENSION] = Caretaker()


def look_after_sending(response: Response, house: House, hand: Hand) -> Response:
    """Let the caretaker work once the page has been sent."""
    caretaker = cast(Caretaker, current_app.extensions[_EXTENSION])
    response.call_on_close(lambda: caretaker.look_after(house, hand))
    return response
