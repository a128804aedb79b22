"""One mailbox for all houses and the union: rows of one size that name neither end."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from casework.audit.events import ObjectKind
from casework.crypto.encoding import lp
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label
from casework.database.base import Base, Id16, OfCommune
from casework.kernel.ids import ID_BYTES, Id
from casework.vault.versioned import Bound


def mail_id_of(public: bytes) -> Id:
    """Return the id of the letter that this key (Ed25519, used for one letter) signs."""
    return sha256(lp(Label.MAIL_ID, public))[:ID_BYTES]


class Mail(Bound, OfCommune, Base):
    """One letter: no address, no sender, no time; the log knows since when it lies here.

    Its tip is signed by a key made for this letter alone, of which the id is the fingerprint: the
    log says that this letter was written, and neither by whom nor to whom.
    """

    __tablename__ = "mailbox"
    tip_kind = ObjectKind.MAIL
    kept = True
    passes = True
    id_column = "mail_id"

    mail_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    public: Mapped[bytes] = mapped_column(LargeBinary(32))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    def statement(self) -> bytes:
        return lp(
            Label.MAIL_STATEMENT, self.commune_id, self.mail_id, self.public, sha256(self.sealed)
        )

    def info(self, reader: Id, epoch: int) -> bytes:
        """Return what the seal is bound to: this letter, and the reading unit's epoch."""
        return lp(Label.MAIL, self.commune_id, self.mail_id, reader, epoch)
