"""A letter and a hidden actor have one form for ever, frozen by vectors (docs/formats.md)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from casework.audit.actions import Action
from casework.audit.events import ANY_HOUSE, Actor, Event
from casework.crypto import hpke, signatures
from casework.crypto.derivation import unit_keys
from casework.crypto.encoding import lp, unlp, unseq
from casework.crypto.labels import Label
from casework.kernel.kinds import Role, UnitKind
from casework.vault.keyring import Keyring, Pins
from casework.vault.mailbox import LETTER_BYTES
from casework.vault.models import Mail
from casework.vault.models.mail import mail_id_of
from casework.vault.veil import Hidden, reveal
from tests.vectors import load, named


def raw(vector: Any, *names: str) -> list[bytes]:
    return [bytes.fromhex(vector[name]) for name in names]


@pytest.mark.parametrize("vector", load("mail"), ids=named)
def test_a_letter_has_the_form_of_its_vector(vector: Any) -> None:
    commune, public, sealed = raw(vector, "commune", "public", "sealed")
    secret, reader, author, content = raw(vector, "unit_secret", "reader", "author", "content")
    row = Mail(commune_id=commune, mail_id=mail_id_of(public), public=public, sealed=sealed)
    assert row.mail_id.hex() == vector["mail_id"]
    assert row.statement().hex() == vector["statement"]
    assert row.info(reader, vector["epoch"]).hex() == vector["info"]
    signatures.verify(public, row.statement(), bytes.fromhex(vector["tip_signature"]))

    private = unit_keys(secret).agreement.private
    padded = hpke.open_sealed(private, sealed, row.info(reader, vector["epoch"]))
    assert len(padded) == LETTER_BYTES
    length = int.from_bytes(padded[:4], "big")
    assert padded[4 + length :] == bytes(LETTER_BYTES - 4 - length)
    statement, signature = unseq(padded[4 : 4 + length])
    epoch = vector["epoch"]
    assert statement == lp(Label.LETTER, commune, row.mail_id, reader, epoch, author, content)
    assert unlp(Label.LETTER, statement)[-1] == content
    signatures.verify(bytes.fromhex(vector["author_public"]), statement, signature)


@pytest.mark.parametrize("vector", load("hidden_actors"), ids=named)
def test_a_hidden_actor_has_the_form_of_its_vector(vector: Any) -> None:
    commune, secret, union, hidden = raw(vector, "commune", "unit_secret", "union", "hidden")
    event = Event(
        commune=commune,
        era=1,
        index=vector["index"],
        at=datetime(2026, 11, 23, tzinfo=UTC),
        actor=Actor(unit=ANY_HOUSE, hidden=hidden),
        session_seq=0,
        action=Action.HOST_VIEW,
    )
    keyring = Keyring(
        user=bytes(16),
        number=1,
        unit=union,
        unit_kind=UnitKind.WOMENS_UNION,
        role=Role.WORKER,
        agreement=bytes(32),
        signing=bytes(32),
        unit_secrets={vector["epoch"]: secret},
        pins=Pins(bytes(32), 1, 0),
    )
    user, house = raw(vector, "user", "house")
    assert reveal(keyring, event) == Hidden(user, house)
