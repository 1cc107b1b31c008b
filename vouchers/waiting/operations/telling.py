"""Notices about a waiting list, to the person and to the counsellor who follows them."""

from collections.abc import Mapping

from sqlalchemy import select

from app.cases.models.jobseeker import Jobseeker
from app.core.database import db
from app.core.language import N_
from app.notices.operations import notify
from vouchers.waiting.models import WaitingPlace

OWN_PAGE = "/me/waiting"


def tell_offered(place: WaitingPlace) -> None:
    """A seat is kept: answer by the deadline."""
    params = {"measure": place.edition.offer.title, "day": place.respond_by}
    person = N_("A place is kept for you in %(measure)s. Answer by %(day)s.")
    counsellor = N_("A place in %(measure)s is kept for somebody you follow, until %(day)s.")
    _tell(place, "offered", params, person, counsellor)


def tell_lapsed(place: WaitingPlace) -> None:
    """The seat was not used in time."""
    params = {"measure": place.edition.offer.title}
    person = N_("The place kept for you in %(measure)s was not used in time.")
    counsellor = N_("A place kept in %(measure)s for somebody you follow was not used in time.")
    _tell(place, "lapsed", params, person, counsellor)


def tell_closed(place: WaitingPlace) -> None:
    """Nobody else will get a seat in the edition."""
    params = {"measure": place.edition.offer.title}
    person = N_("The waiting list for %(measure)s has closed.")
    counsellor = N_("The waiting list for %(measure)s has closed: somebody you follow was on it.")
    _tell(place, "closed", params, person, counsellor)


def _tell(
    place: WaitingPlace, what: str, params: Mapping[str, object], person: str, counsellor: str
) -> None:
    # Columns, not the row: the case may be held by somebody else, and is not ours to change.
    row = db.session.execute(
        select(Jobseeker.user_id, Jobseeker.counsellor_id).where(Jobseeker.id == place.jobseeker_id)
    ).one()
    key = f"waiting:{place.id}:{what}"
    if row.user_id:
        notify([row.user_id], person, params, address=OWN_PAGE, key=key)
    if row.counsellor_id:
        address = f"/cases/{place.jobseeker_id}/waiting"
        notify([row.counsellor_id], counsellor, params, address=address, key=key)
