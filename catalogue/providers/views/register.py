"""The register of providers, kept by the programme's officers."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.audit.queries import transitions_of
from app.core.database import transaction
from app.core.errors import NotFoundForYou, RuleBroken
from app.web.exports import MOST_ROWS, export_list
from catalogue.providers import operations, queries
from catalogue.providers.forms import (
    ApplicantForm,
    RegisterFilters,
    SiteForm,
    StandingForm,
    TermsForm,
)
from catalogue.providers.states import PROVIDER, ProviderAction, ProviderState

register = Blueprint("register", __name__, template_folder="../templates")

DECIDED_HERE = (ProviderAction.SUSPEND, ProviderAction.REINSTATE, ProviderAction.REVOKE)
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
        actions=[row.action for row in PROVIDER.actions_from(provider.state)],
    )


@register.route("/programme/providers/<int:provider_id>/terms", methods=["GET", "POST"])
@requires(Permission.PROVIDER_ACCREDIT)
def provider_terms(provider_id: int) -> ResponseReturnValue:
    """Accredit, or change the terms of an accreditation."""
    provider = queries.load_provider(signed_in(), provider_id)
    if provider.state is ProviderState.REVOKED:
        raise NotFoundForYou
    present = [field.value for field in provider.fields]
    form = TermsForm(obj=provider, fields=present)
    if form.validate_on_submit():
        try:
            with transaction():
                operations.accredit(signed_in(), provider, form.content())
            flash(_("The register says so from now on."), "success")
            return redirect(url_for("register.provider_page", provider_id=provider.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    status = 422 if form.errors or form.form_errors else 200
    return render_template("providers/terms.html", form=form, provider=provider), status


@register.route("/programme/providers/<int:provider_id>/decide/<action>", methods=["GET", "POST"])
@requires(Permission.PROVIDER_ACCREDIT)
def provider_decide(provider_id: int, action: str) -> ResponseReturnValue:
    """Suspend, reinstate or revoke."""
    provider, chosen = queries.load_provider(signed_in(), provider_id), _action(action)
    form = StandingForm()
    form.offer_reasons(chosen.value)
    if form.validate_on_submit():
        try:
            with transaction():
                operations.decide_standing(
                    signed_in(),
                    provider,
                    chosen,
                    reason=form.reason.data,
                    note=form.note.data or "",
                )
            return redirect(url_for("register.provider_page", provider_id=provider.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    row = PROVIDER.transition(provider.state, chosen)
    page = render_template("providers/decide.html", form=form, provider=provider, row=row)
    return page, 422 if form.errors else 200


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


def _action(value: str) -> ProviderAction:
    for action in DECIDED_HERE:
        if action.value == value:
            return action
    raise NotFoundForYou
