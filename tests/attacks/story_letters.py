"""The story's letters to bodies outside, about a grown woman and about a child."""

from __future__ import annotations

from tests.attacks.story import Story

TALK = {
    "alone": "YES",
    "interpreter_is_kin": "NO",
    "told_who_can_open": "YES",
    "told_limits": "YES",
    "told_help_goes_on": "YES",
    "survivor_answer": "YES",
    "held_at": "23/11/2026 07:00",
    "how": "SPOKEN",
}
GOES_TO = {
    "body": "HOSPITAL",
    "service": "MEDICAL",
    "until_on": "30/11/2026",
    "ask_on": "26/11/2026",
}


def write_letters(story: Story) -> None:
    """Letters are written, handed over, asked about; requests are answered; one is a child's."""
    safe = {"representative_safe": "YES", "representative_answer": "YES"}
    for case, more in ((story.case, {}), (story.child, safe)):
        story.fill("hung", f"/cases/{case}/letters/new", **(TALK | GOES_TO | more))
    for case in (story.case, story.child):
        asked = {"body": "COURT", "kinds": ["incident"], "request_on": "20/11/2026"}
        story.fill("hung", f"/cases/{case}/letters/authority/new", **asked)
    (taken_back,) = story.parts("hung", story.child, "outside-letter")
    story.fill("hung", f"/cases/{story.child}/letters/{taken_back}/withdraw")
    (letter,) = story.parts("hung", story.case, "outside-letter")
    at = f"/cases/{story.case}/letters/{letter}"
    story.fill("hung", f"{at}/hand")
    story.fill("hung", f"{at}/outcome", outcome="ANSWERED")
