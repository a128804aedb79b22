"""Headers, tokens, compression and errors hold on every answer."""

import gzip
import logging
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from casework.database.engine import Database
from casework.kernel.clock import FixedClock
from casework.web.assets import FOLDER, load_assets
from casework.web.models import SessionRow
from tests.web.conftest import press, token_of
from tests.web.gallery import SECRET, make_app

PAGES = ["/login", "/no-such-page", "/work", "/undeclared", "/fails/bug", "/log", "/static/x/y.css"]


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_carries_the_strict_headers(nurse: FlaskClient, address: str) -> None:
    headers = nurse.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_hsts_is_sent_under_tls(database: Database, clock: FixedClock) -> None:
    client = make_app(database, clock, tls=True).test_client()
    headers = client.get("/login", base_url="https://localhost").headers
    assert headers["Strict-Transport-Security"].startswith("max-age=")


def test_no_page_holds_inline_script_or_style(nurse: FlaskClient) -> None:
    for address in ("/work", "/file", "/form", "/table", "/host"):
        page = nurse.get(address).text
        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=", page), address


def test_static_files_are_kept_for_ever_at_an_address_of_their_content(client: FlaskClient) -> None:
    for asset in load_assets(FOLDER).values():
        answer = client.get(asset.address)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.data == asset.content
        assert "Set-Cookie" not in answer.headers


def test_a_static_address_with_another_hash_is_not_found(client: FlaskClient) -> None:
    assert client.get("/static/0123456789abcdef/css/casework.css").status_code == 404
    assert client.get("/static/0123456789abcdef/../app.py").status_code == 404


@pytest.mark.parametrize(("name", "most"), [("css/casework.css", 8), ("js/casework.js", 8)])
def test_style_and_script_stay_small(name: str, most: int) -> None:
    assert len(load_assets(FOLDER)[name].zipped) <= most * 1024


