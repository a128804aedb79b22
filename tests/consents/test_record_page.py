"""The conversation on the page: one step at a time, nothing pre-ticked, a no as plain as a yes."""

from __future__ import annotations

import gzip

import pytest

from casework.access.steps import ConsentState
from casework.cases.consents.reading import Agreement, list_consents
from casework.cases.consents.records import NO, YES
from casework.kernel.dates import PartialDate
from casework.kernel.ids import Id, id_to_text
from casework.kernel.kinds import SectionKind
from tests.cases.pages import read
from tests.consents.pages import Walk, file_of, unit_of, user_of
from tests.factories.agreements import sections_of
from tests.factories.commune import TestCommune, token_of

TOLD = {"told_limits": "YES", "told_help_goes_on": "YES"}
ANSWER = {
    **TOLD,
    "survivor_answer": "YES",
    "held_at": "23/11/2026 07:30",
    "how": "SPOKEN",
    "witness": "Chị hàng xóm (mẫu)",
}


@pytest.fixture
def case(commune: TestCommune) -> Id:
    return file_of(commune, "hung")


def walk(commune: TestCommune, case: Id, username: str = "hung") -> Walk:
    return Walk(commune.client(username), f"/cases/{id_to_text(case)}/consents/new")


def to_what(commune: TestCommune, case: Id, **who: object) -> Walk:
    """Answer the first two stages about the health station."""
    browser = walk(commune, case)
    browser.send(recipient=unit_of(commune, "mai"), alone="YES")
    browser.send(**({"told_who_can_open": "YES", "audience": "UNIT"} | who))
    return browser


def incident(commune: TestCommune, case: Id, username: str = "hung") -> str:
    (found,) = sections_of(commune.house, commune.hand(username), case, SectionKind.INCIDENT)
    return id_to_text(found)


def to_check(commune: TestCommune, case: Id, **answer: object) -> Walk:
    browser = to_what(commune, case)
    browser.send(sections=incident(commune, case), purpose_referral="YES", until_on="23/12/2026")
    browser.send(**(ANSWER | answer))
    return browser


def answers(commune: TestCommune, case: Id) -> list[Agreement]:
    return list_consents(commune.house, commune.hand("hung"), case)


def test_a_yes_is_recorded_as_it_was_said(commune: TestCommune, case: Id) -> None:
    browser = to_check(commune, case)

    assert "Đọc lại cho người ấy nghe" in browser.page
    sent = browser.post(her_words="Được, nhưng đừng gọi về nhà")

    assert sent.status_code == 303
    (one,) = answers(commune, case)
    assert one.state is ConsentState.GIVEN
    assert one.kinds == (SectionKind.INCIDENT,)
    assert one.talk is not None
    assert one.talk.her_words == "Được, nhưng đừng gọi về nhà"
    assert [(p.purpose, p.answer) for p in one.talk.purposes] == [("REFERRAL", YES)]
    assert one.until_at is not None
    assert one.until_at.isoformat() == "2026-12-23T17:00:00+00:00"
    assert not one.named


def test_nothing_is_chosen_beforehand(commune: TestCommune, case: Id) -> None:
    browser = walk(commune, case)
    pages = [browser.page]
    pages.append(browser.send(recipient=unit_of(commune, "mai"), alone="YES"))
    pages.append(browser.send(told_who_can_open="YES", audience="UNIT"))
    pages.append(
        browser.send(sections=incident(commune, case), purpose_referral="YES", until_on="1/12/2026")
    )
    for page in pages:
        assert " checked" not in page[page.index("<main") :]
        assert " selected" not in page


def test_a_no_can_be_said_at_every_stage_and_needs_nothing_more(
    commune: TestCommune, case: Id
) -> None:
    browser = walk(commune, case)
    page = browser.send(recipient=unit_of(commune, "ha"), go="no")
    assert "vẫn giúp như thường" in page
    browser.post()
    (one,) = answers(commune, case)
    assert one.state is ConsentState.REFUSED
    assert one.talk is not None
    assert one.talk.survivor_answer == NO
    assert not one.kinds


def test_a_no_at_the_question_itself_is_a_no(commune: TestCommune, case: Id) -> None:
    browser = to_check(commune, case, survivor_answer="NO")
    assert "Ghi là không đồng ý" in browser.page
    browser.post()
    assert answers(commune, case)[0].state is ConsentState.REFUSED


