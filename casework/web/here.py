"""What a view hands to a service: the house that serves, and the hand that acts."""

from __future__ import annotations

from typing import cast

from flask import current_app, request

from casework.audit.events import Actor
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.web.principal import current_principal


def house() -> House:
    """Return the house that this application serves."""
    return cast(House, current_app.extensions["casework"])


def hand() -> Hand:
    """Return who acts in this request and the keys they hold; raises NotSignedIn.

    That a host's address, unit and name stay out of the log is `casework.vault.veil`'s.
    """
    principal = current_principal()
    return Hand(principal.actor(request.remote_addr), principal.keyring)


def stranger() -> Actor:
    """Return who the log names before anybody has signed in: an address and nothing else."""
    return Actor(None, None, None, request.remote_addr)
