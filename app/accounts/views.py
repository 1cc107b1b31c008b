"""Sign-in, sign-out, activation, one's own account."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from sqlalchemy import select

from app.accounts.forms import ActivationForm, PasswordForm, SignInForm
from app.accounts.guard import public, requires, signed_in
from app.accounts.models import User
from app.accounts.operations import (
    PASSWORD_MINIMUM,
    SignInFailed,
    activate,
    activation_fingerprint,
    change_password,
    is_own_password,
    sign_in,
)
from app.accounts.permissions import Permission
from app.accounts.queries import demo_accounts
from app.config import DEMO_PASSWORD
from app.core.database import db, transaction
from app.core.errors import RuleBroken

accounts = Blueprint("accounts", __name__, template_folder="templates")


@accounts.route("/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    """Sign in with address and password."""
    if current_user.is_authenticated:
        return redirect(url_for("web.home"))
    form = SignInForm(email=request.args.get("email"))
    if form.validate_on_submit() and (user := _granted(form)) is not None:
        _open_session(user)
        return redirect(_safe_target(request.args.get("next")))
    status = 422 if form.errors else 200
    page = render_template(
        "accounts/login.html",
        form=form,
        demo_accounts=demo_accounts(),
        demo_password=DEMO_PASSWORD,
    )
    return page, status


@accounts.post("/logout")
@public
def logout() -> ResponseReturnValue:
    """Sign out; open to all, so that a session that has ended meets no obstacle."""
    logout_user()
    session.clear()
    flash(_("You have signed out."), "success")
    return redirect(url_for("web.home"))


@accounts.route("/activate", methods=["GET", "POST"])
@public
def activation() -> ResponseReturnValue:
    """Set the first password with the code given by the centre."""
    form = ActivationForm()
    if form.validate_on_submit():
        fingerprint = activation_fingerprint(form.code.data or "")
        try:
            with transaction():
                user = db.session.scalar(select(User).where(User.activation_hash == fingerprint))
                user = activate(user, form.password.data or "")
            _open_session(user)
            flash(_("Your account is active. Welcome."), "success")
            return redirect(url_for("web.home"))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return render_template(
        "accounts/activate.html", form=form, password_minimum=PASSWORD_MINIMUM
    ), 422 if form.errors else 200


@accounts.route("/account", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_SELF)
def account() -> ResponseReturnValue:
    """One's own account: who am I here, change the password."""
    form, user = PasswordForm(), signed_in()
    if form.validate_on_submit():
        if is_own_password(user, form.present.data or ""):
            with transaction():
                change_password(user, form.password.data or "")
            _open_session(user)
            flash(
                _("Your password has been changed. Other devices have been signed out."), "success"
            )
            return redirect(url_for("accounts.account"))
        form.present.errors = [_("This is not your present password.")]
    return render_template(
        "accounts/account.html", form=form, password_minimum=PASSWORD_MINIMUM
    ), 422 if form.errors else 200


def _password_page(template: str, form: ActivationForm | PasswordForm) -> ResponseReturnValue:
    page = render_template(template, form=form, password_minimum=PASSWORD_MINIMUM)
    return page, 422 if form.errors else 200


def _granted(form: SignInForm) -> User | None:
    try:
        with transaction():
            try:
                return sign_in(form.email.data or "", form.password.data or "")
            except SignInFailed:
                user = None  # the note of the attempt is kept: the block commits
        form.form_errors.append(_("Email address or password is wrong. Check both and try again."))
        return user
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return None


def _open_session(user: User) -> None:
    """Start a fresh session, so that a planted cookie is worth nothing; the chosen language stays."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    session.permanent = True
    login_user(user)


def _safe_target(target: str | None) -> str:
    """Where to go after signing in: only a path of this site."""
    if target and target.startswith("/") and not target.startswith(("//", "/\\")):
        parts = urlsplit(target)
        if not parts.scheme and not parts.netloc:
            return target
    return url_for("web.home")
