"""The public catalogue: search, the page of an offer, the page of a provider."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from babel import Locale
from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.guard import public, signed_in
from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.clock import today
from app.programme.queries import rules_in_force
from app.programme.rules.measures import voucher_value
from app.web.addresses import from_outside
from app.web.exports import MOST_ROWS, export_list
from catalogue.esco.queries import esco_list
from catalogue.esco.rules import Kind
from catalogue.offers.forms import FacetNames, SearchBar, SearchForm, chips, facet_groups
from catalogue.offers.models import Edition, Offer
from catalogue.offers.queries import (
    FOUND,
    Place,
    Wanted,
    editions_on_show,
    kilometres_between,
    load_public_offer,
    provinces_with_sites,
    search,
    search_counted,
    search_rows,
    site_fields,
    wanted_from_args,
    wanted_to_args,
)
from catalogue.offers.queries.similar import similar_offers
from catalogue.offers.rules import Filling, Room, filling_of, is_paused, standing_of
from catalogue.offers.schemas import course_of
from catalogue.offers.states import EditionState, OfferState
from catalogue.providers.queries import load_public_provider, public_figures_of
from catalogue.providers.states import AccreditationField
from catalogue.services.views import names_in_force, spoken_language
from catalogue.timetables.rules import day_runs, slots_of

offers = Blueprint("offers", __name__, template_folder="templates")

MOST_FOR_STRANGERS = 5_000
"""Of the catalogue as a file; whoever wants all of it takes the open data."""
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
    Filling.EMPTY: "neutral",
    Filling.SOME: "success",
    Filling.NEARLY_FULL: "info",
    Filling.FULL: "warning",
}


@dataclass(frozen=True)
class OfferAct:
    """Something a reader can do with an offer, as a button or, without `is_post`, as a link."""

    label: str
    url: str
    is_post: bool = True


ActGiver = Callable[[int, int | None], Sequence[OfferAct]]
_act_givers: list[ActGiver] = []


def furnish_offer_acts(givers: Sequence[ActGiver]) -> None:
    """Install what can be done with an offer; called once by wiring, which knows the floors above."""
    _act_givers[:] = givers


@offers.app_template_global()
def offer_acts(offer_id: int, case_id: int | None = None) -> list[OfferAct]:
    """What the reader can do with an offer, for themself or for a case."""
    return [act for giver in _act_givers for act in giver(offer_id, case_id)]


@offers.app_template_filter("tone")
def tone(state: OfferState | EditionState | Filling) -> str:
    """The colour of a state's tag."""
    return TONES.get(state, "neutral")


@offers.app_template_filter("language_name")
def language_name(code: str) -> str:
    """The name of a language in the reader's own."""
    return str(Locale(spoken_language()).languages.get(code, code))


@offers.app_template_global()
def esco_labels(kind: str, codes: Sequence[str]) -> list[str]:
    """The names of skills (`skill`) or occupations (`occupation`) in the reader's language."""
    return esco_list().labels(Kind(kind), codes, spoken_language())


@offers.app_template_global()
def tariff_of(offer: Offer) -> dict[str, Any] | None:
    """What one person's voucher is worth at most by the rules in force, and where that comes from."""
    rules = rules_in_force(today())
    service = next((item for item in rules.service_types if item.code == offer.service_type), None)
    if service is None:
        return None
    lines = [(tariff, rules.sources.get(tariff.source)) for tariff in service.tariffs]
    return {"value": voucher_value(service, offer.hours), "service": service, "lines": lines}


@offers.app_template_global()
def filling(edition: Edition) -> dict[str, Any]:
    """How full an edition is, for a bar: state, and hundredths of its places."""
    used = edition.seats - edition.places_left
    return {
        "state": filling_of(used, edition.seats),
        "taken": round(100 * edition.taken / edition.seats, 1),
        "held": round(100 * (used - edition.taken) / edition.seats, 1),
        "minimum": round(100 * edition.seats_min / edition.seats, 1),
    }


@offers.app_template_global()
def esco_version() -> str:
    """The version of the list of skills and occupations."""
    return esco_list().version


@offers.app_template_global()
def weekly_hours(edition: Edition) -> list[tuple[str, str, str]]:
    """The lines of an edition's weekly hours: days, from when to when, place."""
    return [
        (
            weekdays(slot.days),
            f"{format_time(slot.begins, 'short')}–{format_time(slot.ends, 'short')}",
            slot.place,
        )
        for slot in slots_of(edition.slots)
    ]


def weekdays(days: Sequence[int]) -> str:
    """The days of a week in words; three and more in a row as from the first to the last."""
    names = Locale(spoken_language()).days["stand-alone"]["wide"]
    words = []
    for first, last in day_runs(days):
        if last - first > 1:
            words.append(_("%(first)s to %(last)s", first=names[first - 1], last=names[last - 1]))
        else:
            words += [names[day - 1] for day in range(first, last + 1)]
    said = ", ".join(words)
    return said[:1].upper() + said[1:]


