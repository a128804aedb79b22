"""Making credentials: founding a commune, activating a unit, taking a person in.

Each function returns signed rows; who may sign which is checked by every reader (rosters.py).
Private halves of root and recovery keys leave this module only as printed SLIP-39 shares.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from casework.crypto import hpke, shares, signatures
from casework.crypto.codewords import format_code, parse_code
from casework.crypto.derivation import invitation_keys, unit_keys
from casework.crypto.errors import BadCode
from casework.crypto.hashing import random_bytes
from casework.kernel.ids import Id, new_id
from casework.kernel.kinds import Role, UnitKind
from casework.vault import house_names
from casework.vault.bundles import BundleContents
from casework.vault.errors import InvitationSpent
from casework.vault.keyring import Keyring
from casework.vault.models import (
    Account,
    Commune,
    Founding,
    MemberCredential,
    UnitCredential,
    UnitWrap,
)
from casework.vault.reference import proposed_village
from casework.vault.rosters import Roster
from casework.vault.versioned import Signed, Signer, sign

RECOVERY_HOLDER_NUMBER = 0


@dataclass(frozen=True)
class UnitPlan:
    """A unit that a founding is to make: its kind and the name that people read."""

    kind: UnitKind
    name: str


@dataclass(frozen=True, repr=False)
class UnitPapers:
    """What is printed for one unit at its founding, and kept nowhere else."""

    kind: UnitKind
    name: str
    code: str
    recovery_shares: tuple[str, str, str]


@dataclass(frozen=True, repr=False)
class FoundedCommune:
    """The signed beginnings of a commune and the papers that go with them."""

    signed: list[Signed]
    root_public: bytes
    root_shares: tuple[str, str, str]
    papers: list[UnitPapers]


@dataclass(frozen=True, repr=False)
class FoundedHouse:
    """A house's founding, signed by a manager of the union, and its papers."""

    signed: Signed
    papers: UnitPapers


def found_commune(
    commune: Id,
    name: str,
    units: Iterable[UnitPlan],
    log_public: bytes,
    at: datetime,
    expires_at: datetime,
    villages: Iterable[str] = (),
) -> FoundedCommune:
    """Make the commune's root, sign its unit shells, and forget the root's private half.

    ``villages`` are names that it proposes, until the keeper of the reference data has checked.
    """
    root = signatures.generate()
    signer = Signer(commune, root.private)
    row = Commune(
        commune_id=commune,
        name=name,
        root_public=root.public,
        log_public=log_public,
        founded_at=at,
    )
    signed = [sign(row, signer)]
    papers = []
    for unit in units:
        founding, paper = _found_unit(commune, unit, root.public, expires_at)
        signed.append(sign(founding, signer))
        papers.append(paper)
    signed += [sign(proposed_village(commune, new_id(), name), signer) for name in villages]
    return FoundedCommune(signed, root.public, shares.split(root.private), papers)


def _found_unit(
    commune: Id, unit: UnitPlan, root_public: bytes, expires_at: datetime
) -> tuple[Founding, UnitPapers]:
    code = random_bytes(16)
    recovery = hpke.generate()
    row = Founding(
        commune_id=commune,
        invitation_id=new_id(),
        unit_id=new_id(),
        unit_kind=unit.kind.value,
        unit_name=unit.name,
        invitation_public=invitation_keys(code, root_public).public,
        recovery_public=recovery.public,
        expires_at=expires_at,
    )
    papers = UnitPapers(unit.kind, unit.name, format_code(code), shares.split(recovery.private))
    return row, papers


def found_house(keyring: Keyring, roster: Roster, expires_at: datetime) -> FoundedHouse:
    """Found the shell of a house as a manager of the women's union; it is called by a number."""
    plan = UnitPlan(UnitKind.SHELTER, house_names.next_house_name(roster))
    founding, papers = _found_unit(roster.commune, plan, roster.root_public, expires_at)
    return FoundedHouse(sign(founding, keyring.signer), papers)


