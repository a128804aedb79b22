"""The floor: a plain Flask, SQLAlchemy and SQLite app over the same number of cases.

No session, no permissions, no encryption, no log; one row a case, its text in plain columns.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from flask import Flask, abort, render_template
from jinja2 import DictLoader
from sqlalchemy import create_engine, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

URL = "CASEWORK_BENCH_FLOOR"
"""The environment variable that names the floor's database."""

PAGE = 25
_TEXTS = ("name", "phone", "village", "when", "who", "danger", "account", "needs", "reporter")
_HEAD = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{{ title }}</title>
</head><body><h1>{{ title }}</h1>"""
_LIST = (
    _HEAD
    + """<table>{% for case in cases %}<tr><td><a href="/cases/{{ case.id }}">{{ case.number }}</a>
</td><td>{{ case.name }}</td><td>{{ case.status }}</td></tr>{% endfor %}</table></body></html>"""
)
_VIEW = (
    _HEAD
    + """<dl>{% for text in texts %}<dt>{{ text }}</dt><dd>{{ case[text] }}</dd>{% endfor %}</dl>
</body></html>"""
)


class _Base(DeclarativeBase):
    pass


class PlainCase(_Base):
    """A case as most programs keep it."""

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    status: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str]
    village: Mapped[str]
    when: Mapped[str]
    who: Mapped[str]
    danger: Mapped[str]
    account: Mapped[str]
    needs: Mapped[str]
    reporter: Mapped[str]


def seed_floor(url: str, count: int) -> None:
    """Write ``count`` cases into a fresh database."""
    engine = create_engine(url)
    _Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        connection.execute(insert(PlainCase), list(_rows(count)))
    engine.dispose()


def _rows(count: int) -> Iterator[dict[str, str]]:
    for place in range(count):
        texts = {text: f"{text} {place} (mẫu), như người ta kể lại" for text in _TEXTS}
        yield {"number": f"MAU-{place:06d}", "status": "NEW", **texts}


def make_floor(url: str) -> Flask:
    """Return the app over a seeded database."""
    app = Flask("floor", static_folder=None)
    app.jinja_loader = DictLoader({"list.html": _LIST, "view.html": _VIEW})
    engine = create_engine(url)

    @app.get("/")
    def show_list() -> str:
        with Session(engine) as db:
            newest = select(PlainCase).order_by(PlainCase.id.desc()).limit(PAGE)
            return render_template("list.html", title="Danh sách", cases=db.scalars(newest).all())

    @app.get("/cases/<int:case>")
    def show_case(case: int) -> str:
        with Session(engine) as db:
            row = db.get(PlainCase, case) or abort(404)
            return render_template("view.html", title=row.number, case=row, texts=_TEXTS)

    return app


def serve() -> Flask:
    """Return the app over the database that the environment names, for the server."""
    return make_floor(os.environ[URL])
