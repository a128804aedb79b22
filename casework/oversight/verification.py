"""The full verification: every event of the log, and every bound row against the log.

What it found last stands in one small file of the instance, so that a tick knows when the next
one is due and pages can say when the last one was.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from casework.audit.verification import Fault
from casework.kernel.clock import from_micros, to_micros
from casework.kernel.settings import Settings
from casework.vault.house import House
from casework.vault.verification import ObjectFault, verify_objects

EVERY = timedelta(hours=1)
MOST_OBJECTS = 100

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Verdict:
    """What a full verification found, and when; nothing found means sound."""

    at: datetime
    size: int
    root: bytes
    events: list[Fault]
    objects: list[ObjectFault]

    @property
    def sound(self) -> bool:
        """Whether log and objects are whole."""
        return not self.events and not self.objects

    def as_json(self) -> dict[str, object]:
        """Return what scripts read: ids, places and codes, no name."""
        return {
            "sound": self.sound,
            "at": self.at.isoformat(),
            "size": self.size,
            "root": self.root.hex(),
            "log": [{"event": fault.index, "what": fault.what.value} for fault in self.events],
            "objects": [asdict(fault) for fault in self.objects],
        }


def verify_everything(house: House, progress: Progress | None = None) -> Verdict:
    """Verify log and objects; whatever is wrong halts all writing. Notes the outcome."""
    report = house.ledger.verify(progress=progress)
    objects: list[ObjectFault] = []
    with house.database.read() as db:
        for fault in verify_objects(house, db):
            objects.append(fault)
            if len(objects) == MOST_OBJECTS:
                break
    if objects:
        house.ledger.halt(f"verification: {objects[0].kind} {objects[0].what}")
    verdict = Verdict(house.clock.now(), report.size, report.root, report.faults, objects)
    _note(house.settings, verdict)
    return verdict


@dataclass(frozen=True)
class LastVerification:
    """When the last full verification ended, how many events it read, and whether all was well."""

    at: datetime
    size: int
    sound: bool


def last_verification(settings: Settings) -> LastVerification | None:
    """Return the last outcome, None if there was none or its note cannot be read."""
    try:
        noted = json.loads(_path(settings).read_text(encoding="utf-8"))
        return LastVerification(from_micros(noted["at"]), noted["size"], noted["sound"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_due(house: House) -> bool:
    """Say whether an hour has passed since the last one; a clock set back makes it due too."""
    last = last_verification(house.settings)
    return last is None or not timedelta(0) <= house.clock.now() - last.at < EVERY


def _note(settings: Settings, verdict: Verdict) -> None:
    noted = {"at": to_micros(verdict.at), "size": verdict.size, "sound": verdict.sound}
    path = _path(settings)
    aside = path.with_suffix(".new")
    aside.write_text(json.dumps(noted), encoding="utf-8")
    aside.replace(path)


def _path(settings: Settings) -> Path:
    return settings.instance / "last-verification.json"
