"""The public catalogue: search, the page of an offer, the page of a provider."""

from datetime import date

from babel import Locale
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.guard import public
from app.core.clock import today
from app.web.exports import MOST_ROWS, export_list
from catalogue.offers.forms import SearchForm
from catalogue.offers.queries import (
    FOUND,
    Wanted,
    editions_on_show,
    kilometres_between,
    load_public_offer,
    provinces_with_sites,
    search,
    search_rows,
)
from catalogue.offers.states import EditionState, OfferState
from catalogue.providers.queries import load_public_provider
from catalogue.services.views import pathway_names, service_names, spoken_language

offers = Blueprint("offers", __name__, template_folder="templates")

TONES = {
    OfferState.DRAFT: "neutral",
    OfferState.SUBMITTED: "info",
    OfferState.PUBLISHED: "success",
    OfferState.SUSPENDED: "warning",
    OfferState.WITHDRAWN: "neutral",
    OfferState.EXPIRED: "neutral",
    EditionState.PLANNED: "neutral",
    EditionState.OPEN: "success",
    EditionState.FULL: "warning",
    EditionState.RUNNING: "info",
    EditionState.CLOSED: "neutral",
    EditionState.CANCELLED: "danger",
}


@offers.app_template_filter("tone")
def tone(state: OfferState | EditionState) -> str:
    """The colour of a state's tag."""
    return TONES.get(state, "neutral")


@offers.app_template_filter("language_name")
def language_name(code: str) -> str:
    """The name of a language in the reader's own."""
    return str(Locale(spoken_language()).languages.get(code, code))


@offers.get("/catalogue")
@public
def catalogue() -> ResponseReturnValue:
    """Search what can be had."""
    form = _search_form()
    page = search(form.wanted(), request.args.get("cursor"))
    return render_template(
        "offers/catalogue.html", form=form, page=page, place=form.place(), asked=bool(request.args)
    )


@offers.get("/catalogue.<kind>")
@public
def catalogue_export(kind: str) -> ResponseReturnValue:
    """The same list as a file."""
    return export_list(kind, "catalogue", FOUND, search_rows(_search_form().wanted(), MOST_ROWS))


@offers.get("/catalogue/offers/<int:offer_id>")
@public
def offer_page(offer_id: int) -> ResponseReturnValue:
    """Everything about one offer."""
    offer = load_public_offer(offer_id)
    form = _search_form()
    place = form.place()
    editions = [
        (edition, kilometres_between(place, edition.site) if place else None)
        for edition in editions_on_show(offer)
    ]
    return render_template(
        "offers/offer.html", offer=offer, editions=editions, near=form.near, place=place
    )


@offers.get("/catalogue/providers/<int:provider_id>")
@public
def provider_page(provider_id: int) -> ResponseReturnValue:
    """A provider: what it is accredited for, where it works, what it offers."""
    on: date = today()
    provider = load_public_provider(provider_id, on)
    page = search(Wanted(provider_id=provider.id), request.args.get("cursor"))
    return render_template("offers/provider.html", provider=provider, page=page, on=on)


def _search_form() -> SearchForm:
    form = SearchForm(request.args)
    form.offer_choices(service_names(), pathway_names(), provinces_with_sites())
    form.validate()
    return form
