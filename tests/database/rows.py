"""A table of notes that belong to communes, on metadata of its own."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from casework.database.base import Base, Id16, Moment, OfCommune
from casework.kernel.ids import Id, new_id

OURS, THEIRS = b"o" * 16, b"t" * 16


class Rows(DeclarativeBase):
    """Apart from the models of the product, so that its schema stays what it is."""

    metadata = Base.metadata.__class__(naming_convention=Base.metadata.naming_convention)


class Note(OfCommune, Rows):
    """A row of one commune."""

    __tablename__ = "notes"

    note_id: Mapped[Id] = mapped_column(Id16, primary_key=True, default=new_id)
    text: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime | None] = mapped_column(Moment)
    remarks: Mapped[list["Remark"]] = relationship()


class Remark(OfCommune, Rows):
    """A row that belongs to another row, and says of its own which commune it is of."""

    __tablename__ = "remarks"

    remark_id: Mapped[Id] = mapped_column(Id16, primary_key=True, default=new_id)
    note_id: Mapped[Id] = mapped_column(ForeignKey(Note.note_id))
    text: Mapped[str] = mapped_column(String(40))