def test_a_no_may_be_asked_again_from_the_beginning(commune: TestCommune, case: Id) -> None:
    browser = walk(commune, case)
    browser.send(recipient=unit_of(commune, "mai"), alone="YES", go="no")
    browser.send(go="where")
    page = browser.send(recipient=unit_of(commune, "mai"), alone="YES")
    assert "Đọc từng tên" in page


def test_she_is_told_by_name_who_could_open_it(commune: TestCommune, case: Id) -> None:
    page = walk(commune, case).send(recipient=unit_of(commune, "mai"), alone="YES")
    assert "Đinh Thị Mai (mẫu)" in page
    assert "Trần Ngọc Khánh (mẫu)" in page
    assert "Nguyễn Thị Hà (mẫu)" not in page


def test_whom_she_does_not_want_is_kept_from_the_desk(commune: TestCommune, case: Id) -> None:
    browser = walk(commune, case)
    browser.send(recipient=unit_of(commune, "mai"), alone="YES")
    unwanted, wanted = user_of(commune, "khanh"), user_of(commune, "mai")
    page = browser.send(told_who_can_open="YES", unwanted=unwanted, audience="UNIT")
    assert "chọn đích danh" in page
    page = browser.send(
        told_who_can_open="YES", unwanted=unwanted, audience="NAMED", named=[unwanted]
    )
    assert "Có người mà người ấy không muốn cho mở" in page
    page = browser.send(
        told_who_can_open="YES", unwanted=unwanted, audience="NAMED", named=[wanted]
    )
    assert "Những phần được chuyển" in page
    browser.send(sections=incident(commune, case), purpose_referral="YES", until_on="1/12/2026")
    browser.send(**ANSWER)
    browser.post()
    assert answers(commune, case)[0].named == ("Đinh Thị Mai (mẫu)",)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"alone": "YES"}, "Chọn một nơi nhận."),
        ({"recipient": "mai", "alone": "NO"}, "Chưa nói chuyện riêng thì chưa hỏi"),
        ({"recipient": "mai"}, "Chưa nói chuyện riêng thì chưa hỏi"),
        (
            {
                "recipient": "mai",
                "alone": "YES",
                "interpreter": "chú Ba",
                "interpreter_is_kin": "YES",
            },
            "không được là người nhà",
        ),
        ({"recipient": "hung", "alone": "YES"}, "Hãy chọn một mục có trong danh sách."),
    ],
)
def test_the_first_stage_says_what_is_missing(
    commune: TestCommune, case: Id, typed: dict[str, str], said: str
) -> None:
    if "recipient" in typed:
        typed = typed | {"recipient": unit_of(commune, typed["recipient"])}
    page = walk(commune, case).send(**typed)
    assert said in page
    assert "Những gì anh/chị đã gõ vẫn còn nguyên." in page
    assert typed.get("interpreter", "") in page


def test_the_third_stage_says_what_is_missing_and_keeps_what_was_typed(
    commune: TestCommune, case: Id
) -> None:
    page = to_what(commune, case).send(until_on="31/02/2027")
    for said in ("Chọn ít nhất một phần", "Chưa có mục đích nào", "Viết ngày có thật"):
        assert said in page
    assert 'value="31/02/2027"' in page
    page = to_what(commune, case).send(until_on="01/02/2029", sections=incident(commune, case))
    assert "Nhiều nhất là một năm" in page


def test_an_answer_without_a_witness_or_a_word_of_what_it_means_is_none(
    commune: TestCommune, case: Id
) -> None:
    browser = to_check(commune, case, witness="", told_limits="NO")
    assert "ghi tên người chứng kiến" in browser.page
    assert browser.page.count("Nói với người ấy điều này trước khi hỏi.") == 2  # summary and field


def test_no_stage_can_be_skipped(commune: TestCommune, case: Id) -> None:
    browser = walk(commune, case)
    page = browser.send(step="check", recipient=unit_of(commune, "mai"))
    assert "Chưa nói chuyện riêng thì chưa hỏi" in page
    assert not answers(commune, case)


