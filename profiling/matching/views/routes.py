"""The addresses of the choice: the centre's, and the person's own."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.queries import load_case, load_own_case
from profiling.matching.views import pages
from profiling.matching.views.fits import fits_page
from profiling.matching.views.sides import Side

matching = Blueprint("matching", __name__, template_folder="../templates")

PART = "choice"
BOTH = ("GET", "POST")


@matching.get("/cases/<int:case_id>/choice")
@requires(Permission.CHOICE_MAKE)
def choice(case_id: int) -> ResponseReturnValue:
    """The offers that fit a person of the centre."""
    return pages.choice_page(_of_centre(case_id))


@matching.get("/cases/<int:case_id>/choice/<int:offer_id>")
@requires(Permission.CHOICE_MAKE)
def offer(case_id: int, offer_id: int) -> ResponseReturnValue:
    """One of them."""
    return pages.offer_page(_of_centre(case_id), offer_id)


@matching.route("/cases/<int:case_id>/choice/<int:offer_id>/<int:edition_id>", methods=BOTH)
@requires(Permission.CHOICE_MAKE)
def check(case_id: int, offer_id: int, edition_id: int) -> ResponseReturnValue:
    """Choose an edition with the person."""
    return pages.check_page(_of_centre(case_id), offer_id, edition_id)


@matching.get("/cases/<int:case_id>/fits")
@requires(Permission.CHOICE_MAKE)
def fits(case_id: int) -> ResponseReturnValue:
    """The whole catalogue, with what fits the person and why other things do not."""
    return fits_page(_of_centre(case_id))


@matching.get("/me/fits")
@requires(Permission.CHOICE_MAKE_OWN)
def own_fits() -> ResponseReturnValue:
    """The whole catalogue, with what fits me."""
    return fits_page(_own())


@matching.get("/me/choice")
@requires(Permission.CHOICE_MAKE_OWN)
def own_choice() -> ResponseReturnValue:
    """The offers that fit me."""
    return pages.choice_page(_own())


@matching.get("/me/choice/<int:offer_id>")
@requires(Permission.CHOICE_MAKE_OWN)
def own_offer(offer_id: int) -> ResponseReturnValue:
    """One of them."""
    return pages.offer_page(_own(), offer_id)


@matching.route("/me/choice/<int:offer_id>/<int:edition_id>", methods=BOTH)
@requires(Permission.CHOICE_MAKE_OWN)
def own_check(offer_id: int, edition_id: int) -> ResponseReturnValue:
    """Choose an edition myself."""
    return pages.check_page(_own(), offer_id, edition_id)


def _of_centre(case_id: int) -> Side:
    return Side(load_case(signed_in(), case_id, part=PART), is_own=False)


def _own() -> Side:
    return Side(load_own_case(signed_in(), part=PART), is_own=True)
