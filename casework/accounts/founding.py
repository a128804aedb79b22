"""Founding an instance: secrets, schema, the commune's root, and papers kept on paper only."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from casework.audit.actions import Action
from casework.audit.events import Actor
from casework.crypto import signatures
from casework.crypto.fingerprint import words
from casework.crypto.hashing import random_bytes
from casework.database.engine import Database
from casework.database.migrate import upgrade
from casework.kernel.clock import Clock
from casework.kernel.codes import load_code_list
from casework.kernel.errors import BadSettings
from casework.kernel.ids import Id, id_to_text, new_id
from casework.kernel.settings import LOG_KEY, PEPPER, Settings
from casework.kernel.text import clean, fold
from casework.vault.credentials import UnitPapers, UnitPlan, found_commune
from casework.vault.house import make_ledger
from casework.vault.reference import NAME_LENGTH

FOUNDING_LASTS = timedelta(days=30)


@dataclass(frozen=True)
class CommunePlan:
    """What the founder answers: names that people read, and which units there are to be."""

    name: str
    code: str
    phone: str
    units: Sequence[UnitPlan]
    villages: Sequence[str] = ()
    """Names to begin with, which nobody vouches for yet."""


@dataclass(frozen=True, repr=False)
class Papers:
    """Everything that is printed once: the root's fingerprint and shares, a sheet for each unit."""

    fingerprint: str
    root_shares: tuple[str, str, str]
    units: list[UnitPapers]


def found_instance(settings: Settings, plan: CommunePlan, clock: Clock, demo: bool) -> Papers:
    """Make a fresh instance; raises BadSettings where one stands already.

    The instance's settings are written last: before that moment a power cut leaves a folder that
    no server opens, and the founding starts over in an empty one.
    """
    if settings.commune.id is not None or settings.secrets_dir.exists():
        raise BadSettings("this folder holds an instance already; found a new one in an empty one")
    commune = new_id()
    seed = _make_folders(settings)
    upgrade(settings.database_url)
    database = Database(settings.database_url, commune)
    ledger = make_ledger(settings, database, clock, commune)
    now = clock.now()
    founded = found_commune(
        commune,
        plan.name,
        plan.units,
        signatures.public_of(seed),
        now,
        now + FOUNDING_LASTS,
        plan.villages,
    )
    with ledger.entry(Actor(None, None, None, None), Action.COMMUNE_FOUND) as entry:
        for signed in founded.signed:
            signed.write(entry)
    database.close()
    _write_settings(settings, commune, plan, demo)
    return Papers(words(founded.root_public), founded.root_shares, founded.papers)


def village_names(path: Path) -> tuple[str, ...]:
    """Return the villages of a file in the form of a code list, each name as it is stored.

    Raises BadSettings for a name that is too long, or there twice.
    """
    names = tuple(" ".join(clean(entry.vi).split()) for entry in load_code_list(path))
    if len({fold(name) for name in names}) < len(names):
        raise BadSettings(f"{path.name}: two villages have the same name")
    if any(len(name) > NAME_LENGTH for name in names):
        raise BadSettings(f"{path.name}: a village's name has more than {NAME_LENGTH} characters")
    return names


def _make_folders(settings: Settings) -> bytes:
    """Make the instance's folders and secrets; returns the log key's seed."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    for folder in (settings.secrets_dir, settings.attachments_dir, settings.exports_dir):
        folder.mkdir(mode=0o700)
    seed = random_bytes(32)
    _write_private(settings.secrets_dir / PEPPER, random_bytes(32))
    _write_private(settings.secrets_dir / LOG_KEY, seed)
    return seed


def _write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _write_settings(settings: Settings, commune: Id, plan: CommunePlan, demo: bool) -> None:
    lines = [
        f"demo = {json.dumps(demo)}",
        "",
        "[commune]",
        f"id = {json.dumps(id_to_text(commune))}",
        f"name = {json.dumps(plan.name, ensure_ascii=False)}",
        f"code = {json.dumps(plan.code)}",
        f"phone = {json.dumps(plan.phone)}",
        "",
    ]
    _write_private(settings.instance / "instance.toml", "\n".join(lines).encode())
