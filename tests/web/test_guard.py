"""Nobody reaches a view that did not say who may come in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from casework.access.permissions import Permission
from casework.web import guard
from casework.web.guard import declared, safe_next
from casework.web.principal import Principal
from tests.web.conftest import press
from tests.web.gallery import SECRET


def test_an_undeclared_view_is_not_found(nurse: FlaskClient) -> None:
    answer = nurse.get("/undeclared")
    assert answer.status_code == 404
    assert SECRET not in answer.text


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client: FlaskClient) -> None:
    answer = client.get("/file?q=secret")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login?next=/file")


def test_a_stranger_who_posts_is_told_so(client: FlaskClient) -> None:
    assert client.post("/form").status_code == 401


def test_who_lacks_the_permission_is_refused(nurse: FlaskClient) -> None:
    answer = nurse.get("/log")
    assert answer.status_code == 403
    assert SECRET not in answer.text


def test_where_the_existence_is_not_theirs_it_is_not_found(nurse: FlaskClient) -> None:
    hidden, absent = nurse.get("/unknowable"), nurse.get("/no-such-page")
    assert hidden.status_code == absent.status_code == 404


def test_a_refusal_is_reported_before_it_is_answered(app: Flask) -> None:
    seen: list[Permission] = []

    def note(_principal: Principal, permission: Permission) -> None:
        seen.append(permission)

    app.before_request_funcs[None].clear()
    guard.install(app, note)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/login")
    client.get("/log")
    assert seen == [Permission.AUDIT_VIEW]


def test_every_address_can_be_listed_with_what_it_asks(app: Flask) -> None:
    doors = {door.address: door.declaration for door in declared(app)}
    assert doors["/undeclared"] is None
    shown = doors["/log"]
    assert shown is not None
    assert shown.permission is Permission.AUDIT_VIEW
    assert [address for address, asked in doors.items() if asked is None] == ["/undeclared"]


@pytest.mark.parametrize("address", ["/", "/cases", "/cases/0a1b/consents/new", "/a.b-c_d~e"])
def test_a_local_path_is_followed(address: str) -> None:
    assert safe_next(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "cases",
        "/cases?x=1",
        "/a\nb",
        "/\t/evil.example",
        "/@evil",
        "/a:b",
    ],
)
def test_any_other_address_leads_home(address: str | None) -> None:
    assert safe_next(address) == "/"


@given(st.text())
def test_no_text_leads_to_another_host(text: str) -> None:
    assert not safe_next(text).startswith(("//", "/\\"))


def test_signing_in_follows_a_local_path_only(client: FlaskClient) -> None:
    assert press(client, "/login?next=//evil.example") == 302
