"""A checkpoint is a C2SP signed note that nobody but the log's key can make."""

import base64
import json
from pathlib import Path

import pytest

from casework.audit.checkpoints import Checkpoint, key_id, open_note, sign_checkpoint
from casework.audit.errors import BadCheckpoint
from casework.crypto import signatures
from casework.crypto.hashing import sha256
from tests.audit.logs import KEY, PUBLIC

CHECKPOINT = Checkpoint(commune=b"K" * 16, era=2, size=123456, root=bytes(range(32)))
NOTE = sign_checkpoint(CHECKPOINT, KEY).note
VECTOR = json.loads((Path(__file__).parent / "vectors_checkpoint.json").read_text(encoding="utf-8"))


def test_the_note_is_the_one_that_was_frozen() -> None:
    assert VECTOR["note"] == NOTE
    assert VECTOR["public"] == PUBLIC.hex()


def test_the_note_has_the_lines_of_the_specification() -> None:
    origin, size, root, extension, blank, signature, end = NOTE.split("\n")
    assert origin == f"casework/{'4b' * 16}"
    assert size == "123456"
    assert base64.b64decode(root) == bytes(range(32))
    assert extension == "era 2"
    assert blank == end == ""
    dash, name, encoded = signature.split(" ")
    assert (dash, name) == ("—", origin)
    data = base64.b64decode(encoded)
    assert data[:4] == sha256(f"{origin}\n\x01".encode() + PUBLIC)[:4] == key_id(origin, PUBLIC)
    body = NOTE.split("\n\n")[0] + "\n"
    signatures.verify(PUBLIC, body.encode(), data[4:])


def test_a_signed_note_is_read_back() -> None:
    assert open_note(NOTE, PUBLIC) == CHECKPOINT


def test_witnesses_may_sign_beside() -> None:
    extra = base64.b64encode(bytes(76)).decode()
    assert open_note(f"{NOTE}— witness.example/w1 {extra}\n", PUBLIC) == CHECKPOINT
    body, own = NOTE.split("\n\n")
    assert open_note(f"{body}\n\n— witness.example/w1 {extra}\n{own}", PUBLIC) == CHECKPOINT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("123456", "123457"),
        ("123456", "0123456"),
        ("123456", "-1"),
        ("123456", "१२३"),
        ("era 2", "era 3"),
        ("era 2", "era 0"),
        ("era 2\n", ""),
        ("era 2\n", "era 2\nmore\n"),
        ("4b4b", "4b4c"),
        ("casework/", "casework:"),
        ("AAEC", "AAED"),
        ("— ", "- "),
        ("\n\n", "\n"),
    ],
)
def test_any_other_note_is_refused(old: str, new: str) -> None:
    assert old in NOTE
    with pytest.raises(BadCheckpoint):
        open_note(NOTE.replace(old, new, 1), PUBLIC)


def test_another_key_is_refused() -> None:
    with pytest.raises(BadCheckpoint):
        open_note(NOTE, signatures.generate().public)


def test_a_note_without_a_signature_or_cut_off_is_refused() -> None:
    body = NOTE.split("\n\n")[0]
    for note in ("", body, f"{body}\n\n", NOTE[:-1], NOTE[:-5] + "\n"):
        with pytest.raises(BadCheckpoint):
            open_note(note, PUBLIC)
