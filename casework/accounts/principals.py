"""From an open session to a principal, and a place for what was typed when it locked."""

from __future__ import annotations

from casework.audit.actions import Action
from casework.crypto import blob, hpke
from casework.crypto.derivation import expand
from casework.crypto.encoding import lp
from casework.crypto.labels import Label
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import UnitKind
from casework.vault.errors import RootDiffers, RosterRolledBack
from casework.vault.house import House
from casework.vault.keyring import Keyring
from casework.vault.rosters import Roster
from casework.web.principal import Principal
from casework.web.session_state import SessionState


class PrincipalLoader:
    """Makes the principal of a session whose member still holds the credential they came with."""

    def __init__(self, house: House) -> None:
        self._house = house

    def __call__(self, state: SessionState) -> Principal | None:
        """Return who sits there, or None for somebody whose credential has ended or changed."""
        if state.keyring is None or state.session is None:
            return None
        keyring = Keyring.from_bytes(state.keyring)
        with self._house.database.read() as db:
            roster = self._house.roster(db)
        _require_pins(keyring, roster)
        member = roster.find_member(keyring.user)
        if (
            member is None
            or member.unit != keyring.unit
            or member.number != keyring.number
            or member.role is not keyring.role
        ):
            return None
        return Principal(
            user=member.user,
            name=member.name,
            unit=member.unit,
            unit_kind=member.unit_kind,
            unit_name=roster.unit(member.unit).name,
            role=member.role,
            session=state.session,
            keyring=keyring,
        )


def _require_pins(keyring: Keyring, roster: Roster) -> None:
    """What this session has seen once cannot be unseen: another root, or fewer credentials."""
    if roster.root_public != keyring.pins.root_public:
        raise RootDiffers
    if roster.stamp.count < keyring.pins.credentials:
        raise RosterRolledBack


class SealedFormKeeper:
    """Keeps a form for its author: HPKE to the author outside, the server's own seal inside.

    The inner seal is what a writer to the database cannot make: HPKE does not say who sealed.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._key = expand(house.pepper.secret, lp(Label.KEPT_FORM, "server"))

    def _aad(self, user: Id, form: Id) -> bytes:
        return lp(Label.KEPT_FORM, self._house.commune, user, form)

    def seal(self, user: Id, form: Id, plaintext: bytes) -> bytes | None:
        """Return bytes that only ``user`` can open; raises NotFound for nobody's id.

        Nothing is kept for a house: it types nothing, and the row would tell when it answered.
        """
        with self._house.database.read() as db:
            member = self._house.roster(db).find_member(user)
        if member is None:
            raise NotFound
        if member.unit_kind is UnitKind.SHELTER:
            return None
        aad = self._aad(user, form)
        inner = blob.seal(self._key, Label.KEPT_FORM, plaintext, aad)
        return hpke.seal_to(member.agreement_public, inner, aad)

    def announce(self, principal: Principal) -> None:
        """Commit the event: no plaintext leaves without one, not even one's own."""
        with self._house.ledger.entry(principal.actor(None), Action.FORM_READ):
            pass

    def open(self, principal: Principal, form: Id, sealed: bytes) -> bytes:
        """Return the plaintext; raises Tampered for anything that :meth:`seal` did not make."""
        aad = self._aad(principal.user, form)
        inner = hpke.open_sealed(principal.keyring.agreement, sealed, aad)
        return blob.open_blob(self._key, Label.KEPT_FORM, inner, aad)
