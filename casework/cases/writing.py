"""One event's worth of writing into a case: sections begun or renewed, records sealed into them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from casework.audit.events import Ground, ObjectKind
from casework.cases.codec import SealedRecord, encode
from casework.database.base import Base
from casework.kernel.errors import Forbidden, NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.vault import cases, directory, sections
from casework.vault.agreements import Consent, Referral
from casework.vault.desk import Hand, Plan, unchanged
from casework.vault.directory import CaseListing, DirectoryEntry
from casework.vault.facts import mark_due
from casework.vault.house import House
from casework.vault.rosters import Roster
from casework.vault.sections import Draft, OpenSection
from casework.vault.sharing import TakenBack, own_receivers
from casework.vault.survey import SectionRows, Survey
from casework.vault.versioned import Bound, Signed


class Writing:
    """Gathers the rows of one plan; nothing is written before the plan is carried out."""

    def __init__(self, house: House, hand: Hand, roster: Roster, survey: Survey) -> None:
        self.house = house
        self.hand = hand
        self.roster = roster
        self.survey = survey
        self.now: datetime = house.clock.now()
        self._put: list[Signed] = []
        self._end: list[Bound] = []
        self._sections: list[Id] = []
        self._beside: list[Base] = []

    def require_working(self) -> None:
        """Raise NotFound for a unit that holds nothing here, Forbidden for a closed case."""
        if not self.survey.joined_by(self.hand.keyring):
            raise NotFound
        if self.survey.case.status == cases.CLOSED:
            raise Forbidden

    def knows(self, kind: ObjectKind, object_id: Id) -> bool:
        """Say whether the case has heard of an object: a form that was sent twice."""
        return (kind, object_id) in self.survey.versions

    def begin(self, kind: SectionKind, section_id: Id | None = None) -> OpenSection:
        """Begin a section of the unit's own: one owner, one kind, one audience."""
        keyring, case_id = self.hand.keyring, self.survey.case.case_id
        section = sections.first_epoch(keyring, self.house.commune, case_id, kind, section_id)
        receivers = own_receivers(keyring, self.roster, self.survey)
        self._put += sections.start_section(keyring, self.roster, section, receivers)
        self._sections.append(section.epoch.section_id)
        return section

    def renew(self, rows: SectionRows) -> OpenSection:
        """Return an own section under a key that is fit for writing, changed where it must be."""
        self._sections.append(rows.current.section_id)
        keyring = self.hand.keyring
        if not sections.needs_rotation(self.roster, rows):
            return OpenSection(rows.current, sections.key_of(keyring, rows))
        rotated = sections.rotate(keyring, self.roster, rows)
        self._put += rotated.signed
        self._end += rotated.ended
        return rotated.section

    def own(self, kind: SectionKind) -> OpenSection:
        """Return the unit's own section of a kind, begun if there is none."""
        rows = self.survey.owned_by(self.hand.keyring.unit, kind)
        return self.begin(kind) if rows is None else self.renew(rows)

    def seal(
        self, section: OpenSection, record: SealedRecord, record_id: Id, version: int = 1
    ) -> None:
        """Seal one version of a record into a section."""
        draft = Draft(encode(record), record_id, version)
        self._put.append(sections.make_record(self.hand.keyring, section, draft, self.now))

    def relist(self, entry: DirectoryEntry) -> None:
        """Renew what the unit finds the case by, for everybody who holds it there."""
        keyring, survey = self.hand.keyring, self.survey
        known = survey.directory_of(keyring.unit)
        listed_at = known[0].listed_at if known else self.now
        listing = CaseListing(self.house.commune, survey.case.case_id, listed_at)
        own = own_receivers(keyring, self.roster, survey)
        holders = [row.holder_id for row in known] or [to.receiver for to in own]
        self._put += directory.make_rows(keyring, self.roster, listing, entry, holders, known)

    def put(self, *signed: Signed) -> None:
        """Add rows that were signed elsewhere."""
        self._put += signed

    def take_back(self, taken: TakenBack) -> None:
        """Add the end of grants, and the marks by which their keys change."""
        self._put += taken.marks
        self._end += taken.end
        self._sections += taken.sections

    def beside(self, *rows: Base) -> None:
        """Add rows that no tip names (``vault.facts``)."""
        self._beside += rows

    def touches(self, section_ids: Iterable[Id]) -> None:
        """Name sections that the event changes without writing into them."""
        self._sections += section_ids

    def plan(self, ground: Ground | None = None) -> Plan:
        """Return the plan; it is made anew if somebody writes to the case first."""
        return Plan(
            self._put,
            self._end,
            cases=[self.survey.case.case_id],
            sections=list(dict.fromkeys(self._sections)),
            ground=ground,
            beside=self._beside or self._fact_due(),
            holds=unchanged(self.survey),
        )

    def _fact_due(self) -> list[Base]:
        """What a consent or referral changes of the case's fact, its lead tells later."""
        if not any(isinstance(signed.row, Consent | Referral) for signed in self._put):
            return []
        return [mark_due(self.house.commune, self.survey.case.case_id)]