@offers.get("/catalogue")
@public
def catalogue() -> ResponseReturnValue:
    """Search what can be had."""
    form = _search_bar()
    wanted = form.wanted(request.args.to_dict(flat=False))
    found = search_counted(wanted, request.args.get("cursor"))
    services, pathways = names_in_force()
    names = FacetNames(services, pathways, found.counted.provinces, found.counted.providers)
    groups = facet_groups(wanted, found.counted, names)
    used = chips(wanted, groups, form.near.data and form.near.label_of(form.near.data))
    home = home_of_reader()
    return render_template(
        "offers/catalogue.html",
        wanted=wanted,
        form=form,
        page=found.page,
        counted=found.counted,
        services=services,
        groups=groups,
        chips=used,
        fewer=[
            (chip, found.counted.without[chip.name])
            for chip in used
            if chip.name in found.counted.without
        ],
        home=replace(wanted, near=home, sort=None) if home else None,
    )


@offers.app_template_global()
def catalogue_address(wanted: Wanted) -> str:
    """The catalogue with that search."""
    args: Any = wanted_to_args(wanted)
    return url_for("offers.catalogue", **args)


HomeGiver = Callable[[User], str | None]
_home_givers: list[HomeGiver] = []


def furnish_home(giver: HomeGiver) -> None:
    """Install who knows in which municipality a reader lives; called once by wiring."""
    _home_givers[:] = [giver]


def home_of_reader() -> Place | None:
    """Where the person who is signed in lives, with the usual distance; None for all others."""
    if not current_user.is_authenticated or current_user.role is not Role.JOBSEEKER:
        return None
    code = next((giver(signed_in()) for giver in _home_givers), None)
    return wanted_from_args({"near": [code]}).near if code else None


@offers.get("/catalogue.<kind>")
@public
def catalogue_export(kind: str) -> ResponseReturnValue:
    """The same list as a file."""
    most = MOST_ROWS if current_user.is_authenticated else MOST_FOR_STRANGERS
    return export_list(kind, "catalogue", FOUND, search_rows(asked_of_catalogue()[1], most))


@offers.get("/catalogue/offers/<int:offer_id>")
@public
def offer_page(offer_id: int) -> ResponseReturnValue:
    """Everything about one offer: whether there is a place, what it is, when, where, who pays, what is
    like it."""
    offer = load_public_offer(offer_id)
    form = _search_bar()
    place = form.place() or home_of_reader()
    shown = editions_on_show(offer)
    address = from_outside(url_for("offers.offer_page", offer_id=offer.id))
    return render_template(
        "offers/offer.html",
        **public_parts(offer, shown, place),
        near=form.near,
        acts=offer_acts(offer.id),
        similar=similar_offers(offer, place),
        address=address,
        course=course_of(offer, shown, address=address, skills=esco_labels("skill", offer.skills)),
    )


def public_parts(offer: Offer, shown: Sequence[Edition], place: Place | None) -> dict[str, Any]:
    """What the page of an offer says, for the public and for the provider's preview alike."""
    on = today()
    return {
        "offer": offer,
        "editions": [
            (edition, kilometres_between(place, edition.site) if place else None)
            for edition in shown
        ],
        "place": place,
        "on": on,
        "standing": standing_of([_room(edition, on) for edition in shown]),
        "figures": public_figures_of(offer.provider),
    }


def _room(edition: Edition, on: date) -> Room:
    return Room(
        places_left=edition.places_left,
        is_paused=edition.takes_nobody(on),
        waiting=edition.waiting,
        waiting_max=edition.waiting_max,
    )


@offers.get("/catalogue/providers/<int:provider_id>")
@public
def provider_page(provider_id: int) -> ResponseReturnValue:
    """A provider: what it is accredited for, where it works, how it does, what has places now."""
    on: date = today()
    provider = load_public_provider(provider_id, on)
    wanted = Wanted(providers=frozenset([provider.id]), only_free=True)
    fields = site_fields(provider)
    sites = [
        (
            site,
            [field for field in AccreditationField if field.value in fields.get(site.id, ())],
            is_paused(site.paused_since, site.paused_until, on),
        )
        for site in provider.sites
    ]
    return render_template(
        "offers/provider.html",
        provider=provider,
        sites=sites,
        page=search(wanted, request.args.get("cursor")),
        figures=public_figures_of(provider),
        on=on,
    )


def asked_of_catalogue() -> tuple[SearchForm, Wanted]:
    """The search the address asks for, and its form."""
    form = SearchForm(request.args)
    form.offer_choices(*names_in_force(), provinces_with_sites())
    form.validate()
    return form, form.wanted(request.args.to_dict(flat=False))


def _search_bar() -> SearchBar:
    form = SearchBar(request.args)
    form.offer_distances()
    form.validate()
    return form
