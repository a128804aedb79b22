"""She says at any desk that a body outside shall have no letter: heard by every desk of the case.

The desk that writes a letter is the only one that knows of it. So whoever hears her "no more" says
it to all desks that work on the case, in a section that holds nothing else; each holds its own
letters against it, and nobody learns whether there were any.
"""

from __future__ import annotations

from collections.abc import Iterable

from casework.access import sharing as access
from casework.audit.actions import Action
from casework.audit.events import ObjectKind
from casework.cases.codec import SealedRecord, decode
from casework.cases.consents.service import SentTwice, change_case
from casework.cases.files import CaseFile
from casework.cases.writing import Writing
from casework.kernel.ids import Id
from casework.kernel.kinds import SectionKind
from casework.referrals.letters.records import LetterRecall
from casework.vault.agreements import holder_unit
from casework.vault.audience import audience
from casework.vault.desk import Hand, Plan
from casework.vault.house import House
from casework.vault.keyring import Keyring
from casework.vault.section_rows import SectionRows
from casework.vault.sections import Receiver, look_into
from casework.vault.sharing import hand_over
from casework.vault.surveyed import Survey, recall_section


def recall(house: House, hand: Hand, case_id: Id, said: LetterRecall, record_id: Id) -> None:
    """Write down that she takes back her yes to letters; it holds at once, in a closed file too.

    Sent twice, it is written once.
    """

    def plan(writing: Writing) -> Plan:
        writing.require_joined()
        if writing.knows(ObjectKind.RECORD, record_id):
            raise SentTwice
        survey, keyring = writing.survey, writing.hand.keyring
        section_id = recall_section(survey.case.case_id, keyring.unit)
        rows = survey.sections.get(section_id)
        if rows is None:
            section = writing.begin(SectionKind.EXCLUSIONS, section_id)
        else:
            section = writing.renew(rows)
        known = {grant.receiver_id for grant in rows.grants} if rows else set()
        to = [one for one in _desks(writing) if one.receiver not in known]
        writing.put(*hand_over(keyring, writing.roster, survey, section, to))
        writing.seal(section, said, record_id)
        return writing.plan()

    change_case(house, hand, Action.LETTER_WITHDRAW, case_id, plan)


def _desks(writing: Writing) -> list[Receiver]:
    """Return the other desks that write in the case: only they may have letters."""
    unit, found = writing.hand.keyring.unit, []
    for rows in writing.survey.sections.values():
        for grant in rows.grants:
            holder = holder_unit(writing.roster, grant.receiver_id)
            recovery = grant.receiver_id in writing.roster.recoveries
            if grant.ground == access.OWN and holder and holder.unit != unit and not recovery:
                found.append(Receiver(grant.receiver_id, access.EXCLUSION))
    return audience(writing.roster, writing.survey, found)


def told_in(survey: Survey, keyring: Keyring) -> list[SectionRows]:
    """Return the sections by which the desks of a case have told the keyring's what she said."""
    return [
        rows
        for rows in survey.held_by(keyring)
        if rows.current.section_id == recall_section(survey.case.case_id, rows.current.owner_unit)
    ]


def recalls_for(writing: Writing) -> list[LetterRecall]:
    """Return what she said, for a plan that decides by it; the event lists the case."""
    keyring = writing.hand.keyring
    told = (rows for rows in told_in(writing.survey, keyring))
    return _of(decode(plain) for rows in told for _, plain in look_into(keyring, rows))


def recalls_of(file: CaseFile) -> list[LetterRecall]:
    """Return what she said, as far as the file's reader has opened it."""
    return _of(part.content for part in file.of(LetterRecall.schema))


def _of(contents: Iterable[SealedRecord]) -> list[LetterRecall]:
    return [content for content in contents if isinstance(content, LetterRecall)]
