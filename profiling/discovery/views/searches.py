"""Saved searches: the list, one of them with what is new, saving, changing, deleting."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import signed_in
from app.core.database import transaction
from app.core.errors import RuleBroken
from catalogue.offers.queries import wanted_from_args, wanted_to_args
from catalogue.offers.views import asked_of_catalogue
from profiling.discovery.forms import DeleteForm, SaveForm
from profiling.discovery.models import Frequency, SavedSearch
from profiling.discovery.operations.keeping import (
    change_search,
    delete_search,
    save_search,
    see_finds,
)
from profiling.discovery.queries import (
    fresh_offer_ids,
    own_search,
    saved_search,
    saved_searches,
)
from profiling.discovery.rules import MOST_FINDS
from profiling.discovery.views.comparison import kept
from profiling.discovery.views.sides import KeepSide
from profiling.discovery.views.wording import in_words
from profiling.matching.queries import shown_offers


def list_page(side: KeepSide) -> ResponseReturnValue:
    """The saved searches of the case, with how many offers are new in each."""
    lines = saved_searches(side.case)
    told = {line.search.id: in_words(wanted_from_args(line.search.criteria)) for line in lines}
    return render_template(
        "discovery/searches.html",
        side=side,
        case=side.case,
        lines=lines,
        told=told,
        reader=signed_in(),
    )


def search_page(side: KeepSide, search_id: int) -> ResponseReturnValue:
    """What one search found since it was last opened; opening it by its owner counts as seeing it."""
    search = saved_search(side.case, search_id)
    home = side.home()
    fresh = [kept(offer, home) for offer in shown_offers(fresh_offer_ids(search, MOST_FINDS))]
    is_mine = search.owner_id == signed_in().id
    page = render_template(
        "discovery/search.html",
        side=side,
        case=side.case,
        search=search,
        fresh=[line for line in fresh if line.is_public],
        told=in_words(wanted_from_args(search.criteria)),
        results=results_of(search),
        is_mine=is_mine,
    )
    if is_mine:
        with transaction():
            see_finds(search)
    return page


def new_page(side: KeepSide) -> ResponseReturnValue:
    """Say what is looked for, give it a name, keep it."""
    filters, wanted = asked_of_catalogue()
    form = SaveForm()
    if form.validate_on_submit():
        try:
            with transaction():
                search = save_search(
                    signed_in(),
                    side.case,
                    name=form.name.data or "",
                    criteria=wanted_to_args(replace(wanted, sort=None)),
                    frequency=Frequency(form.frequency.data),
                )
            flash(_("The search is saved."), "success")
            return redirect(side.search(search.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    del filters.sort  # the order of a list is no part of what is looked for
    page = render_template(
        "discovery/new_search.html",
        side=side,
        case=side.case,
        form=form,
        filters_form=filters,
        told=in_words(wanted),
    )
    return page, 422 if form.is_submitted() else 200


def change_page(side: KeepSide, search_id: int) -> ResponseReturnValue:
    """Rename a search, or hear of it otherwise."""
    search = own_search(signed_in(), side.case, search_id)
    form = SaveForm(data={"name": search.name, "frequency": search.frequency.value})
    if form.validate_on_submit():
        try:
            with transaction():
                change_search(
                    signed_in(),
                    search,
                    name=form.name.data or "",
                    frequency=Frequency(form.frequency.data),
                )
            flash(_("The search is changed."), "success")
            return redirect(side.searches)
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template(
        "discovery/change_search.html",
        side=side,
        case=side.case,
        search=search,
        form=form,
        told=in_words(wanted_from_args(search.criteria)),
    )
    return page, 422 if form.is_submitted() else 200


def delete_page(side: KeepSide, search_id: int) -> ResponseReturnValue:
    """Delete a search after asking once."""
    search = own_search(signed_in(), side.case, search_id)
    form = DeleteForm()
    if form.validate_on_submit():
        with transaction():
            delete_search(signed_in(), search)
        flash(_("The search is deleted."), "success")
        return redirect(side.searches)
    return render_template(
        "discovery/delete_search.html", side=side, case=side.case, search=search, form=form
    )


def results_of(search: SavedSearch) -> str:
    """The catalogue with the filters of the search."""
    pairs = [(name, value) for name, values in search.criteria.items() for value in values]
    return url_for("offers.catalogue") + (f"?{urlencode(pairs)}" if pairs else "")


def save_address(path: str) -> str:
    """Where the search at hand is saved, with its filters."""
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] != "cursor"]
    return f"{path}?{urlencode(pairs)}" if pairs else path
