"""Coming in with a code: activating a unit, joining one; each step carries what it needs itself.

The code travels in the bodies of posts and never in an address; nothing is kept on the server
between two steps but, for the page that is shown at the end, the words to be read aloud.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, session
from werkzeug.datastructures import MultiDict

from casework.accounts import cookies, passphrases, service
from casework.accounts.errors import CodeSpent, UsernameTaken, WeakPassphrase
from casework.accounts.forms import CodeForm, HostForm, PersonForm, blame, typed
from casework.accounts.views import Answer, said
from casework.crypto.errors import BadCode
from casework.web.guard import public
from casework.web.here import house, stranger

blueprint = Blueprint("entrance", __name__)

_WORDS = "fingerprint_to_read"
_SIGN_IN_NAME = "sign_in_name"


@dataclass(frozen=True)
class Seen:
    """What a code opens: the unit's name, and the root's words where there are some to compare."""

    unit: str
    fingerprint: str = ""
    is_house: bool = False

    def form(self, fields: MultiDict[str, str] | None) -> PersonForm | HostForm:
        """Return what the newcomer is asked; a host is asked for no name."""
        return (HostForm if self.is_house else PersonForm)(formdata=fields)


@dataclass(frozen=True)
class Door:
    """One of the two ways in: what its code opens, and what taking it does.

    ``look`` raises BadCode or CodeSpent; ``enter`` raises UsernameTaken or WeakPassphrase too.
    """

    name: str
    look: Callable[[str], Seen]
    enter: Callable[[str, service.NewPerson], None]


def _look_activate(code: str) -> Seen:
    found = service.find_founding(house(), code)
    return Seen(found.unit_name, found.fingerprint, found.is_house)


def _enter_activate(code: str, person: service.NewPerson) -> None:
    user = service.activate_unit(house(), code, person, stranger())
    session[_SIGN_IN_NAME] = cookies.username_of(house(), user)


def _look_join(code: str) -> Seen:
    invited = service.find_invitation(house(), code)
    if invited is None:
        raise CodeSpent
    return Seen(invited.unit_name)


def _enter_join(code: str, person: service.NewPerson) -> None:
    session[_WORDS] = service.join(house(), code, person, stranger())


ACTIVATE = Door("activate", _look_activate, _enter_activate)
JOIN = Door("join", _look_join, _enter_join)


@blueprint.get("/activate")
@public
def show_activate() -> Answer:
    """Ask for the founding code."""
    return _code_page(ACTIVATE, CodeForm(formdata=None))


@blueprint.post("/activate")
@public
def activate() -> Answer:
    """Show what the code opens, then found the unit with its first manager."""
    return _step(ACTIVATE)


@blueprint.get("/join")
@public
def show_join() -> Answer:
    """Ask for the code that the manager has handed over."""
    return _code_page(JOIN, CodeForm(formdata=None))


@blueprint.post("/join")
@public
def join() -> Answer:
    """Show whose code it is, then make the newcomer's keys."""
    return _step(JOIN)


@blueprint.get("/activate/done")
@public
def activated() -> Answer:
    """Say what comes next."""
    return render_template("accounts/activated.html", username=session.get(_SIGN_IN_NAME, ""))


@blueprint.get("/join/done")
@public
def joined() -> Answer:
    """Show the words that the newcomer reads to the manager."""
    words = session.get(_WORDS)
    if not words:
        return redirect("/join")
    return render_template("accounts/joined.html", words=words.split())


def _step(door: Door) -> Answer:
    form = CodeForm()
    if not form.validate():
        return _code_page(door, form), 400
    code = typed(form.code)
    try:
        seen = door.look(code)
        step = request.form.get("step", "code")
        if step == "person":
            return _enter(door, code, seen)
    except (BadCode, CodeSpent) as error:
        blame(form.code, said(error))
        return _code_page(door, form), 400
    person = seen.form(None if step == "code" else request.form)
    return _person_page(door, person, seen, passphrases.offer())


def _enter(door: Door, code: str, seen: Seen) -> Answer:
    form = seen.form(request.form)
    offered = typed(form.offered_passphrase) or passphrases.offer()
    if form.validate():
        person = service.NewPerson(typed(form.username), typed(form.name), typed(form.password))
        try:
            door.enter(code, person)
        except UsernameTaken as error:
            blame(form.username, said(error))
        except WeakPassphrase as error:
            blame(form.password, str(error))
        else:
            return redirect(f"/{door.name}/done", 303)
    return _person_page(door, form, seen, offered), 400


def _code_page(door: Door, form: CodeForm) -> str:
    return render_template(f"accounts/{door.name}.html", form=form)


def _person_page(door: Door, form: PersonForm | HostForm, seen: Seen, offered: str) -> str:
    return render_template(
        "accounts/person.html",
        form=form,
        door=door.name,
        unit=seen.unit,
        is_house=seen.is_house,
        fingerprint=seen.fingerprint.split(),
        offered=offered,
        code=request.form.get("code", ""),
    )
