"""The dated runs of a provider's offers."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.programme.queries import rules_in_force
from app.web.exports import MOST_ROWS, export_list
from catalogue.drafting import operations, queries
from catalogue.drafting.forms import EditionFilters
from catalogue.drafting.forms.editions import CancellationForm, EditionForm
from catalogue.drafting.views.routes import PATH, drafting, form_page
from catalogue.offers.models import Edition
from catalogue.offers.queries import ON_SHOW
from catalogue.offers.rules import is_short
from catalogue.providers.queries import load_own_provider


@drafting.get("/provider/editions")
@requires(Permission.OFFER_EDIT)
def edition_list() -> ResponseReturnValue:
    """Every dated run of our offers, with how full it is."""
    own = load_own_provider(signed_in())
    form = EditionFilters(request.args, sites=own.sites)
    found = queries.own_editions(own, form.wish())
    page = queries.own_editions_page(found, request.args.get("cursor"))
    notice_days = rules_in_force(today()).edition_minimum_days()
    short = {edition.id for edition in page.rows if _is_short(edition, notice_days)}
    return render_template(
        "drafting/editions.html", page=page, form=form, notice_days=notice_days, short=short
    )


@drafting.get("/provider/editions.<kind>")
@requires(Permission.OFFER_EDIT)
def edition_export(kind: str) -> ResponseReturnValue:
    """The same list as a file."""
    own = load_own_provider(signed_in())
    found = queries.own_editions(own, EditionFilters(request.args, sites=own.sites).wish())
    rows = queries.own_editions_rows(found, MOST_ROWS)
    return export_list(kind, "editions", queries.OWN_EDITIONS, rows)


@drafting.route(f"{PATH}/editions/new", methods=["GET", "POST"])
@requires(Permission.OFFER_EDIT)
def edition_new(offer_id: int) -> ResponseReturnValue:
    """Add an edition."""
    offer = queries.load_own_offer(signed_in(), offer_id)
    form = EditionForm(code=str(len(offer.editions) + 1), site_id=offer.site_id or 0)
    form.offer_sites(offer.provider.sites)
    if form.validate_on_submit():
        try:
            with transaction():
                operations.add_edition(signed_in(), offer, form.content())
            return redirect(url_for("drafting.offer_page", offer_id=offer.id, _anchor="editions"))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return form_page("drafting/edition_form.html", form, offer=offer, edition=None)


@drafting.route(f"{PATH}/editions/<int:edition_id>", methods=["GET", "POST"])
@requires(Permission.OFFER_EDIT)
def edition_edit(offer_id: int, edition_id: int) -> ResponseReturnValue:
    """Change an edition."""
    edition = queries.load_own_edition(signed_in(), offer_id, edition_id)
    form = EditionForm(obj=operations.edition_content_of(edition))
    form.offer_sites(edition.offer.provider.sites)
    if form.validate_on_submit():
        try:
            with transaction():
                operations.change_edition(signed_in(), edition, form.content())
            return redirect(url_for("drafting.offer_page", offer_id=offer_id, _anchor="editions"))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return form_page("drafting/edition_form.html", form, offer=edition.offer, edition=edition)


@drafting.route(f"{PATH}/editions/<int:edition_id>/cancel", methods=["GET", "POST"])
@requires(Permission.OFFER_EDIT)
def edition_cancel(offer_id: int, edition_id: int) -> ResponseReturnValue:
    """Cancel an edition, with a reason."""
    edition = queries.load_own_edition(signed_in(), offer_id, edition_id)
    form = CancellationForm()
    if form.validate_on_submit():
        try:
            with transaction():
                operations.cancel_edition(signed_in(), edition, form.reason.data)
            return redirect(url_for("drafting.offer_page", offer_id=offer_id, _anchor="editions"))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return form_page("drafting/cancel.html", form, offer=edition.offer, edition=edition)


def _is_short(edition: Edition, notice_days: int) -> bool:
    return edition.state in ON_SHOW and is_short(
        taken=edition.taken,
        seats_min=edition.seats_min,
        starts_on=edition.starts_on,
        on=today(),
        notice_days=notice_days,
    )
