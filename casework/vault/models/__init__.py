"""The vault's tables; each row that can be rolled back is bound by a tip in the log."""

from casework.vault.models.boards import Board
from casework.vault.models.files import (
    Case,
    DirectoryRow,
    Grant,
    Record,
    RotationMark,
    SectionEpoch,
)
from casework.vault.models.keys import Bundle, Slot, UnitWrap
from casework.vault.models.mail import Mail
from casework.vault.models.people import (
    Account,
    Commune,
    Founding,
    MemberCredential,
    UnitCredential,
)
from casework.vault.models.sharing import Consent, DutyPhone, Referral

__all__ = [
    "Account",
    "Board",
    "Bundle",
    "Case",
    "Commune",
    "Consent",
    "DirectoryRow",
    "DutyPhone",
    "Founding",
    "Grant",
    "Mail",
    "MemberCredential",
    "Record",
    "Referral",
    "RotationMark",
    "SectionEpoch",
    "Slot",
    "UnitCredential",
    "UnitWrap",
]
