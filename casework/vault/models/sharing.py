"""The open face of consents, referrals and the duty rota; what was said lies in sealed sections.

Every version of a consent and of a referral stays: who agreed, sent, accepted, declined or
withdrew is the history that a reader holds the newest version against.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.audit.events import ObjectKind
from casework.crypto.encoding import lp, opt
from casework.crypto.labels import Label
from casework.database.base import Base, Id16, Moment, OfCommune
from casework.kernel.ids import ID_BYTES, Id
from casework.vault.versioned import Bound


def pack(ids: tuple[Id, ...]) -> bytes:
    """Return ids in their one canonical form: each once, in order, end to end."""
    return b"".join(sorted(set(ids)))


def unpack(packed: bytes) -> tuple[Id, ...]:
    """Return the ids that :func:`pack` laid end to end."""
    return tuple(packed[at : at + ID_BYTES] for at in range(0, len(packed), ID_BYTES))


class Consent(Bound, OfCommune, Base):
    """One answer about one recipient, or one legal ground invoked towards it.

    ``sections`` and ``receivers`` are ids end to end: what may be handed over, and to whom (the
    recipient unit, or named users of it). ``section_id`` holds what was said.
    """

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_unit", "commune_id", "unit_id", "state"),)
    tip_kind = ObjectKind.CONSENT
    kept = True
    id_column = "consent_id"
    version_column = "version"

    consent_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[Id] = mapped_column(Id16, index=True)
    section_id: Mapped[Id] = mapped_column(Id16)
    unit_id: Mapped[Id] = mapped_column(Id16)
    recipient_unit: Mapped[Id] = mapped_column(Id16)
    ground: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20))
    sections: Mapped[bytes] = mapped_column(LargeBinary)
    receivers: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    until_at: Mapped[datetime | None] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)

    @property
    def section_ids(self) -> tuple[Id, ...]:
        """The sections that may be handed over."""
        return unpack(self.sections)

    @property
    def receiver_ids(self) -> tuple[Id, ...]:
        """The recipient unit, or the users of it who were chosen by name."""
        return unpack(self.receivers)

    def terms(self) -> bytes:
        """What no later version may change."""
        return lp(
            Label.CONSENT_TERMS,
            self.commune_id,
            self.consent_id,
            self.case_id,
            self.section_id,
            self.unit_id,
            self.recipient_unit,
            self.ground,
            self.sections,
            self.receivers,
            self.recorded_at,
            opt(self.until_at),
        )

    def statement(self) -> bytes:
        return lp(Label.CONSENT, self.terms(), self.version, self.state, self.changed_at)


class Referral(Bound, OfCommune, Base):
    """One desk asks another for one service, on one consent or ground."""

    __tablename__ = "referrals"
    __table_args__ = (
        Index("ix_referrals_to", "commune_id", "to_unit"),
        Index("ix_referrals_from", "commune_id", "from_unit"),
    )
    tip_kind = ObjectKind.REFERRAL
    kept = True
    id_column = "referral_id"
    version_column = "version"

    referral_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[Id] = mapped_column(Id16, index=True)
    consent_id: Mapped[Id] = mapped_column(Id16)
    from_unit: Mapped[Id] = mapped_column(Id16)
    to_unit: Mapped[Id] = mapped_column(Id16)
    note_section: Mapped[Id] = mapped_column(Id16)
    answer_section: Mapped[Id | None] = mapped_column(Id16)
    service: Mapped[str] = mapped_column(String(40))
    urgency: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(40))
    sent_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    reached_at: Mapped[datetime | None] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)

    def terms(self) -> bytes:
        """What no version after the sending may change."""
        return lp(
            Label.REFERRAL_TERMS,
            self.commune_id,
            self.referral_id,
            self.case_id,
            self.consent_id,
            self.from_unit,
            self.to_unit,
            self.note_section,
            self.service,
            self.urgency,
            self.sent_at,
            self.due_at,
        )

    def statement(self) -> bytes:
        return lp(
            Label.REFERRAL,
            self.terms(),
            self.version,
            self.state,
            opt(self.answer_section),
            self.outcome,
            opt(self.reached_at),
            self.changed_at,
        )


class DutyPhone(Bound, OfCommune, Base):
    """Who of a unit answers which phone from when until when; staff numbers, never a survivor's."""

    __tablename__ = "duty_phones"
    __table_args__ = (Index("ix_duty_phones_unit", "commune_id", "unit_id", "until_at"),)
    tip_kind = ObjectKind.DUTY
    kept = False
    id_column = "shift_id"
    version_column = "version"

    shift_id: Mapped[Id] = mapped_column(Id16, primary_key=True)
    version: Mapped[int]
    unit_id: Mapped[Id] = mapped_column(Id16)
    user_id: Mapped[Id] = mapped_column(Id16)
    phone: Mapped[str] = mapped_column(String(20))
    from_at: Mapped[datetime] = mapped_column(Moment)
    until_at: Mapped[datetime] = mapped_column(Moment)

    def statement(self) -> bytes:
        return lp(
            Label.DUTY_PHONE,
            self.commune_id,
            self.shift_id,
            self.version,
            self.unit_id,
            self.user_id,
            self.phone,
            self.from_at,
            self.until_at,
        )
