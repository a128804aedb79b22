"""A referral is kept as a draft: it opens nothing, tells nobody, and is sent on what holds then."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework.audit.actions import Action
from casework.audit.events import event_from_bytes
from casework.audit.pages import EventFilter, page_of_events
from casework.cases.closing.errors import CaseClosed
from casework.cases.closing.records import Closing
from casework.cases.closing.service import close
from casework.cases.consents.service import withdraw as withdraw_consent
from casework.cases.service import view_case
from casework.kernel.ids import Id, id_from_text, id_to_text, new_id
from casework.kernel.kinds import SectionKind
from casework.referrals.drafts import drafts_of
from casework.referrals.listing import inbox, sent
from casework.referrals.records import ReferralDraft
from tests.factories.agreements import agreed
from tests.factories.commune import TestCommune
from tests.factories.pages import read, text
from tests.factories.whole_file import whole_file
from tests.referrals.pages import ASKS, FILLED, SHARED, hidden, press, step

LATER = "Thêm: có hai cháu đi cùng (mẫu)"


class Scene:
    """A file that she agreed to share with the health station, and a draft about it."""

    def __init__(self, commune: TestCommune, **typed: str) -> None:
        self.commune, hung = commune, commune.hand("hung")
        self.case = whole_file(commune.house, hung)
        unit = commune.hand("mai").keyring.unit
        self.consent = agreed(commune.house, hung, self.case, unit, *SHARED)
        self.new = f"/cases/{id_to_text(self.case)}/referrals/new"
        self.file = f"/cases/{id_to_text(self.case)}"
        self.police = commune.client("hung")
        self.typed = FILLED | {"consent": id_to_text(self.consent)} | typed
        self.shown = read(self.police, self.new)
        self.draft = f"{self.file}/referrals/drafts/{hidden(self.shown)['referral_id']}"

    def keep(self, **more: str) -> None:
        """Keep what was typed."""
        answer = step(self.police, self.new, self.shown, "draft", **(self.typed | more))
        assert (answer.status_code, answer.location) == (303, self.file), text(answer)

    def go(self, client: FlaskClient, page: str, go: str, **more: str) -> TestResponse:
        """Press a button of the draft's page, with what a browser would send of its choices."""
        return step(client, self.draft, page, go, **(self.typed | more))

    def contents(self) -> list[ReferralDraft]:
        """Return the drafts that the desk still has."""
        file = view_case(self.commune.house, self.commune.hand("thanh"), self.case)
        return [one.content for one in drafts_of(file) if isinstance(one.content, ReferralDraft)]

    def events(self, action: Action) -> int:
        """Return how many events of an action name the case."""
        with self.commune.house.database.read() as db:
            found = page_of_events(db, EventFilter(action=action, case=self.case))
        return len([event_from_bytes(one.event) for one in found])


@pytest.fixture
def scene(commune: TestCommune) -> Scene:
    return Scene(commune)


def sections(commune: TestCommune, username: str, case: Id) -> set[bytes]:
    """Return which sections of the case somebody's desk holds, by their receivers."""
    file = view_case(commune.house, commune.hand(username), case)
    unit = commune.hand("mai").keyring.unit
    return {
        d.section_id for d in file.doors if d.kind is SectionKind.REFERRAL and unit in d.receivers
    }


def test_a_draft_is_kept_and_opens_nothing(scene: Scene) -> None:
    scene.keep()
    commune = scene.commune
    (kept,) = scene.contents()
    assert (kept.asks, kept.service, kept.consent) == (ASKS, "MEDICAL", scene.consent)
    assert sections(commune, "hung", scene.case) == set()
    assert sent(commune.house, commune.hand("hung")) == []
    assert inbox(commune.house, commune.hand("mai")) == []
    assert commune.client("mai").get(scene.file).status_code == 404
    assert commune.client("mai").get(scene.draft).status_code == 404
    assert scene.events(Action.REFERRAL_DRAFT) == 1
    assert scene.events(Action.REFERRAL_SEND) == 0


