"""What waits in a case beside its step: a place that is kept and wants an answer."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from app.cases.models.jobseeker import Jobseeker
from app.cases.views.notices import Notice
from app.core.state_machine import Audience
from app.web.formats import day
from vouchers.waiting.queries import offered_places


def place_waits(case: Jobseeker, audience: Audience) -> Iterator[Notice]:
    """That a seat is kept for the person, and until when."""
    for place in offered_places(case.id):
        params = {"measure": place.edition.offer.title, "day": day(place.respond_by)}
        if audience is Audience.JOBSEEKER:
            text = _("A place is kept for you in %(measure)s. Answer by %(day)s.", **params)
            yield Notice(text, url_for("waiting.own_places"), _("Answer the offer of the place"))
        elif audience is Audience.STAFF:
            text = _("A place is kept for the person in %(measure)s, until %(day)s.", **params)
            url = url_for("waiting.places", case_id=case.id)
            yield Notice(text, url, _("See the waiting lists"))
