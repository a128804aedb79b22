"""A box for a village offers those of the commune, and takes any other name as it is typed."""

from __future__ import annotations

from casework.vault.reference import KnownVillage
from casework.web.fields import LineField
from casework.web.here import house


class VillageField(LineField):
    """One line; the macro `field` draws the villages that there are today beneath it."""

    @property
    def offered(self) -> list[KnownVillage]:
        """Return today's villages, in Vietnamese order."""
        return house().places.offered