def test_going_back_loses_nothing(commune: TestCommune, case: Id) -> None:
    browser = to_check(commune, case)
    page = browser.send(go="what", her_words="giữ lại")
    assert 'value="23/12/2026"' in page
    browser.send(sections=incident(commune, case), purpose_referral="YES", until_on="24/12/2026")
    page = browser.send(**ANSWER)
    assert "24/12/2026" in page
    assert "giữ lại" in page
    browser.post()
    assert "đến hết ngày 24/12/2026" in read(browser.client, f"/cases/{id_to_text(case)}/consents")


def test_sent_twice_is_recorded_once(commune: TestCommune, case: Id) -> None:
    browser = to_check(commune, case)
    assert browser.post().status_code == browser.post().status_code == 303
    assert len(answers(commune, case)) == 1


def test_only_what_may_go_to_the_desk_is_offered(commune: TestCommune, case: Id) -> None:
    page = to_what(commune, case).page
    assert "Chuyện đã xảy ra và ai gây ra" in page
    assert "Tên, tuổi, chỗ ở" in page
    assert "Mở phần nào là mở cả những gì đã ghi ở phần ấy từ trước" in page
    assert page.count('name="sections"') == 2


def test_a_child_and_the_representative_are_both_asked(commune: TestCommune) -> None:
    case = file_of(commune, "hung", PartialDate(2016, 1, 1))
    page = to_check(commune, case).page
    assert "ở tuổi này cần cả lời của người đại diện" in page
    whole = {"representative": "Bà ngoại (mẫu)", "representative_safe": "YES"}
    browser = to_check(commune, case, representative_answer="YES", **whole)
    assert browser.post().status_code == 303
    one = answers(commune, case)[0]
    assert one.talk is not None
    assert one.talk.representative == "Bà ngoại (mẫu)"
    browser = to_check(commune, case, representative_answer="YES", representative_safe="NO")
    assert "thì không hỏi" in browser.page


def test_under_seven_the_representative_decides(commune: TestCommune) -> None:
    case = file_of(commune, "hung", PartialDate(2022, 1, 1))
    browser = to_what(commune, case)
    page = browser.send(
        sections=incident(commune, case), purpose_referral="YES", until_on="1/12/2026"
    )
    assert 'name="survivor_answer"' not in page
    assert 'name="representative_answer"' in page


def test_a_file_of_another_desk_is_not_there(commune: TestCommune, case: Id) -> None:
    client = commune.client("mai")
    address = f"/cases/{id_to_text(case)}/consents"
    for page in ("", "/new", "/withdraw"):
        assert client.get(address + page).status_code == 404
    token = token_of(client.get("/").get_data(as_text=True))
    assert client.post(f"{address}/new", data={"csrf_token": token}).status_code == 404


def test_the_chair_asks_nobody(commune: TestCommune, case: Id) -> None:
    answer = commune.client("dung").get(f"/cases/{id_to_text(case)}/consents/new")
    assert answer.status_code == 403


def test_a_stale_page_is_refused_and_keeps_what_was_typed(commune: TestCommune, case: Id) -> None:
    browser = to_check(commune, case)
    answer = browser.post(csrf_token="cũ", her_words="đừng mất")
    assert answer.status_code == 400
    assert "Trang này đã cũ" in answer.get_data(as_text=True)
    assert "đừng mất" in answer.get_data(as_text=True)


def test_every_stage_is_light(commune: TestCommune, case: Id) -> None:
    browser = walk(commune, case)
    pages = [browser.page, browser.send(recipient=unit_of(commune, "mai"), alone="YES")]
    pages.append(browser.send(told_who_can_open="YES", audience="UNIT"))
    pages.append(
        browser.send(sections=incident(commune, case), purpose_referral="YES", until_on="1/12/2026")
    )
    pages.append(browser.send(**ANSWER))
    assert max(len(gzip.compress(page.encode())) for page in pages) < 8 * 1024
    assert not [page for page in pages if "<title>Hỏi ý kiến · Casework" not in page]


def test_every_purpose_has_its_question(commune: TestCommune) -> None:
    from casework.cases.consents.forms import ConsentForm

    with commune.app.test_request_context("/"):
        form = ConsentForm(formdata=None)
        named = {field.name for field in form if field.name.startswith("purpose_")}
        assert {field.name for field, _ in form.purposes()} == named
