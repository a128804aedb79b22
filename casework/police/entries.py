"""The kinds of entry in the police register: where each lies, and the form that fills it."""

from __future__ import annotations

from dataclasses import dataclass

from casework.kernel.errors import NotFound
from casework.kernel.kinds import SectionKind
from casework.police.contact_form import ContactForm
from casework.police.criticism_form import CriticismForm
from casework.police.forms import BreachForm, EntryForm, FollowUpForm, MeasureForm


@dataclass(frozen=True)
class Entry:
    """One kind of entry; ``slug`` stands in addresses."""

    slug: str
    title: str
    kind: SectionKind
    form: type[EntryForm]

    @property
    def schema(self) -> str:
        """The schema of the record that the form fills."""
        return self.form.record.schema


FOLLOW_UP = Entry("follow-up", "Việc đã làm", SectionKind.INCIDENT, FollowUpForm)
MEASURE = Entry("measure", "Biện pháp", SectionKind.PROTECTION, MeasureForm)
BREACH = Entry("breach", "Vi phạm biện pháp", SectionKind.PROTECTION, BreachForm)
CONTACT = Entry("contact", "Tiếp xúc ngoại lệ (Mẫu số 09)", SectionKind.PROTECTION, ContactForm)
CRITICISM = Entry(
    "criticism", "Ý người ấy về góp ý, phê bình", SectionKind.PROTECTION, CriticismForm
)
ENTRIES = (FOLLOW_UP, MEASURE, BREACH, CONTACT, CRITICISM)


def get_entry(slug: str) -> Entry:
    """Return the kind of an address; raises NotFound."""
    for entry in ENTRIES:
        if entry.slug == slug:
            return entry
    raise NotFound
