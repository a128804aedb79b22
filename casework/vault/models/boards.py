"""A union's board of houses and beds: one sealed row that tells nothing but how often it changed.

Its size is the same for one house and for thirty (``casework.vault.board``); no column names a
house, a case or a number of beds (SECURITY.md P7).
"""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from casework.audit.events import ObjectKind
from casework.crypto.encoding import lp
from casework.crypto.hashing import sha256
from casework.crypto.labels import Label
from casework.database.base import Base, Id16, OfCommune
from casework.kernel.ids import Id
from casework.vault.versioned import Bound


class Board(Bound, OfCommune, Base):
    """Every house, bed and stay of one women's union, sealed whole and anew at each change."""

    __tablename__ = "boards"
    tip_kind = ObjectKind.BOARD
    kept = False
    id_column = "unit_id"
    version_column = "version"

    unit_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int]
    unit_epoch: Mapped[int]
    blob: Mapped[bytes] = mapped_column(LargeBinary)

    def aad(self) -> bytes:
        """What the blob is bound to."""
        return lp(Label.BOARD, self.commune_id, self.unit_id, self.version, self.unit_epoch)

    def statement(self) -> bytes:
        return lp(Label.BOARD_STATEMENT, self.aad(), sha256(self.blob))
