"""The register of providers, kept by the programme's officers."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.audit.queries import transitions_of
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.web.exports import MOST_ROWS, export_list
from catalogue.providers import operations, queries
from catalogue.providers.forms import (
    ApplicantForm,
    RegisterFilters,
    SiteForm,
)
from catalogue.providers.states import PROVIDER, ProviderState

register = Blueprint("register", __name__, template_folder="../templates")

TONES = {
    ProviderState.APPLICANT: "info",
    ProviderState.ACCREDITED: "success",
    ProviderState.SUSPENDED: "warning",
    ProviderState.REVOKED: "danger",
}


@register.app_template_filter("standing_tone")
def standing_tone(state: ProviderState) -> str:
    """The colour of a standing's tag."""
    return TONES[state]


@register.get("/programme/providers")
@requires(Permission.PROVIDER_ACCREDIT)
def provider_list() -> ResponseReturnValue:
    """The register, filtered."""
    form = RegisterFilters(request.args)
    found = queries.register(form.q.data or "", form.chosen_state())
    page = queries.register_page(found, request.args.get("cursor"))
    return render_template(
        "providers/register.html", page=page, form=form, counts=queries.state_counts()
    )


@register.get("/programme/providers.<kind>")
@requires(Permission.PROVIDER_ACCREDIT)
def provider_export(kind: str) -> ResponseReturnValue:
    """The register as a file, with the same filters."""
    form = RegisterFilters(request.args)
    found = queries.register(form.q.data or "", form.chosen_state())
    return export_list(kind, "providers", queries.REGISTER, queries.register_rows(found, MOST_ROWS))


@register.route("/programme/providers/new", methods=["GET", "POST"])
@requires(Permission.PROVIDER_ACCREDIT)
def provider_new() -> ResponseReturnValue:
    """Enter an applicant."""
    form = ApplicantForm()
    if form.validate_on_submit():
        try:
            with transaction():
                made, code = operations.register_applicant(signed_in(), form.content())
            return render_template("providers/registered.html", provider=made, code=code)
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return render_template("providers/new.html", form=form), 422 if form.errors else 200


@register.get("/programme/providers/<int:provider_id>")
@requires(Permission.PROVIDER_ACCREDIT)
def provider_page(provider_id: int) -> ResponseReturnValue:
    """One provider: terms, sites, what happened, what can be decided."""
    provider = queries.load_provider(signed_in(), provider_id)
    return render_template(
        "providers/page.html",
        provider=provider,
        agreement=queries.platform_agreement_in_force(provider.id),
        people=queries.members(provider.id),
        history=transitions_of(PROVIDER.name, provider.id),
        machine=PROVIDER,
        standings={row.state.value for row in provider.accreditations},
    )


@register.route("/programme/providers/<int:provider_id>/sites/new", methods=["GET", "POST"])
@requires(Permission.PROVIDER_ACCREDIT)
def site_new(provider_id: int) -> ResponseReturnValue:
    """Enter a site."""
    provider, form = queries.load_provider(signed_in(), provider_id), SiteForm()
    if form.validate_on_submit():
        try:
            with transaction():
                operations.add_site(signed_in(), provider, form.content())
            return redirect(url_for("register.provider_page", provider_id=provider.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("providers/site.html", form=form, provider=provider, site=None)
    return page, 422 if form.errors else 200


@register.route(
    "/programme/providers/<int:provider_id>/sites/<int:site_id>", methods=["GET", "POST"]
)
@requires(Permission.PROVIDER_ACCREDIT)
def site_change(provider_id: int, site_id: int) -> ResponseReturnValue:
    """Change a site."""
    provider = queries.load_provider(signed_in(), provider_id)
    site = queries.site_of(provider, site_id)
    form = SiteForm(obj=site)
    if form.validate_on_submit():
        try:
            with transaction():
                operations.change_site(signed_in(), provider, site, form.content())
            return redirect(url_for("register.provider_page", provider_id=provider.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("providers/site.html", form=form, provider=provider, site=site)
    return page, 422 if form.errors else 200
