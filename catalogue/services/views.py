"""Calls, kept by the programme's officers; words for service types and pathways."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.programme.queries import rules_in_force
from app.web.exports import MOST_ROWS, export_list
from catalogue.services.forms import CallForm
from catalogue.services.operations import open_call
from catalogue.services.queries import CALLS, calls, calls_page, calls_rows

services = Blueprint("services", __name__, template_folder="templates")


@services.app_template_global()
def service_names() -> dict[str, str]:
    """Name of each service type in the reader's language, by code."""
    language = spoken_language()
    return {item.code: item.name.spoken(language) for item in rules_in_force(today()).service_types}


@services.app_template_global()
def pathway_names() -> dict[int, str]:
    """Name of each pathway in the reader's language, by number."""
    language = spoken_language()
    return {item.number: item.name.spoken(language) for item in rules_in_force(today()).pathways}


def spoken_language() -> str:
    """The reader's language, `it` or `en`."""
    locale = get_locale()
    return locale.language if locale else "it"


@services.get("/programme/calls")
@requires(Permission.CALL_MANAGE)
def call_list() -> ResponseReturnValue:
    """Every call, newest first."""
    page = calls_page(calls(), request.args.get("cursor"))
    return render_template("services/calls.html", page=page, language=spoken_language())


@services.get("/programme/calls.<kind>")
@requires(Permission.CALL_MANAGE)
def call_export(kind: str) -> ResponseReturnValue:
    """Every call as a file."""
    return export_list(kind, "calls", CALLS, calls_rows(calls(), MOST_ROWS))


@services.route("/programme/calls/new", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def call_new() -> ResponseReturnValue:
    """Open a call."""
    form = CallForm()
    form.offer_pathways(pathway_names())
    if form.validate_on_submit():
        try:
            with transaction():
                call = open_call(signed_in(), **form.content())
            flash(_("Call %(code)s is open for offers.", code=call.code), "success")
            return redirect(url_for("services.call_list"))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return render_template("services/call_new.html", form=form), 422 if form.errors else 200
