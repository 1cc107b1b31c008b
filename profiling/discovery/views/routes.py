"""The addresses of shortlists, comparison and saved searches: the centre's, one's own, everybody's."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import public, requires, signed_in, someone_signed_in
from app.accounts.permissions import Permission
from app.cases.queries import load_case, load_own_case
from catalogue.offers.views import OfferAct
from profiling.discovery.queries import is_shortlisted, own_case_id
from profiling.discovery.views import searches, shortlists
from profiling.discovery.views.comparison import distance_in_words, places_in_words
from profiling.discovery.views.sides import KeepSide

discovery = Blueprint("discovery", __name__, template_folder="../templates")

discovery.add_app_template_global(places_in_words)
discovery.add_app_template_global(distance_in_words)

BOTH = ("GET", "POST")


@discovery.get("/cases/<int:case_id>/shortlist")
@requires(Permission.CHOICE_MAKE)
def shortlist(case_id: int) -> ResponseReturnValue:
    """What is kept in mind for a person of the centre."""
    return shortlists.shortlist_page(_of_centre(case_id, "shortlist"))


@discovery.post("/cases/<int:case_id>/shortlist/<int:offer_id>")
@requires(Permission.CHOICE_MAKE)
def keep(case_id: int, offer_id: int) -> ResponseReturnValue:
    """Keep an offer in mind for the person."""
    return shortlists.keep_for(_of_centre(case_id, "shortlist"), offer_id)


@discovery.post("/cases/<int:case_id>/shortlist/<int:offer_id>/off")
@requires(Permission.CHOICE_MAKE)
def drop(case_id: int, offer_id: int) -> ResponseReturnValue:
    """Take it off."""
    return shortlists.drop_for(_of_centre(case_id, "shortlist"), offer_id)


@discovery.get("/me/shortlist")
@requires(Permission.CHOICE_MAKE_OWN)
def own_shortlist() -> ResponseReturnValue:
    """What I and my counsellor keep in mind."""
    return shortlists.shortlist_page(_own("shortlist"))


@discovery.post("/me/shortlist/<int:offer_id>")
@requires(Permission.CHOICE_MAKE_OWN)
def own_keep(offer_id: int) -> ResponseReturnValue:
    """Keep an offer in mind."""
    return shortlists.keep_for(_own("shortlist"), offer_id)


@discovery.post("/me/shortlist/<int:offer_id>/off")
@requires(Permission.CHOICE_MAKE_OWN)
def own_drop(offer_id: int) -> ResponseReturnValue:
    """Take it off."""
    return shortlists.drop_for(_own("shortlist"), offer_id)


@discovery.get("/catalogue/shortlist")
@public
def public_shortlist() -> ResponseReturnValue:
    """What this browser keeps in mind; who has an own area is led there."""
    if own_case_id(someone_signed_in()):
        return redirect(url_for("discovery.own_shortlist"))
    return shortlists.public_page(url_for("discovery.compared_offers"))


@discovery.post("/catalogue/shortlist/<int:offer_id>")
@public
def public_keep(offer_id: int) -> ResponseReturnValue:
    """Keep an offer in mind in this browser."""
    return shortlists.keep_in_session(offer_id, url_for("discovery.public_shortlist"))


@discovery.post("/catalogue/shortlist/<int:offer_id>/off")
@public
def public_drop(offer_id: int) -> ResponseReturnValue:
    """Take it off."""
    return shortlists.drop_from_session(offer_id, url_for("discovery.public_shortlist"))


@discovery.get("/catalogue/compare")
@public
def compared_offers() -> ResponseReturnValue:
    """Up to three offers side by side."""
    return shortlists.compared_page()


@discovery.get("/cases/<int:case_id>/searches")
@requires(Permission.CHOICE_MAKE)
def searches_of_case(case_id: int) -> ResponseReturnValue:
    """The searches saved for a person of the centre."""
    return searches.list_page(_of_centre(case_id, "searches"))


@discovery.route("/cases/<int:case_id>/searches/new", methods=BOTH)
@requires(Permission.CHOICE_MAKE)
def new_search(case_id: int) -> ResponseReturnValue:
    """Save one for the person."""
    return searches.new_page(_of_centre(case_id, "searches"))


@discovery.get("/cases/<int:case_id>/searches/<int:search_id>")
@requires(Permission.CHOICE_MAKE)
def search(case_id: int, search_id: int) -> ResponseReturnValue:
    """One of them, with what is new."""
    return searches.search_page(_of_centre(case_id, "searches"), search_id)


@discovery.route("/cases/<int:case_id>/searches/<int:search_id>/change", methods=BOTH)
@requires(Permission.CHOICE_MAKE)
def change(case_id: int, search_id: int) -> ResponseReturnValue:
    """Rename it, or hear of it otherwise."""
    return searches.change_page(_of_centre(case_id, "searches"), search_id)


@discovery.route("/cases/<int:case_id>/searches/<int:search_id>/delete", methods=BOTH)
@requires(Permission.CHOICE_MAKE)
def delete(case_id: int, search_id: int) -> ResponseReturnValue:
    """Delete it."""
    return searches.delete_page(_of_centre(case_id, "searches"), search_id)


@discovery.get("/me/searches")
@requires(Permission.CHOICE_MAKE_OWN)
def own_searches() -> ResponseReturnValue:
    """My saved searches."""
    return searches.list_page(_own("searches"))


@discovery.route("/me/searches/new", methods=BOTH)
@requires(Permission.CHOICE_MAKE_OWN)
def own_new_search() -> ResponseReturnValue:
    """Save one."""
    return searches.new_page(_own("searches"))


@discovery.get("/me/searches/<int:search_id>")
@requires(Permission.CHOICE_MAKE_OWN)
def own_search(search_id: int) -> ResponseReturnValue:
    """One of them, with what is new."""
    return searches.search_page(_own("searches"), search_id)


@discovery.route("/me/searches/<int:search_id>/change", methods=BOTH)
@requires(Permission.CHOICE_MAKE_OWN)
def own_change(search_id: int) -> ResponseReturnValue:
    """Rename it, or hear of it otherwise."""
    return searches.change_page(_own("searches"), search_id)


@discovery.route("/me/searches/<int:search_id>/delete", methods=BOTH)
@requires(Permission.CHOICE_MAKE_OWN)
def own_delete(search_id: int) -> ResponseReturnValue:
    """Delete it."""
    return searches.delete_page(_own("searches"), search_id)


def choice_acts(offer_id: int, case_id: int | None) -> Sequence[OfferAct]:
    """Go on to the choice, for who has an own area and looks for themself."""
    if case_id or not own_case_id(someone_signed_in()):
        return ()
    address = url_for("matching.own_offer", offer_id=offer_id)
    return [OfferAct(_("See and choose"), address, is_post=False)]


def shortlist_acts(offer_id: int, case_id: int | None) -> Sequence[OfferAct]:
    """Keep an offer in mind or take it off, on the list that is the reader's: of the case at hand, of
    one's own area, of the browser."""
    user = someone_signed_in()
    own = own_case_id(user)
    values: dict[str, Any] = {}
    if case_id and not own and user and user.may(Permission.CHOICE_MAKE):
        kept, prefix, values = is_shortlisted(case_id, offer_id), "", {"case_id": case_id}
    elif own:
        kept, prefix = is_shortlisted(own, offer_id), "own_"
    else:
        kept, prefix = offer_id in shortlists.session_ids(), "public_"
    verb, words = ("drop", _("Take off the shortlist")) if kept else ("keep", _("Keep in mind"))
    return [OfferAct(words, url_for(f"discovery.{prefix}{verb}", offer_id=offer_id, **values))]


@discovery.app_template_global()
def save_search_address() -> str | None:
    """Where the search at hand is saved: for those who have an own area."""
    user = someone_signed_in()
    if user is None or not user.may(Permission.CHOICE_MAKE_OWN):
        return None
    return searches.save_address(url_for("discovery.own_new_search"))


def _of_centre(case_id: int, part: str) -> KeepSide:
    return KeepSide(load_case(signed_in(), case_id, part=part), is_own=False)


def _own(part: str) -> KeepSide:
    return KeepSide(load_own_case(signed_in(), part=part), is_own=True)
