"""What can be wrong with the log, beyond the errors that every room knows from the kernel."""

from casework.kernel.errors import LogBroken, Tampered


class AnchorDamaged(LogBroken):
    """The anchor's file holds no readable state; a half-written one never looks like this."""

    code = "anchor-damaged"


class LogHalted(LogBroken):
    """Writing was stopped after a failed verification, until an operator resumes it."""

    code = "log-halted"


class BadCheckpoint(Tampered):
    """A note is not a checkpoint of this log, or not signed by its key."""

    code = "bad-checkpoint"


class EntryMisused(RuntimeError):
    """A mistake in our code: nested entries, or an entry used after its end."""


class ReceiptMissing(RuntimeError):
    """A mistake in our code: content was asked for before its event was committed."""
