"""The dated runs of a provider's offers."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.database import transaction
from app.core.errors import RuleBroken
from catalogue.drafting import operations, queries
from catalogue.drafting.forms import CancellationForm, EditionForm
from catalogue.drafting.views.routes import PATH, drafting, form_page


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
