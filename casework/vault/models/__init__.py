"""The vault's tables; each row that can be rolled back is bound by a tip in the log."""

from casework.vault.models.boards import Board
from casework.vault.models.facts import FactBook, FactDue, PendingFact, SettledFact
from casework.vault.models.files import (
    Case,
    DirectoryRow,
    EmergencySeal,
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
from casework.vault.models.reference import Confirmation, Village
from casework.vault.models.reports import VillageReport
from casework.vault.models.sharing import Consent, DutyPhone, Referral

__all__ = [
    "Account",
    "Board",
    "Bundle",
    "Case",
    "Commune",
    "Confirmation",
    "Consent",
    "DirectoryRow",
    "DutyPhone",
    "EmergencySeal",
    "FactBook",
    "FactDue",
    "Founding",
    "Grant",
    "Mail",
    "MemberCredential",
    "PendingFact",
    "Record",
    "Referral",
    "RotationMark",
    "SectionEpoch",
    "SettledFact",
    "Slot",
    "UnitCredential",
    "UnitWrap",
    "Village",
    "VillageReport",
]
