"""One step on one page: a verb, its form if it has one, and what is said when it comes too late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from flask import render_template
from werkzeug.wrappers import Response

from casework.access.steps import ReferralState
from casework.kernel.errors import NotFound
from casework.kernel.ids import Id, id_from_text, id_to_text
from casework.referrals.errors import MovedOn
from casework.referrals.showing import line_of
from casework.referrals.views import open_page, tell_end
from casework.web.forms import CaseworkForm
from casework.web.here import house
from casework.web.unsaved import posted_fields, texts_of

Reply: TypeAlias = Response | str | tuple[str, int]


@dataclass(frozen=True)
class Verb:
    """What a page of one step says: its title, its button, and what the step does."""

    title: str
    button: str
    lead: str
    tone: str = ""
    becomes: ReferralState | None = None
    """What the referral becomes by it; None for a step that leaves its state."""
    receiver: bool = True
    """Whose step it is: the receiver's, else the sender's."""


def verb_page(
    verb: Verb, referral: str, form: CaseworkForm | None, answer: Id | None = None
) -> Reply:
    """Return the page on which one step is taken; raises SharingEnded, NotFound."""
    page = open_page(id_from_text(referral))
    if page.is_receiver != verb.receiver:
        raise NotFound
    if verb.becomes is not None and verb.becomes not in page.may_become:
        return moved_on(referral)
    return render_template(
        "referrals/verb.html",
        verb=verb,
        form=form,
        page=page,
        line=line_of(house().codes, page.face),
        answer_id=None if answer is None else id_to_text(answer),
    )


def moved_on(referral: str) -> tuple[str, int]:
    """Say that somebody was first, and give back what was typed; raises SharingEnded."""
    tell_end(id_from_text(referral))
    page = render_template(
        "referrals/moved_on.html",
        referral=referral,
        problem=MovedOn,
        words=texts_of(posted_fields()),
    )
    return page, MovedOn.status
