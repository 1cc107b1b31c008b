"""Pages of templates: the provider's, and those of the region for all."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.database import transaction
from app.core.errors import RuleBroken
from catalogue.approval.queries import load_offer
from catalogue.drafting.queries import load_own_offer
from catalogue.offers.models import Offer
from catalogue.patterns import operations, queries
from catalogue.patterns.forms import TemplateForm
from catalogue.providers.queries import load_own_provider

patterns = Blueprint("patterns", __name__, template_folder="templates")


@patterns.get("/provider/templates")
@requires(Permission.OFFER_EDIT)
def own_list() -> ResponseReturnValue:
    """Our templates, and the region's."""
    own = load_own_provider(signed_in())
    regional = queries.regional_templates()
    page = queries.templates_page(queries.own_templates(own), request.args.get("cursor"))
    shared = queries.templates_page(regional, request.args.get("regional"))
    used = queries.begun_from(page.rows)
    return render_template("patterns/own.html", page=page, shared=shared, used=used)


@patterns.get("/programme/templates")
@requires(Permission.OFFER_APPROVE)
def regional_list() -> ResponseReturnValue:
    """The templates of the region."""
    found = queries.regional_templates()
    page = queries.templates_page(found, request.args.get("cursor"))
    used = queries.begun_from(page.rows)
    return render_template("patterns/regional.html", page=page, used=used)


@patterns.route("/provider/offers/<int:offer_id>/template", methods=["GET", "POST"])
@requires(Permission.OFFER_EDIT)
def keep_own(offer_id: int) -> ResponseReturnValue:
    """Keep one of our offers as a template."""
    return _keep(load_own_offer(signed_in(), offer_id), for_all=False)


@patterns.route("/programme/offers/<int:offer_id>/template", methods=["GET", "POST"])
@requires(Permission.OFFER_APPROVE)
def keep_regional(offer_id: int) -> ResponseReturnValue:
    """Keep an offer as a template for all providers."""
    return _keep(load_offer(signed_in(), offer_id), for_all=True)


@patterns.post("/provider/templates/<int:template_id>/begin")
@requires(Permission.OFFER_EDIT)
def begin(template_id: int) -> ResponseReturnValue:
    """Begin an offer from a template."""
    template = queries.load_usable_template(signed_in(), template_id)
    with transaction():
        own = load_own_provider(signed_in())
        offer = operations.begin_offer(signed_in(), own, template)
    flash(_("The draft has the words of the template. Give it a code of your own."), "success")
    return redirect(url_for("drafting.offer_edit", offer_id=offer.id))


@patterns.post("/provider/templates/<int:template_id>/retire")
@requires(Permission.OFFER_EDIT)
def retire_own(template_id: int) -> ResponseReturnValue:
    """Put one of our templates away."""
    template = queries.load_own_template(signed_in(), template_id)
    with transaction():
        operations.retire_template(signed_in(), template)
    flash(_("The template has been put away."), "success")
    return redirect(url_for("patterns.own_list"))


@patterns.post("/programme/templates/<int:template_id>/retire")
@requires(Permission.OFFER_APPROVE)
def retire_regional(template_id: int) -> ResponseReturnValue:
    """Put a template of the region away."""
    template = queries.load_regional_template(template_id)
    with transaction():
        operations.retire_template(signed_in(), template)
    flash(_("The template has been put away."), "success")
    return redirect(url_for("patterns.regional_list"))


def _keep(offer: Offer, *, for_all: bool) -> ResponseReturnValue:
    form = TemplateForm(name=offer.title)
    if form.validate_on_submit():
        try:
            with transaction():
                operations.keep_template(signed_in(), offer, form.name.data or "", for_all=for_all)
            flash(_("The template is kept."), "success")
            return redirect(url_for(f"patterns.{'regional' if for_all else 'own'}_list"))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("patterns/keep.html", form=form, offer=offer, for_all=for_all)
    return page, 422 if form.errors or form.form_errors else 200