def get_founding(roster: Roster, code: str, at: datetime) -> Founding:
    """Return the unused founding invitation that ``code`` opens under this commune's root.

    Raises BadCode for a code that opens none, InvitationSpent for one that is used or out of
    date.  The keys are bound to the root: a code of another commune opens nothing here.
    """
    public = invitation_keys(parse_code(code), roster.root_public).public
    for founding in roster.foundings.values():
        if founding.invitation_public == public:
            if roster.units[founding.unit_id].epochs or at > founding.expires_at:
                raise InvitationSpent
            return founding
    raise BadCode


@dataclass(frozen=True)
class Newcomer:
    """Who is taken in: names, and the public halves of keys made on their own screen."""

    user: Id
    username: str
    name: str
    agreement_public: bytes
    signing_public: bytes


def newcomer(user: Id, username: str, name: str, contents: BundleContents) -> Newcomer:
    """Describe the owner of ``contents`` by public halves only."""
    return Newcomer(user, username, name, contents.agreement_public, contents.signing_public)


@dataclass(frozen=True, repr=False)
class ActivatedUnit:
    """A unit's first epoch: its secret (32 bytes) and the rows that establish it."""

    secret: bytes
    signed: list[Signed]


def activate_unit(
    founding: Founding, code: str, root_public: bytes, manager: Newcomer, at: datetime
) -> ActivatedUnit:
    """Found the unit's first epoch and its first manager with the invitation's key."""
    invitation = invitation_keys(parse_code(code), root_public)
    signer = Signer(founding.invitation_id, invitation.private)
    secret = random_bytes(32)
    unit = UnitCredential(
        commune_id=founding.commune_id,
        unit_id=founding.unit_id,
        epoch=1,
        unit_kind=founding.unit_kind,
        agreement_public=unit_keys(secret).agreement.public,
        recovery_public=founding.recovery_public,
        previous_hash=None,
    )
    recovery = UnitWrap(
        commune_id=founding.commune_id,
        wrap_id=new_id(),
        version=1,
        unit_id=founding.unit_id,
        epoch=1,
        holder_id=founding.unit_id,
        holder_number=RECOVERY_HOLDER_NUMBER,
        sealed=b"",
    )
    recovery.sealed = hpke.seal_to(founding.recovery_public, secret, recovery.info())
    signed = [sign(unit, signer)]
    signed += _admit(founding.commune_id, founding.unit_id, manager, Role.MANAGER, signer, at)
    signed.append(_wrap(founding.commune_id, founding.unit_id, 1, secret, manager, signer))
    signed.append(sign(recovery, signer))
    return ActivatedUnit(secret, signed)


def admit_member(
    keyring: Keyring, commune: Id, person: Newcomer, role: Role, at: datetime
) -> list[Signed]:
    """Take a person into the manager's own unit: credential, name, and the unit's secret."""
    epoch = max(keyring.unit_secrets)
    secret = keyring.unit_secrets[epoch]
    return [
        *_admit(commune, keyring.unit, person, role, keyring.signer, at),
        _wrap(commune, keyring.unit, epoch, secret, person, keyring.signer),
    ]


def _admit(
    commune: Id, unit: Id, person: Newcomer, role: Role, signer: Signer, at: datetime
) -> list[Signed]:
    credential = MemberCredential(
        commune_id=commune,
        user_id=person.user,
        number=1,
        unit_id=unit,
        role=role.value,
        agreement_public=person.agreement_public,
        signing_public=person.signing_public,
        from_at=at,
        until_at=None,
    )
    account = Account(
        commune_id=commune,
        user_id=person.user,
        version=1,
        username=person.username,
        name=person.name,
    )
    return [sign(credential, signer), sign(account, signer)]


def _wrap(
    commune: Id, unit: Id, epoch: int, secret: bytes, person: Newcomer, signer: Signer
) -> Signed:
    row = UnitWrap(
        commune_id=commune,
        wrap_id=new_id(),
        version=1,
        unit_id=unit,
        epoch=epoch,
        holder_id=person.user,
        holder_number=1,
        sealed=b"",
    )
    row.sealed = hpke.seal_to(person.agreement_public, secret, row.info())
    return sign(row, signer)
