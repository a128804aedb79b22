"""What a running system does for itself each minute, in one worker at a time; it needs no key."""

from __future__ import annotations

import fcntl
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from casework.accounts import service, throttle
from casework.kernel.errors import CaseworkError
from casework.oversight.verification import is_due, verify_everything
from casework.referrals.escalation import escalate
from casework.vault.facts import settle
from casework.vault.house import House
from casework.vault.mailbox import drop_old_letters
from casework.village.rising import mark_risen
from casework.web import shell

EVERY_SECONDS = 60

_LOG = logging.getLogger(__name__)


def keep(house: House) -> None:
    """Sweep what has ended, verify everything once an hour, mark what has risen, settle facts.

    Safe to run at any time.
    """
    now = house.clock.now()
    shell.sweep(house.settings, house.database, now)
    with house.database.write() as db:
        service.sweep_joinings(db, now)
        throttle.sweep_attempts(db, now)
        drop_old_letters(db, now)
        db.commit()
    if is_due(house) and not verify_everything(house).sound:
        _LOG.error("the log or what it speaks of is not sound: writing is halted")
    elif not house.ledger.is_halted:
        escalate(house)
        settle(house)
        mark_risen(house)


def start_keeping(house: House) -> threading.Thread:
    """Verify once and then keep the house each minute, in a thread that ends with its process."""
    thread = threading.Thread(target=_keep_for_ever, args=(house,), daemon=True, name="keeper")
    thread.start()
    return thread


def _keep_for_ever(house: House) -> None:
    first, pause = True, threading.Event()
    while True:
        with _alone(house) as mine:
            if mine:
                _keep_quietly(house, verify=first)
        first = False
        pause.wait(EVERY_SECONDS)


def _keep_quietly(house: House, *, verify: bool) -> None:
    """A minute that fails is not the last: the next one tries again."""
    try:
        if verify and not verify_everything(house).sound:
            _LOG.error("the log or what it speaks of is not sound: writing is halted")
        keep(house)
    except CaseworkError as error:
        _LOG.error("the minute's housekeeping failed: %s", error.code)


@contextmanager
def _alone(house: House) -> Iterator[bool]:
    """Say whether this process is the one that keeps the house now."""
    with (house.settings.instance / "keeper.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
