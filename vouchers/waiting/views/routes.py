"""The addresses of waiting lists: the centre's, and the person's own."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.queries import load_case, load_own_case
from vouchers.waiting.queries import PART
from vouchers.waiting.views import pages
from vouchers.waiting.views.sides import Side

waiting = Blueprint("waiting", __name__, template_folder="../templates")
waiting.add_app_template_filter(pages.waiting_tone)

BOTH = ("GET", "POST")
_ANSWER = "<int:place_id>/<any(take, decline, leave):action>"


@waiting.get("/cases/<int:case_id>/waiting")
@requires(Permission.CASE_READ)
def places(case_id: int) -> ResponseReturnValue:
    """The waiting lists a person of the centre is on."""
    return pages.listing(_of_centre(case_id))


@waiting.route("/cases/<int:case_id>/waiting/join/<int:edition_id>", methods=BOTH)
@requires(Permission.WAITING_MANAGE)
def join(case_id: int, edition_id: int) -> ResponseReturnValue:
    """Put the person on the list of an edition."""
    return pages.join_page(_of_centre(case_id), edition_id)


@waiting.route(f"/cases/<int:case_id>/waiting/{_ANSWER}", methods=BOTH)
@requires(Permission.WAITING_MANAGE)
def answer(case_id: int, place_id: int, action: str) -> ResponseReturnValue:
    """Take, decline or leave with the person."""
    return pages.answer_page(_of_centre(case_id), place_id, action)


@waiting.get("/me/waiting")
@requires(Permission.WAITING_MANAGE_OWN)
def own_places() -> ResponseReturnValue:
    """The waiting lists I am on."""
    return pages.listing(_own())


@waiting.route("/me/waiting/join/<int:edition_id>", methods=BOTH)
@requires(Permission.WAITING_MANAGE_OWN)
def own_join(edition_id: int) -> ResponseReturnValue:
    """Get on the list of an edition."""
    return pages.join_page(_own(), edition_id)


@waiting.route(f"/me/waiting/{_ANSWER}", methods=BOTH)
@requires(Permission.WAITING_MANAGE_OWN)
def own_answer(place_id: int, action: str) -> ResponseReturnValue:
    """Take, decline or leave."""
    return pages.answer_page(_own(), place_id, action)


def _of_centre(case_id: int) -> Side:
    return Side(load_case(signed_in(), case_id, part=PART), is_own=False)


def _own() -> Side:
    return Side(load_own_case(signed_in(), part=PART), is_own=True)