def test_the_desk_sees_it_on_the_file_and_in_my_work(scene: Scene) -> None:
    scene.keep()
    thanh = scene.commune.client("thanh")
    for address in (scene.file, "/"):
        page = read(thanh, address)
        assert scene.draft in page
        assert "Nháp chưa gửi" in page
    assert ASKS not in read(thanh, "/")
    assert "Nháp chưa gửi" not in read(scene.commune.client("mai"), "/")


def test_half_a_line_is_enough_and_nothing_at_all_is_not(commune: TestCommune) -> None:
    scene = Scene(commune)
    answer = step(scene.police, scene.new, scene.shown, "draft")
    assert "Chưa có gì để lưu" in text(answer)
    answer = step(scene.police, scene.new, scene.shown, "draft", asks=LATER)
    assert answer.status_code == 303
    assert scene.contents() == [ReferralDraft(asks=LATER)]


def test_what_cannot_be_kept_is_said_and_not_lost(scene: Scene) -> None:
    bad = "x" * 2001
    answer = step(scene.police, scene.new, scene.shown, "draft", **(scene.typed | {"asks": bad}))
    assert answer.status_code == 200
    assert "Chưa lưu được" in text(answer)
    assert bad in text(answer)
    assert scene.contents() == []


def test_kept_twice_is_kept_once(scene: Scene) -> None:
    scene.keep()
    scene.keep()
    assert len(scene.contents()) == 1
    assert scene.events(Action.REFERRAL_DRAFT) == 1


