"""A unit's next epoch, as its manager will make one: a fresh secret, wrapped for every member."""

from __future__ import annotations

from dataclasses import replace

from casework.audit.actions import Action
from casework.crypto import hpke
from casework.crypto.derivation import unit_keys
from casework.crypto.hashing import random_bytes
from casework.kernel.ids import new_id
from casework.vault.desk import Hand
from casework.vault.house import House
from casework.vault.models import UnitCredential, UnitWrap
from casework.vault.versioned import sign


def renew_unit(house: House, manager: Hand) -> Hand:
    """Write the next epoch of the manager's unit; returns the manager's hand that knows it."""
    keyring = manager.keyring
    with house.database.read() as db:
        roster = house.roster(db)
    current = roster.unit(keyring.unit).current
    secret, epoch = random_bytes(32), current.epoch + 1
    credential = UnitCredential(
        commune_id=house.commune,
        unit_id=keyring.unit,
        epoch=epoch,
        unit_kind=keyring.unit_kind.value,
        agreement_public=unit_keys(secret).agreement.public,
        recovery_public=current.recovery_public,
        previous_hash=current.statement_hash,
    )
    signed = [sign(credential, keyring.signer)]
    for member in roster.live_members(keyring.unit):
        wrap = UnitWrap(
            commune_id=house.commune,
            wrap_id=new_id(),
            version=1,
            unit_id=keyring.unit,
            epoch=epoch,
            holder_id=member.user,
            holder_number=member.number,
            sealed=b"",
        )
        wrap.sealed = hpke.seal_to(member.agreement_public, secret, wrap.info())
        signed.append(sign(wrap, keyring.signer))
    with house.ledger.entry(manager.actor, Action.UNIT_RENEW) as entry:
        for one in signed:
            one.write(entry)
    secrets = {**keyring.unit_secrets, epoch: secret}
    return Hand(manager.actor, replace(keyring, unit_secrets=secrets, _derived={}))
