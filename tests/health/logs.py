"""What the log says, for tests of the health desk."""

from __future__ import annotations

from casework.audit.actions import Action
from casework.audit.events import Event, event_from_bytes
from casework.audit.pages import EventFilter, page_of_events
from tests.factories.commune import TestCommune


def newest_event(commune: TestCommune, action: Action) -> Event:
    """Return the newest event of an action."""
    with commune.house.database.read() as db:
        logged = page_of_events(db, EventFilter(action=action), count=1)[0]
    return event_from_bytes(logged.event)
