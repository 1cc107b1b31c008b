"""The case itself: overview with its story, personal data."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.accounts.queries import colleagues
from app.cases.queries import load_case
from app.cases.queries.timeline import timeline_of
from app.cases.views.notices import case_notices
from app.cases.views.stories import told
from app.core.state_machine import Audience


@requires(Permission.CASE_READ)
def overview(case_id: int) -> ResponseReturnValue:
    """What has to be done now, and what has happened so far."""
    case = load_case(signed_in(), case_id, part="overview")
    page = timeline_of(case, Audience.STAFF, request.args.get("cursor"))
    entries = [told(entry, Audience.STAFF) for entry in page.rows]
    staff = colleagues(case.centre_id) if signed_in().may(Permission.CASE_UPDATE) else ()
    return render_template(
        "cases/overview.html",
        case=case,
        page=page,
        entries=entries,
        staff=staff,
        notices=case_notices(case, Audience.STAFF),
    )
