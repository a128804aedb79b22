"""What the commune itself vouches for: its villages, and the entries of code lists it has checked.

Open, since it names nobody of any case; every version stays, signed by whoever wrote it.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from casework.audit.events import ObjectKind
from casework.crypto.encoding import lp, opt
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label
from casework.database.base import Base, Hash32, Id16, OfCommune
from casework.kernel.ids import ID_BYTES, Id
from casework.vault.versioned import Bound

NAME_LENGTH, FORMER_LENGTH, BASIS_LENGTH, VALUE_LENGTH = 80, 300, 200, 40


class VillageState(StrEnum):
    """What a version says of its village."""

    PROPOSED = "proposed"
    """Written down somewhere, vouched for by nobody."""
    USED = "used"
    RETIRED = "retired"


class ConfirmationState(StrEnum):
    """What a version says of its entry."""

    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class Village(Bound, OfCommune, Base):
    """One version of a village: how it is called, by what decision, from which day.

    ``former`` are other names, parted by "; ". ``since_on`` is a day in ISO 8601, empty where
    nobody vouches. ``merged_into`` is the village that a retired one has become a part of.
    """

    __tablename__ = "villages"
    tip_kind = ObjectKind.VILLAGE
    kept = True
    id_column = "village_id"
    version_column = "version"

    village_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    former: Mapped[str] = mapped_column(String(FORMER_LENGTH))
    state: Mapped[str] = mapped_column(String(16))
    basis: Mapped[str] = mapped_column(String(BASIS_LENGTH))
    since_on: Mapped[str] = mapped_column(String(10))
    merged_into: Mapped[Id | None] = mapped_column(Id16)

    def statement(self) -> bytes:
        return lp(
            Label.VILLAGE,
            self.commune_id,
            self.village_id,
            self.version,
            self.name,
            self.former,
            self.state,
            self.basis,
            self.since_on,
            opt(self.merged_into),
        )


class Confirmation(Bound, OfCommune, Base):
    """One version of the commune's word on one entry of a code list.

    ``entry_hash`` binds it to what the entry said then; ``checked_on`` is a day in ISO 8601.
    ``value`` is the commune's own, where it writes one in the place of what was shipped.
    """

    __tablename__ = "confirmations"
    tip_kind = ObjectKind.CONFIRMATION
    kept = True
    id_column = "confirmation_id"
    version_column = "version"

    confirmation_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    list_name: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(40))
    entry_hash: Mapped[bytes] = mapped_column(Hash32)
    state: Mapped[str] = mapped_column(String(16))
    basis: Mapped[str] = mapped_column(String(BASIS_LENGTH))
    checked_on: Mapped[str] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(VALUE_LENGTH), default="", server_default="")

    def statement(self) -> bytes:
        said = (
            self.commune_id,
            self.confirmation_id,
            self.version,
            self.list_name,
            self.code,
            self.entry_hash,
            self.state,
            self.basis,
            self.checked_on,
        )
        if not self.value:
            return lp(Label.CONFIRMATION, *said)
        return lp(Label.CONFIRMATION_VALUE, *said, self.value)


def confirmation_id(commune: Id, list_name: str, code: str) -> Id:
    """Return the id of the one object that speaks of an entry."""
    return sha256(lp(Label.CONFIRMATION_ID, commune, list_name, code))[:ID_BYTES]
