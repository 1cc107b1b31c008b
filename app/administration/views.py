"""Accounts for the administrator, access log and audit events for the auditor."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.models import User
from app.accounts.operations import deactivate, invite, prepare_activation, reactivate
from app.accounts.permissions import Permission, Role
from app.administration import queries
from app.administration.forms import (
    STAFF_ROLES,
    AccessFilterForm,
    InvitationForm,
    UserFilterForm,
)
from app.administration.rules import body_refusals
from app.audit.operations import record
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.language import N_
from app.core.listing import Column
from app.web.exports import export_list
from app.web.formats import label

administration = Blueprint("administration", __name__, template_folder="templates")

ACCOUNT_COLUMNS: tuple[Column[User], ...] = (
    Column("name", N_("Name"), lambda user: user.name),
    Column("email", N_("Email address"), lambda user: user.email),
    Column("role", N_("Role"), lambda user: user.role),
    Column("body", N_("Works for"), lambda user: user.organisation and user.organisation.name),
    Column(
        "code", N_("Code of the body"), lambda user: user.organisation and user.organisation.code
    ),
    Column("active", N_("Active"), lambda user: user.active),
    Column("signed_in", N_("Last signed in"), lambda user: user.signed_in_at),
)
READING_COLUMNS: tuple[Column[Any], ...] = (
    Column("at", N_("When"), lambda row: row.AccessLog.at),
    Column("reader", N_("Who"), lambda row: row.reader),
    Column("body", N_("Works for"), lambda row: row.body),
    Column("role", N_("Role"), lambda row: label(Role(row.AccessLog.role).label)),
    Column("fiscal_code", N_("Person"), lambda row: row.fiscal_code),
    Column("part", N_("What"), lambda row: row.AccessLog.part),
    Column("purpose", N_("Purpose"), lambda row: row.AccessLog.purpose),
    Column("record", N_("Reference"), lambda row: row.AccessLog.record),
)


@administration.get("/admin/users")
@requires(Permission.USER_MANAGE)
def users() -> ResponseReturnValue:
    """The accounts of those who work with the platform."""
    form = UserFilterForm(request.args)
    form.role.choices = [("", _("All")), *_role_choices()]
    role = Role(form.role.data) if form.role.data in {role.value for role in Role} else None
    found = queries.accounts_matching(form.q.data, role)
    if kind := request.args.get("format"):
        return export_list(kind, "accounts", ACCOUNT_COLUMNS, queries.all_accounts(found))
    page = queries.accounts_page(found, request.args.get("cursor"))
    return render_template("administration/users.html", page=page, form=form)


@administration.route("/admin/users/new", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
def new_user() -> ResponseReturnValue:
    """Invite somebody; their activation code is shown once."""
    form = InvitationForm()
    form.role.choices = _role_choices()
    if form.validate_on_submit():
        try:
            with transaction():
                user, code = _invited(form)
            return render_template("administration/invited.html", user=user, code=code)
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("administration/new_user.html", form=form)
    return page, 422 if form.errors else 200


@administration.get("/admin/users/<int:user_id>")
@requires(Permission.USER_MANAGE)
def user(user_id: int) -> ResponseReturnValue:
    """One account."""
    return render_template("administration/user.html", user=queries.load_account(user_id))


@administration.post("/admin/users/<int:user_id>/<any(close, open, code):act>")
@requires(Permission.USER_MANAGE)
def change_user(user_id: int, act: str) -> ResponseReturnValue:
    """Close an account, open it again, or give it a new activation code."""
    account, code = queries.load_account(user_id), None
    if account.id == signed_in().id:
        flash(_("You cannot change your own account here. Ask another administrator."), "warning")
        return redirect(url_for("administration.user", user_id=user_id))
    with transaction():
        if act == "close":
            deactivate(account)
        elif act == "open":
            code = reactivate(account)
        else:
            code = prepare_activation(account)
        record(signed_in(), f"user:{act}", account)
    if code:
        return render_template("administration/invited.html", user=account, code=code)
    flash(_("The account is closed. Whoever was using it has been signed out."), "success")
    return redirect(url_for("administration.user", user_id=user_id))


@administration.get("/audit")
@requires(Permission.ACCESS_LOG_SEARCH)
def access_log() -> ResponseReturnValue:
    """Who read whose record, searched by person, reader and day."""
    form = AccessFilterForm(request.args)
    form.validate()
    found = queries.readings(
        form.fiscal_code.data, form.reader.data, form.since.data, form.until.data
    )
    if kind := request.args.get("format"):
        return export_list(kind, "access-log", READING_COLUMNS, queries.all_readings(found))
    page = queries.readings_page(found, request.args.get("cursor"))
    return render_template(
        "administration/access_log.html", page=page, form=form, columns=READING_COLUMNS
    )


@administration.get("/audit/events")
@requires(Permission.ACCESS_LOG_SEARCH)
def audit_events() -> ResponseReturnValue:
    """What was changed, newest first."""
    page = queries.events_page(request.args.get("record"), request.args.get("cursor"))
    return render_template("administration/audit_events.html", page=page)


def _invited(form: InvitationForm) -> tuple[User, str]:
    role = Role(form.role.data)
    body = queries.organisation_by_code(form.organisation_code.data or "")
    if reasons := body_refusals(role, body.kind if body else None):
        raise RuleBroken(reasons)
    user, code = invite(
        name=form.name.data or "",
        email=form.email.data or "",
        role=role,
        organisation_id=body.id if body else None,
    )
    record(signed_in(), "user:invite", user, role=role.value)
    return user, code


def _role_choices() -> list[tuple[str, str]]:
    return [(role.value, label(role)) for role in STAFF_ROLES]
