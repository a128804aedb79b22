"""What goes wrong while the log is written has two names: not to be had, not to be trusted.

Written out as a class: an event passes through it five times, and a generator costs more each.
"""

from collections.abc import Callable
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from casework.database.engine import meaning_of
from casework.kernel.errors import DiskFull, LogBehindAnchor, LogForked, LogUnavailable


class NamingFailures:
    """Around every step of an event; ``halt`` is told why the log may not be written any more."""

    def __init__(self, halt: Callable[[str], None]) -> None:
        self._halt = halt

    def __enter__(self) -> None:
        """Begin a step."""

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object
    ) -> None:
        """Raise LogUnavailable where database, disk or anchor fail; halt where the log is wrong."""
        if error is None:
            return
        meant = meaning_of(error)
        if isinstance(meant, SQLAlchemyError | OSError | DiskFull):
            raise LogUnavailable from meant
        if isinstance(meant, LogBehindAnchor | LogForked):
            with suppress(OSError):  # where not even that can be written, nothing else can
                self._halt(meant.code)
        if meant is not error:
            raise meant from error
