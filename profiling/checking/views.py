"""What the nightly check found: counts for the programme, cases for the auditor."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.audit.operations import note_reading
from app.core.listing import Page
from app.programme.queries import all_versions
from app.web.words import reader_locale
from profiling.checking.models import RecomputationCheck, RecomputationDifference
from profiling.checking.queries import (
    checks_page,
    differences_by_field,
    differences_page,
    last_check,
)

checking = Blueprint("checking", __name__, template_folder="templates")


@checking.get("/programme/recomputation")
@requires(Permission.CHECK_READ)
def shown() -> ResponseReturnValue:
    """The last run by version, what differs, and the runs before it."""
    last = last_check()
    return render_template(
        "checking/checks.html",
        last=last,
        versions={one.id: one for one in all_versions()},
        language=reader_locale().language,
        by_field=differences_by_field(last.id) if last and last.differing else (),
        differences=_differences(last),
        page=checks_page(request.args.get("cursor")),
    )


def _differences(last: RecomputationCheck | None) -> Page[RecomputationDifference] | None:
    """Row by row, for whoever may read cases; each is noted as read."""
    user = signed_in()
    if last is None or not last.differing or not user.may(Permission.CASE_READ):
        return None
    page = differences_page(last.id, request.args.get("difference"))
    for row in page.rows:
        note_reading(user, row.reach, part="profiling")
    return page