def test_it_is_continued_previewed_and_sent_once(scene: Scene) -> None:
    scene.keep()
    page = read(scene.police, scene.draft)
    assert ASKS in page
    assert "Nháp chưa gửi" in page
    look = text(scene.go(scene.police, page, "look", companions=LATER))
    assert "đúng những gì nơi nhận sẽ thấy" in look
    assert LATER in look
    answers = [step(scene.police, scene.draft, look, "send") for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    (face,) = sent(scene.commune.house, scene.commune.hand("hung"))
    assert scene.draft.endswith(id_to_text(face.referral_id))
    assert scene.contents() == []
    assert "Nháp chưa gửi" not in read(scene.police, "/")
    received = read(scene.commune.client("mai"), f"/referrals/{id_to_text(face.referral_id)}")
    assert ASKS in received
    assert LATER in received


def test_the_receiver_gets_no_key_to_the_draft_itself(scene: Scene) -> None:
    scene.keep()
    page = read(scene.police, scene.draft)
    scene.go(scene.police, page, "send")
    (handed,) = sections(scene.commune, "hung", scene.case)
    file = view_case(scene.commune.house, scene.commune.hand("hung"), scene.case)
    assert {p.content.schema for p in file.parts if p.section_id == handed} == {"referral-note"}


def test_a_draft_whose_consent_was_taken_back_says_so_and_is_not_sent(scene: Scene) -> None:
    scene.keep()
    commune = scene.commune
    page = read(scene.police, scene.draft)
    withdraw_consent(commune.house, commune.hand("hung"), scene.case, scene.consent)
    told = text(scene.go(scene.police, page, "send"))
    assert "được rút lại hoặc hết hạn" in told
    assert ASKS in told
    assert "được rút lại hoặc hết hạn" in read(scene.police, scene.draft)
    assert sent(commune.house, commune.hand("hung")) == []

    other = agreed(commune.house, commune.hand("hung"), scene.case, commune.hand("ha").keyring.unit)
    page = read(scene.police, scene.draft)
    assert "Chưa gửi được bằng sự đồng ý cũ" in page
    refused = text(scene.go(scene.police, page, "send"))
    assert "Hãy chọn một mục có trong danh sách" in refused
    answer = scene.go(scene.police, page, "send", consent=id_to_text(other))
    assert answer.status_code == 303
    (face,) = sent(commune.house, commune.hand("hung"))
    assert face.to_unit == commune.hand("ha").keyring.unit


def test_two_editors_are_shown_both(scene: Scene) -> None:
    scene.keep()
    thanh = scene.commune.client("thanh")
    mine, theirs = read(scene.police, scene.draft), read(thanh, scene.draft)
    assert scene.go(thanh, theirs, "draft", asks=LATER).status_code == 303
    page = mine
    for go in ("draft", "send"):
        page = text(scene.go(scene.police, mine, go, warning="Của tôi (mẫu)"))
        assert "Người khác vừa lưu nháp này trước" in page
        assert LATER in page
        assert "Của tôi (mẫu)" in page
    assert sent(scene.commune.house, scene.commune.hand("hung")) == []
    answer = scene.go(scene.police, page, "draft", warning="Của tôi (mẫu)")
    assert answer.status_code == 303
    assert scene.contents()[0].warning == "Của tôi (mẫu)"


@pytest.mark.parametrize("go", ["draft", "send"])
def test_what_a_colleague_has_sent_is_told_with_what_was_typed(scene: Scene, go: str) -> None:
    scene.keep()
    thanh = scene.commune.client("thanh")
    mine, theirs = read(scene.police, scene.draft), read(thanh, scene.draft)
    assert scene.go(thanh, theirs, "send").status_code == 303
    answer = scene.go(scene.police, mine, go, warning="Của tôi (mẫu)")
    assert answer.status_code == 409
    assert "đã được gửi đi" in text(answer)
    assert "Của tôi (mẫu)" in text(answer)
    assert len(sent(scene.commune.house, scene.commune.hand("hung"))) == 1


def test_it_is_thrown_away_once_and_not_under_a_colleagues_hands(scene: Scene) -> None:
    scene.keep()
    thanh = scene.commune.client("thanh")
    stale = read(scene.police, f"{scene.draft}/drop")
    scene.go(thanh, read(thanh, scene.draft), "draft", asks=LATER)
    refused = scene.police.post(f"{scene.draft}/drop", data=hidden(stale))
    assert "Người khác vừa sửa nháp này" in text(refused)
    assert LATER in text(refused)
    for _ in range(2):
        answer = scene.police.post(f"{scene.draft}/drop", data=hidden(text(refused)))
        assert (answer.status_code, answer.location) == (303, scene.file)
    assert scene.contents() == []
    assert "Nháp này đã được bỏ" in read(scene.police, scene.draft)
    assert "Nháp chưa gửi" not in read(scene.police, "/")


def test_a_closed_file_sends_no_draft_and_shows_none_in_my_work(scene: Scene) -> None:
    scene.keep()
    commune, page = scene.commune, read(scene.police, scene.draft)
    closing = Closing(reason="MOVED", told="Đã nói (mẫu)", words="(mẫu)")
    close(commune.house, commune.hand("hung"), scene.case, closing, new_id())
    for go in ("draft", "send"):
        answer = scene.go(scene.police, page, go, asks=LATER)
        assert answer.status_code == CaseClosed.status
        assert LATER in text(answer)
    assert scene.police.get(scene.draft).status_code == CaseClosed.status
    assert "Nháp chưa gửi" not in read(scene.police, "/")
    assert press(scene.police, f"{scene.draft}/drop").status_code == 303


@pytest.mark.parametrize(
    ("username", "status"),
    [("mai", 404), ("ha", 404), ("binh", 404), ("dung", 403), ("tam", 403), ("quang", 403)],
)
def test_nobody_else_finds_it(scene: Scene, username: str, status: int) -> None:
    scene.keep()
    client: FlaskClient = scene.commune.client(username)
    for address in (scene.draft, f"{scene.draft}/drop"):
        assert client.get(address).status_code == status
    assert id_from_text(scene.draft.rsplit("/", 1)[1])
