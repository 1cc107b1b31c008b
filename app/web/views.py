"""Home, language, statements, health: the pages that belong to no domain."""

from flask import Blueprint, Response, abort, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from app.accounts.guard import public
from app.core.language import LANGUAGES
from app.web import addresses, charts, fields, formats
from app.web.design import design
from app.web.navigation import home_endpoint
from app.web.readiness import readiness

web = Blueprint("web", __name__, template_folder="templates")

web.add_app_template_global(addresses.asset)
web.add_app_template_global(addresses.this_page)
web.add_app_template_filter(fields.field_kind)
web.add_app_template_filter(fields.form_errors)
web.add_app_template_filter(charts.bar_scale)
web.add_app_template_filter(charts.line_scale)
web.add_app_template_filter(charts.interval_scale)
web.add_app_template_filter(formats.days_left)


@web.after_app_request
def keep_versioned_files(response: Response) -> Response:
    """A static file asked for with the version of its content never has to be asked for again."""
    if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@web.get("/")
@public
def home() -> ResponseReturnValue:
    """Where the signed-in person's day begins; for strangers, what Percorso is."""
    endpoint = home_endpoint()
    return redirect(url_for(endpoint)) if endpoint else render_template("web/home.html")


@web.get("/language/<code>")
@public
def language(code: str) -> ResponseReturnValue:
    """Choose the language of the session and go back to the same page."""
    if code not in LANGUAGES:
        abort(404)
    session["language"] = code
    return redirect(addresses.own_path(request.args.get("next"), url_for("web.home")))


@web.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """What is accessible, what is not, and how to say so."""
    return render_template("web/accessibility.html")


@web.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """Which data are kept, why, for how long, and who sees them."""
    return render_template("web/privacy.html")


@web.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process answers; asks nobody else."""
    return {"status": "ok"}


@web.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Database, migrations and worker; 503 when one of them is not ready."""
    parts = readiness()
    ready = all(parts.values())
    said = {name: "ok" if holds else "not ready" for name, holds in parts.items()}
    return {"status": "ok" if ready else "not ready", **said}, 200 if ready else 503


@web.record
def _show_design(state: BlueprintSetupState) -> None:
    """The style page exists in demonstrations and tests only."""
    if not state.app.config["PERCORSO"].is_production:
        state.add_url_rule("/design", "design", public(design), methods=["GET", "POST"])
