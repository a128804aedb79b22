"""What a file says that bars a measure: nobody is talked into peace over a crime or her own no."""

from __future__ import annotations

from collections.abc import Iterator

from casework.access.sharing import law_code
from casework.access.steps import ConsentState
from casework.cases.closing.records import Closing
from casework.cases.files import CaseFile
from casework.cases.findings import Findings, IncidentFinding
from casework.cases.records import Incident
from casework.cases.rules import account
from casework.kernel.codes import Codes
from casework.police.records import NOT_ASKED, REFUSED, CriticismAnswer, Measure
from casework.police.rules import Circumstances, newest_answer
from casework.referrals.letters.records import Letter

_HIGH = ("HIGH", "IMMINENT")
_CRIME_SIGNS, _PROSECUTION = "CRIME_SIGNS", "M10_ADMIN_CRIM"
_PROSECUTED, _INVESTIGATORS = "PROSECUTED", "INVESTIGATING_BODY"


def circumstances(codes: Codes, file: CaseFile, found: Findings) -> Circumstances:
    """Return what the file says that bars a measure."""
    wants_law, answer = any(_wants_law(file)), newest_answer(_answers(file))
    return Circumstances(
        sexual=any(_is_sexual(codes, one) for one in found.incidents),
        child=found.child,
        high_risk=found.level in _HIGH,
        crime=any(_signs_of_crime(file)),
        refused=wants_law or answer == REFUSED,
        wants_law=wants_law,
        unasked=answer == NOT_ASKED,
    )


def _is_sexual(codes: Codes, incident: IncidentFinding) -> bool:
    told = getattr(incident.part.content, "told", ())
    return incident.core_type in account.SEXUAL or account.is_sexual(codes, told)


def _signs_of_crime(file: CaseFile) -> Iterator[bool]:
    """Where somebody has acted as if it were a crime, it is none to be talked over."""
    for consent in file.agreements.consents.values():
        yield law_code(consent.ground) == _CRIME_SIGNS and consent.state != ConsentState.REFUSED
    for part in file.parts:
        match part.content:
            case Measure(measure=measure):
                yield measure == _PROSECUTION
            case Letter(body=body):
                yield body == _INVESTIGATORS
            case Closing(reason=reason):
                yield reason == _PROSECUTED


def _wants_law(file: CaseFile) -> Iterator[bool]:
    """Who wants it handled by law has refused to have it talked over in the village."""
    for part in file.of(Incident.schema):
        yield isinstance(part.content, Incident) and part.content.wants_legal_action == "YES"


def _answers(file: CaseFile) -> Iterator[CriticismAnswer]:
    for part in file.of(CriticismAnswer.schema):
        if isinstance(part.content, CriticismAnswer):
            yield part.content
