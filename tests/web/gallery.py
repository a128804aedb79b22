"""A small application around the shell: every macro on a page, and views of each declaration."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, flash, redirect, render_template, request
from jinja2 import ChoiceLoader, FileSystemLoader
from sqlalchemy import Table
from werkzeug.wrappers import Response

from casework.access.permissions import Permission
from casework.crypto import hpke
from casework.crypto.encoding import lp
from casework.crypto.labels import Label
from casework.database.base import Base
from casework.database.engine import Database, make_engine
from casework.kernel.clock import Clock
from casework.kernel.errors import Conflict, LogUnavailable
from casework.kernel.ids import Id
from casework.kernel.kinds import Role, UnitKind
from casework.kernel.settings import Settings, load_settings
from casework.web import shell
from casework.web.application import Application
from casework.web.context import NavItem, add_navigation, due_of
from casework.web.guard import public, requires, safe_next, signed_in
from casework.web.models import KeptForm, SessionRow
from casework.web.principal import Principal, set_loader
from casework.web.session_state import Level, SessionState
from casework.web.sessions import lock, renew, sign_in, sign_out, step_up, unlock
from casework.web.unsaved import set_form_keeper
from tests.web.gallery_form import GalleryForm

ROOT = Path(__file__).resolve().parents[2]
COMMUNE = bytes(range(16))
RUN_KEY = bytes(32)
USER: Id = b"u" * 16
KEYRING = b"keyring-of-the-nurse" * 4
START = datetime(2026, 2, 5, 7, 0, tzinfo=UTC)
SECRET = "Y Blơi ở nhà bà Hai"


class Keeper:
    """Seals forms to the one user of the tests."""

    def __init__(self) -> None:
        self.pair = hpke.generate()

    def seal(self, user: Id, form: Id, plaintext: bytes) -> bytes:
        return hpke.seal_to(self.pair.public, plaintext, lp(Label.KEPT_FORM, user, form))

    def announce(self, principal: Principal) -> None:
        pass

    def open(self, principal: Principal, form: Id, sealed: bytes) -> bytes:
        info = lp(Label.KEPT_FORM, principal.user, form)
        return hpke.open_sealed(self.pair.private, sealed, info)


def make_settings(*, tls: bool = False) -> Settings:
    settings = load_settings(Path("no-instance"), {})
    return replace(
        settings,
        server=replace(settings.server, tls=tls),
        commune=replace(settings.commune, name="xã Ngọk Mẫu", phone="0260 000 0000"),
    )


def make_tables(url: str) -> None:
    engine = make_engine(url)
    tables: list[Table] = [SessionRow.__table__, KeptForm.__table__]  # type: ignore[list-item]  # declared as FromClause
    Base.metadata.create_all(engine, tables)
    engine.dispose()


def make_app(
    database: Database,
    clock: Clock,
    *,
    run_key: bytes = RUN_KEY,
    tls: bool = False,
    role: Role = Role.MANAGER,
) -> Flask:
    app = Application(
        "gallery", template_folder=str(ROOT / "templates"), static_folder=None, root_path=str(ROOT)
    )
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(ROOT / "templates"),
            FileSystemLoader(Path(__file__).with_name("templates")),
        ]
    )
    shell.install(
        app, settings=make_settings(tls=tls), database=database, clock=clock, run_key=run_key
    )
    set_loader(app, lambda state: _principal(state, role))
    set_form_keeper(app, Keeper())
    add_navigation(
        app,
        NavItem("Việc của tôi", "/work", Permission.WORK_VIEW, "list"),
        NavItem("Hồ sơ", "/file", Permission.CASE_LIST, "folder"),
        NavItem("Chuyển gửi", "/table", Permission.CASE_LIST, "send"),
        NavItem("Đơn vị", "/form", Permission.MEMBER_LIST, "people"),
        NavItem("Nhật ký", "/log", Permission.AUDIT_VIEW, "shield"),
    )
    _add_doors(app)
    _add_verbs(app)
    _add_pages(app, clock)
    return app


def _principal(state: SessionState, role: Role) -> Principal | None:
    if state.user != USER or state.session is None or state.keyring is None:
        return None
    return Principal(
        user=USER,
        name="Trần Thị Mai",
        unit=b"h" * 16,
        unit_kind=UnitKind.HEALTH,
        unit_name="Trạm Y tế xã Ngọk Mẫu",
        role=role,
        session=state.session,
        keyring=state.keyring,
    )


def _add_doors(app: Flask) -> None:
    @app.get("/login")
    @public
    def show_login() -> str:
        return render_template("login.html", form=GalleryForm())

    @app.post("/login")
    @public
    def login() -> Response:
        sign_in(USER, KEYRING, Level.PASSWORD)
        return redirect(safe_next(request.args.get("next")))

    @app.get("/lock")
    @public
    def show_lock() -> str:
        return render_template("login.html", form=GalleryForm())

    @app.post("/lock")
    @public
    def quick_lock() -> Response:
        lock()
        return redirect("/lock")

    @app.post("/unlock")
    @public
    def open_again() -> Response:
        unlock(KEYRING, Level.PASSWORD)
        return redirect("/work")


def _add_verbs(app: Flask) -> None:
    @app.post("/step-up")
    @signed_in
    def second_factor() -> Response:
        step_up(Level.SECOND_FACTOR)
        return redirect("/work")

    @app.post("/renew")
    @signed_in
    def renewed() -> Response:
        renew()
        return redirect("/work")

    @app.post("/logout")
    @signed_in
    def logout() -> Response:
        sign_out()
        return redirect("/login")

    @app.get("/")
    @signed_in
    def home() -> Response:
        return redirect("/work")

    @app.get("/undeclared")
    def undeclared() -> str:
        return SECRET

    @app.get("/log")
    @requires(Permission.AUDIT_VIEW)
    def log() -> str:
        return SECRET

    @app.get("/unknowable")
    @requires(Permission.AUDIT_VIEW, refusal=404)
    def unknowable() -> str:
        return SECRET


def _add_pages(app: Flask, clock: Clock) -> None:
    @app.get("/work")
    @requires(Permission.WORK_VIEW)
    def work() -> str:
        flash("Đã gửi trả lời cho Công an xã.", "good")
        return render_template("work.html", rows=list(_work(clock)))

    @app.get("/file")
    @requires(Permission.CASE_VIEW)
    def file() -> str:
        return render_template("file.html", soon=clock.now() + timedelta(hours=2, minutes=10))

    @app.get("/table")
    @requires(Permission.CASE_LIST)
    def table() -> str:
        return render_template("table.html")

    @app.get("/host")
    @signed_in
    def host() -> str:
        return render_template("host.html")

    @app.get("/form")
    @requires(Permission.SECTION_WRITE)
    def show_form() -> str:
        return render_template("form.html", form=GalleryForm())

    @app.post("/form")
    @requires(Permission.SECTION_WRITE)
    def save() -> tuple[str, int] | Response:
        form = GalleryForm()
        if form.validate_on_submit():
            return redirect("/work")
        return render_template("form.html", form=form), 422

    @app.route("/fails/<kind>", methods=["GET", "POST"])
    @signed_in
    def fails(kind: str) -> Response:
        raise {
            "log": LogUnavailable(SECRET),
            "conflict": Conflict(SECRET),
            "bug": RuntimeError(SECRET),
            "key": KeyError(SECRET),
        }[kind]


def _work(clock: Clock) -> Iterator[dict[str, Any]]:
    now = clock.now()
    yield {
        "text": "Trả lời chuyển gửi NB-2026-014",
        "address": "/file",
        "note": "Công an xã gửi lúc 13:40 · cần khám trong 72 giờ",
        "due": due_of(now - timedelta(minutes=20), now),
        "basis": "TT 66/2025/TT-BCA.",
    }
    yield {
        "text": "Trả lời chuyển gửi NB-2026-011",
        "address": "/file",
        "note": "Hội Liên hiệp Phụ nữ xã gửi hôm qua",
        "due": due_of(now + timedelta(hours=2, minutes=40), now),
        "basis": "Luật 13/2022/QH15, Điều 29.",
    }
    yield {
        "text": "Tái khám NB-2026-008",
        "address": "/file",
        "note": "Hẹn ngày 08/02/2026",
        "due": due_of(now + timedelta(days=3), now),
    }
    yield {"text": "Bản nháp chưa gửi NB-2026-015", "address": "/file", "tag": "Bản nháp"}