def test_a_whole_cold_load_stays_within_its_budget(nurse: FlaskClient) -> None:
    page = nurse.get("/file", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    files = sum(len(asset.zipped) for asset in load_assets(FOLDER).values())
    assert len(page.data) <= 14 * 1024
    assert len(page.data) + files <= 40 * 1024
    assert "Hồ sơ · Casework" in gzip.decompress(page.data).decode()


def test_a_browser_that_takes_no_gzip_gets_plain_text(nurse: FlaskClient) -> None:
    assert "Content-Encoding" not in nurse.get("/file").headers


@pytest.mark.parametrize("token", ["", "x", "ImEi.x.y"])
def test_a_post_without_the_sessions_token_changes_nothing(nurse: FlaskClient, token: str) -> None:
    answer = nurse.post("/lock", data={"csrf_token": token})
    assert answer.status_code == 400
    assert nurse.get("/work").status_code == 200


def test_another_sessions_token_is_refused(app: Flask, nurse: FlaskClient) -> None:
    foreign = token_of(app.test_client())
    assert nurse.post("/lock", data={"csrf_token": foreign}).status_code == 400


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_post_from_another_site_is_refused_even_with_the_token(
    nurse: FlaskClient, site: str
) -> None:
    token = token_of(nurse, "/work")
    answer = nurse.post("/lock", data={"csrf_token": token}, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert nurse.get("/work").status_code == 200


def test_a_stale_page_gives_back_what_was_typed(nurse: FlaskClient) -> None:
    answer = nurse.post("/form", data={"account": "đã gõ <b>rất</b> lâu", "password": "x y"})
    assert answer.status_code == 400
    assert "đã gõ &lt;b&gt;rất&lt;/b&gt; lâu" in answer.text
    assert 'name="csrf_token"' in answer.text
    assert 'name="password"' not in answer.text


def test_a_stranger_gets_no_form_back(client: FlaskClient) -> None:
    answer = client.post("/login", data={"account": "đã gõ lâu"})
    assert answer.status_code == 400
    assert "đã gõ lâu" not in answer.text


@pytest.mark.parametrize(
    ("kind", "status"), [("log", 503), ("conflict", 409), ("bug", 500), ("key", 500)]
)
def test_an_error_shows_and_logs_no_value(
    nurse: FlaskClient, caplog: pytest.LogCaptureFixture, kind: str, status: int
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = nurse.get(f"/fails/{kind}")
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert answer.mimetype == "text/html"
    assert SECRET not in answer.text
    assert SECRET not in caplog.text


def test_an_error_quotes_a_number_that_stands_in_the_log(
    nurse: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        page = nurse.get("/fails/log").text
    found = re.search(r'<span class="code">([0-9A-Z]{4}-[0-9A-Z]{4})</span>', page)
    assert found is not None
    assert found[1] in caplog.text


def test_a_wrong_method_says_which_ones_are_right(nurse: FlaskClient) -> None:
    answer = nurse.get("/logout")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_request_that_is_too_large_is_refused_in_words(app: Flask, nurse: FlaskClient) -> None:
    token = token_of(nurse, "/form")
    app.config["MAX_CONTENT_LENGTH"] = 100
    answer = nurse.post("/form", data={"csrf_token": token, "account": "x" * 200})
    assert answer.status_code == 413
    assert "quá lớn" in answer.text


def test_pages_come_even_when_the_database_is_down(nurse: FlaskClient, database: Database) -> None:
    with database.write() as db:
        SessionRow.__table__.drop(db.connection())  # type: ignore[attr-defined]  # declared as FromClause
        db.commit()
    answer = nurse.get("/work")
    assert answer.status_code == 503
    assert "cơ sở dữ liệu" in answer.text
    assert nurse.get("/login").status_code == 200
    assert nurse.get("/no-such-page").status_code == 404


def test_a_failing_page_still_ends_in_a_page(app: Flask, nurse: FlaskClient) -> None:
    app.jinja_env.globals["language"] = None
    answer = nurse.get("/no-such-page")
    assert answer.status_code == 404
    assert "stylesheet" not in answer.text
    assert "<h1>" in answer.text
    assert "Không tìm thấy" in answer.text


def test_a_database_error_is_a_page_without_its_statement(app: Flask, nurse: FlaskClient) -> None:
    def fail() -> None:
        raise OperationalError(f"SELECT '{SECRET}'", None, Exception(SECRET))

    app.view_functions["host"] = app.view_functions["host"]
    app.before_request_funcs[None].append(fail)
    answer = nurse.get("/host")
    assert answer.status_code == 503
    assert SECRET not in answer.text


def test_the_touch_answers_with_the_seconds_left(nurse: FlaskClient, clock: FixedClock) -> None:
    token = token_of(nurse, "/work")
    answer = nurse.post("/touch", headers={"X-CSRFToken": token})
    assert answer.text == str(15 * 60)


def test_titles_are_neutral_and_the_page_says_who_and_where(nurse: FlaskClient) -> None:
    page = nurse.get("/file").text
    assert "<title>Hồ sơ · Casework</title>" in page
    assert "Trạm Y tế xã Ngọk Mẫu" in page
    assert "Trần Thị Mai" in page
    assert 'data-lock-in="900"' in page
    assert "/log" not in re.findall(r"<nav.*?</nav>", page, re.DOTALL)[0]


def test_an_error_in_a_form_shows_in_the_title_and_on_top(nurse: FlaskClient) -> None:
    token = token_of(nurse, "/form")
    page = nurse.post("/form", data={"csrf_token": token, "born": "31/02/1990"}).text
    assert "<title>Lỗi: Ghi sự việc · Casework</title>" in page
    assert '<a href="#born">' in page
    assert 'value="31/02/1990"' in page


def test_a_login_page_left_open_can_still_be_used_after_the_start_of_another(
    client: FlaskClient,
) -> None:
    assert press(client, "/login") == 302
