"""What a view hands to a service: the house that serves, and the hand that acts."""

from __future__ import annotations

from typing import cast

from flask import current_app, request

from casework.audit.events import Actor
from casework.kernel.kinds import UnitKind
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.web.principal import current_principal


def house() -> House:
    """Return the house that this application serves."""
    return cast(House, current_app.extensions["casework"])


def hand() -> Hand:
    """Return who acts in this request and the keys they hold; raises NotSignedIn.

    A house's own address would lead to the house, so events by hosts carry none (SECURITY §4).
    """
    principal = current_principal()
    address = None if principal.unit_kind is UnitKind.SHELTER else request.remote_addr
    return Hand(principal.actor(address), principal.keyring)


def stranger() -> Actor:
    """Return who the log names before anybody has signed in: an address and nothing else."""
    return Actor(None, None, None, request.remote_addr)
