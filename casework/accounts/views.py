"""The door: signing in and out, locking and unlocking, and changing one's own password."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from casework.accounts import cookies, passphrases, service, witness
from casework.accounts.errors import SignInRefused, WeakPassphrase
from casework.accounts.forms import LoginForm, PasswordForm, UnlockForm, blame, typed
from casework.audit.actions import Action
from casework.audit.events import Actor
from casework.kernel.errors import CaseworkError, Throttled
from casework.kernel.ids import Id, new_id
from casework.vault.rosters import Member
from casework.web import sessions
from casework.web.guard import LOCK, LOGIN, public, safe_next, signed_in
from casework.web.here import hand, house, stranger
from casework.web.principal import current_principal
from casework.web.session_state import Level
from casework.web.unsaved import has_unsaved

blueprint = Blueprint("accounts", __name__)

Answer: TypeAlias = str | BaseResponse | tuple[str, int]


@blueprint.get(LOGIN)
@public
def show_login() -> Answer:
    """Offer the sign-in page; whoever is signed in already goes on."""
    state = sessions.current_session().state
    if state.user is not None:
        return redirect(LOCK if state.locked else "/")
    return _login_page(LoginForm(formdata=None))


@blueprint.post(LOGIN)
@public
def sign_in() -> Answer:
    """Open the keys, log it, ask the browser's witness, and only then begin a session."""
    form = LoginForm()
    if not form.validate():
        return _login_page(form), 400
    name, log_session = typed(form.username), new_id()
    try:
        opened = service.sign_in(
            house(),
            name,
            typed(form.password),
            device=cookies.find_device(house(), name),
            actor=replace(stranger(), session=log_session),
        )
    except (SignInRefused, Throttled) as error:
        form.form_errors.append(said(error))
        return _login_page(form), error.status
    witness.require_continuity(house(), cookies.find_head())
    keyring = opened.keyring
    sessions.sign_in(keyring.user, keyring.to_bytes(), Level.PASSWORD, log_session)
    response = redirect(_onward(keyring.user), 303)
    cookies.keep_device(response, house(), name)
    return response


def _login_page(form: LoginForm) -> str:
    return render_template(
        "accounts/login.html",
        form=form,
        kept=request.args.get("kept") == "1",
        next=safe_next(request.values.get("next")),
    )


def said(error: CaseworkError) -> str:
    """Return what happened and what to do, in one line."""
    return f"{gettext(error.message_vi)} {gettext(error.what_to_do_vi or '')}"


def _onward(user: Id) -> str:
    """First what was typed and not saved, then where they wanted to go."""
    return "/unsaved" if has_unsaved(user) else safe_next(request.form.get("next"))


@blueprint.post("/logout")
@public
def sign_out() -> Answer:
    """End the session; nothing, not even a log that cannot be written, keeps it open."""
    _log_leaving(Action.SESSION_SIGN_OUT)
    sessions.sign_out()
    return redirect(LOGIN, 303)


@blueprint.get(LOCK)
@public
def show_lock() -> Answer:
    """Ask the same person for the password; nothing of what was on the screen is here."""
    state = sessions.current_session().state
    if state.user is None:
        return redirect(LOGIN)
    if not state.locked:
        return redirect(safe_next(request.args.get("next")))
    return _lock_page(UnlockForm(formdata=None))


@blueprint.post(LOCK)
@public
def lock() -> Answer:
    """Lock at once; on a locked session with a password, unlock."""
    state = sessions.current_session().state
    if state.user is None:
        return redirect(LOGIN, 303)
    if state.locked and "password" in request.form:
        return _unlock(state.user)
    _log_leaving(Action.SESSION_LOCK)
    sessions.lock()
    return redirect(LOCK, 303)


def _unlock(user: Id) -> Answer:
    form, member = UnlockForm(), _member(user)
    if not form.validate():
        return _lock_page(form), 400
    if member is None:
        sessions.sign_out()
        return redirect(LOGIN, 303)
    actor = replace(stranger(), session=sessions.current_session().state.session)
    device = cookies.find_device(house(), member.username)
    try:
        opened = service.sign_in(
            house(),
            member.username,
            typed(form.password),
            device=device,
            actor=actor,
            action=Action.SESSION_UNLOCK,
        )
    except (SignInRefused, Throttled) as error:
        form.form_errors.append(said(error))
        return _lock_page(form), error.status
    sessions.unlock(opened.keyring.to_bytes(), Level.PASSWORD)
    return redirect(_onward(user), 303)


def _lock_page(form: UnlockForm) -> str:
    user = sessions.current_session().state.user
    member = None if user is None else _member(user)
    return render_template(
        "accounts/lock.html",
        form=form,
        name=member.name if member else "",
        kept=request.args.get("kept") == "1",
        next=safe_next(request.values.get("next")),
    )


def _member(user: Id) -> Member | None:
    with house().database.read() as db:
        return house().roster(db).find_member(user)


def _log_leaving(action: Action) -> None:
    """Note who leaves the desk; a log that fails must not keep a session open."""
    state = sessions.current_session().state
    if state.user is None or state.locked:
        return
    member = _member(state.user)
    who = Actor(state.user, member.unit if member else None, state.session, None)
    try:
        with house().ledger.entry(who, action):
            pass
    except CaseworkError:
        return


@blueprint.get("/password")
@signed_in
def show_password() -> Answer:
    """Offer to change one's own password, with five words ready."""
    return _password_page(PasswordForm(formdata=None), passphrases.offer())


@blueprint.post("/password")
@signed_in
def change_password() -> Answer:
    """Change the password, and shut every other session of the same person."""
    form = PasswordForm()
    offered = typed(form.offered_passphrase) or passphrases.offer()
    if request.form.get("step") == "offer":
        return _password_page(PasswordForm(formdata=None), passphrases.offer())
    if not form.validate():
        return _password_page(form, offered), 400
    here, user = sessions.current_session(), current_principal().user
    device = cookies.find_device(house(), cookies.username_of(house(), user))
    change = service.PasswordChange(typed(form.old_password), typed(form.password))
    try:
        service.change_password(
            house(),
            hand(),
            change,
            device=device,
            ending=lambda db: sessions.end_sessions_of(db, user, but=here),
        )
    except WeakPassphrase as error:
        blame(form.password, str(error))
        return _password_page(form, offered), error.status
    except SignInRefused as error:
        blame(form.old_password, gettext("Mật khẩu đang dùng chưa đúng."))
        return _password_page(form, offered), error.status
    sessions.renew()
    flash(gettext("Đã đổi mật khẩu. Các máy khác đang mở bằng tên này đã bị đăng xuất."), "good")
    return redirect("/", 303)


def _password_page(form: PasswordForm, offered: str) -> str:
    return render_template("accounts/password.html", form=form, offered=offered)


def keep_witness(response: Response) -> Response:
    """Let the browser of whoever is signed in keep the newest checkpoint."""
    return cookies.keep_head(response, house())
