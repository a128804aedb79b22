"""Pure decisions of the health desk: the clock, what comes up, what a paper lacks, editions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from casework.cases.rules.times import Window
from casework.health.records import CareVisit, Certificate, CertifiedInjury, Injury
from casework.health.rules import (
    NEXT_VISIT,
    WINDOW_72,
    Missing,
    Reminder,
    SexualCare,
    certified,
    examined_days,
    is_due,
    issue,
    missing_of,
    reminders,
    rewrite,
    sexual_care,
)
from casework.kernel.dates import PartialDate
from tests.factories.commune import MORNING

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHOLE = Certificate(
    name="Y Mẫu",
    asked_by="HERSELF",
    examined_at=MORNING,
    injuries=(CertifiedInjury(region="NECK"),),
    signed_by="Mai (mẫu)",
)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (5 * HOUR, "Còn 5 giờ"),
        (6 * HOUR - timedelta(seconds=1), "Còn 5 giờ"),
        (timedelta(minutes=59), "Còn chưa đầy 1 giờ"),
        (timedelta(0), "Còn chưa đầy 1 giờ"),
        (timedelta(microseconds=-1), "Quá 72 giờ"),
    ],
)
def test_hours_are_never_promised_that_are_not_there(left: timedelta, said: str) -> None:
    care = SexualCare(relevant=True, window=Window(MORNING + left, approximate=False))
    assert care.left_vi(MORNING) == said


def test_no_hour_no_promise() -> None:
    assert SexualCare(relevant=True, window=None).left_vi(MORNING) == "Chưa biết giờ xảy ra"


def test_the_clock_counts_from_the_assault_and_not_from_the_visit() -> None:
    visit = CareVisit(seen_at=MORNING, sexual="YES", assault_at=MORNING - 70 * HOUR)
    care = sexual_care([visit], [], MORNING, sexual=False)
    assert care.window == Window(MORNING + 2 * HOUR, approximate=False)


def test_of_two_assaults_the_open_window_that_closes_first_counts() -> None:
    told = [Window(MORNING + n * HOUR, approximate=False) for n in (-30, 40, 3)]
    assert sexual_care([], told, MORNING, sexual=True).window == told[2]
    assert sexual_care([], told[:1], MORNING, sexual=True).window == told[0]


def test_a_day_alone_is_counted_from_its_first_minute() -> None:
    visit = CareVisit(sexual="YES", assault_on=PartialDate(2026, 11, 23))
    care = sexual_care([visit], [], MORNING, sexual=False)
    assert care.window is not None
    assert care.window.approximate
    assert care.window.deadline == MORNING - 8 * HOUR + 72 * HOUR


def test_an_hour_without_a_yes_opens_no_window() -> None:
    visit = CareVisit(sexual="NO", assault_at=MORNING - HOUR)
    assert sexual_care([visit], [], MORNING, sexual=False) == SexualCare(False, None)


def test_a_late_entry_of_an_old_visit_settles_nothing() -> None:
    planned = CareVisit(seen_at=MORNING, next_at=MORNING + DAY)
    older = CareVisit(seen_at=MORNING - 3 * DAY)
    nothing = SexualCare(False, None)
    assert reminders([planned, older], nothing, MORNING) == [Reminder(NEXT_VISIT, MORNING + DAY)]
    came = CareVisit(seen_at=MORNING + DAY - HOUR)
    assert reminders([planned, came], nothing, MORNING) == []


def test_a_visit_is_due_on_its_day_and_a_clock_until_its_last_moment() -> None:
    assert is_due(NEXT_VISIT, MORNING + 8 * HOUR, MORNING)
    assert not is_due(NEXT_VISIT, MORNING + DAY, MORNING)
    assert is_due(NEXT_VISIT, MORNING - 30 * DAY, MORNING)
    assert is_due(WINDOW_72, MORNING, MORNING)
    assert not is_due(WINDOW_72, MORNING - timedelta(microseconds=1), MORNING)


def test_injuries_are_certified_in_the_order_in_which_they_were_seen() -> None:
    late = CareVisit(seen_at=MORNING, injuries=(Injury(region="NECK"),))
    early = CareVisit(seen_at=MORNING - DAY, injuries=(Injury(region="FACE"),))
    assert [i.region for i in certified([late, early])] == ["FACE", "NECK"]
    assert examined_days(Certificate(injuries=certified([late, early]))) == [MORNING - DAY, MORNING]


def test_a_paper_lacks_what_nobody_may_guess() -> None:
    assert missing_of(Certificate()) == tuple(Missing)
    assert missing_of(WHOLE) == ()
    assert missing_of(replace(WHOLE, injuries=(), state="Không thấy thương tích")) == ()


def test_an_edition_is_counted_once() -> None:
    ready = issue(WHOLE, MORNING)
    assert (ready.edition, ready.issued_at) == (1, MORNING)
    assert issue(ready, MORNING + DAY) == ready


def test_what_was_printed_is_never_replaced_in_silence() -> None:
    ready = issue(WHOLE, MORNING)
    changed = replace(WHOLE, name="Y Khác")
    with pytest.raises(ValueError, match="reason"):
        rewrite(ready, changed, "  ")
    draft = rewrite(ready, changed, "Sai tên")
    assert (draft.issued_at, draft.edition, draft.past[0].issued_at) == (None, 1, MORNING)
    again = issue(draft, MORNING + DAY)
    assert (again.edition, len(again.past)) == (2, 1)


def test_saving_what_stands_already_changes_nothing() -> None:
    ready = issue(WHOLE, MORNING)
    assert rewrite(ready, WHOLE, "") == ready


def test_what_is_typed_cannot_name_editions_of_its_own() -> None:
    forged = replace(WHOLE, edition=7, issued_at=MORNING)
    assert rewrite(WHOLE, forged, "") == WHOLE
