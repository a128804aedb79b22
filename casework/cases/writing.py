"""One event's worth of writing into a case: sections begun or renewed, records sealed into them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from casework.audit.events import Ground, ObjectKind
from casework.cases import exclusions
from casework.cases.closing.errors import CaseClosed
from casework.cases.codec import SealedRecord, encode
from casework.cases.exclusions import Known
from casework.database.base import Base
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.vault import agenda, cases, directory, sections
from casework.vault.agenda import Replaces, Upcoming, is_agenda
from casework.vault.agreements import Consent, Grant, Referral
from casework.vault.audience import (
    barred_from,
    goes_by_name,
    own_holders,
    own_receivers,
    settled,
)
from casework.vault.desk import Hand, Plan, unchanged
from casework.vault.directory import CaseListing, DirectoryEntry
from casework.vault.facts import mark_due
from casework.vault.house import House
from casework.vault.keyring import Keyring
from casework.vault.rosters import Roster
from casework.vault.section_rows import SectionRows
from casework.vault.sections import Draft, OpenSection
from casework.vault.sharing import TakenBack
from casework.vault.surveyed import Survey
from casework.vault.versioned import Bound, Signed


class Writing:
    """Gathers the rows of one plan; nothing is written before the plan is carried out."""

    def __init__(self, house: House, hand: Hand, roster: Roster, survey: Survey) -> None:
        self.house = house
        self.hand = hand
        self.roster = roster
        self.survey = survey
        self.now: datetime = house.clock.now()
        self.know(exclusions.known(hand.keyring, survey))
        self._renewed: dict[Id, OpenSection] = {}
        self._put: list[Signed] = []
        self._end: list[Bound] = []
        self._sections: list[Id] = []
        self._beside: list[Base] = []
        self._planned = False

    def know(self, known: Known) -> None:
        """Plan by this knowledge of who is excluded; at first by what the lists say."""
        self.known = known
        self.survey.barred = known.barred

    def require_joined(self) -> None:
        """Raise NotFound for a unit that holds nothing here.

        Somebody who is excluded finds nothing here either, whatever key is still about.
        """
        excluded = self.hand.keyring.user in barred_from(self.survey)
        if excluded or not self.survey.joined_by(self.hand.keyring):
            raise NotFound

    def require_working(self) -> None:
        """Raise NotFound for a unit that holds nothing here, CaseClosed for the lead that closed.

        Whoever else works on the case goes on: closing cuts no help short.
        """
        self.require_joined()
        if cases.is_closed_to(self.survey.case, self.hand.keyring.unit):
            raise CaseClosed

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
        section_id, keyring = rows.current.section_id, self.hand.keyring
        if section_id not in self._renewed:
            self._sections.append(section_id)
            self._renewed[section_id] = self._renew(keyring, rows)
        return self._renewed[section_id]

    def _renew(self, keyring: Keyring, rows: SectionRows) -> OpenSection:
        to = settled(keyring, self.roster, self.survey, rows)
        held = {grant.receiver_id for grant in rows.grants}
        if held == {one.receiver for one in to} and not sections.needs_rotation(self.roster, rows):
            return OpenSection(rows.current, sections.key_of(keyring, rows))
        rotated = sections.rotate(keyring, self.roster, rows, to)
        self._put += rotated.signed
        self._end += rotated.ended
        return rotated.section

    def own(self, kind: SectionKind) -> OpenSection:
        """Return the unit's own section of a kind, begun if there is none.

        Where the writer does not hold it another one follows it, with no key to what was before.
        """
        rows = self.survey.owned_by(self.hand.keyring.unit, kind)
        if rows is None:
            return self.begin(kind)
        if rows.grant_to((self.hand.keyring.unit, self.hand.keyring.user)) is None:
            return self.follow(rows)
        return self.renew(rows)

    def follow(self, rows: SectionRows) -> OpenSection:
        """Begin the section in which the writing goes on from now, sealed off from this one."""
        section_id = self.survey.id_after(rows.current.section_id)
        if section_id not in self._renewed:
            kind = SectionKind(rows.current.kind)
            self._renewed[section_id] = self.begin(kind, section_id)
        return self._renewed[section_id]

    def of_record(self, kind: SectionKind, record_id: Id) -> OpenSection:
        """Return the own section of a record that stands already, else where new ones go."""
        for rows in self.survey.sections.values():
            own = (rows.current.owner_unit, rows.current.kind) == (self.hand.keyring.unit, kind)
            if own and any(record.record_id == record_id for record in rows.records):
                return self.renew(rows)
        return self.own(kind)

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
        holders = own_holders(keyring, self.roster, survey)
        self._put += directory.make_rows(keyring, self.roster, listing, entry, holders, known)
        self.end(*(row for row in known if row.holder_id not in holders))

    def put(self, *signed: Signed) -> None:
        """Add rows that were signed elsewhere."""
        self._put += signed

    def end(self, *rows: Bound) -> None:
        """End rows, each once."""
        ending = {(row.tip_kind, row.tip_id) for row in self._end}
        self._end += [row for row in rows if (row.tip_kind, row.tip_id) not in ending]

    def take_back(self, taken: TakenBack) -> None:
        """Add the end of grants, and the marks by which their keys change."""
        self._put += taken.marks
        self.end(*taken.end)
        self._sections += taken.sections

    def beside(self, *rows: Base) -> None:
        """Add rows that no tip names (``vault.facts``)."""
        self._beside += rows

    def plan_ahead(self, items: Sequence[Upcoming], replaces: Replaces) -> None:
        """Tell the unit's first page what comes up in the case; nothing ends what it told.

        ``replaces`` says which kinds the caller answers for: what other rooms planned stays.
        """
        keyring, roster = self.hand.keyring, self.roster
        renewed = agenda.renew(keyring, roster, self.survey, items, self.now, replaces)
        self._planned = True
        self._put += renewed.put
        self.end(*renewed.end)

    def touches(self, section_ids: Iterable[Id]) -> None:
        """Name sections that the event changes without writing into them."""
        self._sections += section_ids

    def plan(self, ground: Ground | None = None) -> Plan:
        """Return the plan; it is made anew if somebody writes to the case first."""
        self._keep_to_names()
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

    def _keep_to_names(self) -> None:
        """Where the unit's people hold the case by name, leave nothing of it to the whole unit.

        A unit does so at its first write after the case was restricted, or somebody of it
        excluded: only it can change the keys of what it wrote.
        """
        unit, keyring = self.hand.keyring.unit, self.hand.keyring
        if not goes_by_name(self.roster, self.survey, unit):
            return
        for rows in self.survey.sections.values():
            units = any(grant.receiver_id in self.roster.units for grant in rows.grants)
            if rows.current.owner_unit == unit and units and self._fresh(rows):
                self.renew(rows)
        listed = [row for row in self.survey.directory_of(unit) if row.holder_id == unit]
        told = [is_agenda(one.row) for one in self._put if one.tip.kind is ObjectKind.DIRECTORY]
        if listed and False not in told:
            self.relist(directory.look_into(keyring, listed[0]))
        if not self._planned:
            kept = agenda.keep_to_names(keyring, self.roster, self.survey, self.now)
            self._put += kept.put
            self.end(*kept.end)

    def _fresh(self, rows: SectionRows) -> bool:
        """Say whether the writer can change the key, and has handed out no copy of it just now."""
        section_id, keyring = rows.current.section_id, self.hand.keyring
        handed = {one.row.section_id for one in self._put if isinstance(one.row, Grant)}
        held = rows.grant_to((keyring.unit, keyring.user)) is not None
        return held and (section_id not in handed or section_id in self._renewed)
