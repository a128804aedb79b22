"""Consents whose time is over are ended by the desk that wrote them, as soon as it is about."""

from __future__ import annotations

from casework.cases.consents.service import end_what_is_over
from casework.vault.upkeep import Chore, lapsed_cases

ENDINGS = Chore("endings", lapsed_cases, end_what_is_over)
"""The grants go, the consent says that it has come to its end, and the keys are due to change."""
