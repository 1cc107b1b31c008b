"""What everybody may see: begin an application, the register, a provider's history."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.guard import public
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import Refusal, RuleBroken
from app.core.forms import spoken
from app.web.exports import MOST_ROWS, export_list
from catalogue.accreditation import queries
from catalogue.accreditation.forms import PublicFilters, StartForm
from catalogue.accreditation.operations import applying
from catalogue.accreditation.states import ApplicationState, EventKind
from catalogue.providers.states import AccreditationState

accreditation = Blueprint("accreditation", __name__, template_folder="../templates")

TONES: dict[object, str] = {
    ApplicationState.DRAFT: "neutral",
    ApplicationState.SUBMITTED: "info",
    ApplicationState.IN_REVIEW: "info",
    ApplicationState.CORRECTION_REQUESTED: "warning",
    ApplicationState.ACCREDITED: "success",
    ApplicationState.REFUSED: "danger",
    ApplicationState.WITHDRAWN: "neutral",
    AccreditationState.ACTIVE: "success",
    AccreditationState.SUSPENDED: "warning",
    AccreditationState.REVOKED: "danger",
    AccreditationState.EXPIRED: "neutral",
    EventKind.GRANTED: "success",
    EventKind.SUSPENDED: "warning",
    EventKind.LIFTED: "success",
    EventKind.REVOKED: "danger",
    EventKind.EXPIRED: "neutral",
}


@accreditation.app_template_filter("accreditation_tone")
def accreditation_tone(state: object) -> str:
    """The colour of a tag."""
    return TONES[state]


@accreditation.app_template_filter("spoken_reason")
def spoken_reason(reason: Refusal) -> str:
    """A reason as a sentence in the reader's language."""
    return spoken(reason)


@accreditation.route("/accreditation/apply", methods=["GET", "POST"])
@public
def start() -> ResponseReturnValue:
    """Begin an application: no account is needed, one is made."""
    form = StartForm()
    if form.validate_on_submit():
        try:
            with transaction():
                begun, code = applying.begin_in_public(form.content(), request.remote_addr or "")
            return render_template("accreditation/begun.html", application=begun, code=code)
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    status = 422 if form.errors or form.form_errors else 200
    return render_template("accreditation/start.html", form=form), status


@accreditation.get("/register")
@public
def public_list() -> ResponseReturnValue:
    """Who is accredited today."""
    form = PublicFilters(request.args)
    found = queries.public_register(today(), form.q.data or "", form.chosen())
    page = queries.public_page(found, request.args.get("cursor"))
    return render_template("accreditation/register.html", page=page, form=form)


@accreditation.get("/register.<kind>")
@public
def public_export(kind: str) -> ResponseReturnValue:
    """The public register as a file, with the same filters."""
    form = PublicFilters(request.args)
    found = queries.public_register(today(), form.q.data or "", form.chosen())
    rows = queries.public_rows(found, MOST_ROWS)
    return export_list(kind, "register", queries.PUBLIC, rows)


@accreditation.get("/register/<int:provider_id>")
@public
def public_history(provider_id: int) -> ResponseReturnValue:
    """A provider's accreditations and their history: acts, days and states, never the reasons."""
    provider = queries.load_registered(provider_id)
    return render_template(
        "accreditation/history.html",
        provider=provider,
        rows=queries.accreditations_of(provider.id),
        events=queries.history_of(provider.id),
    )
