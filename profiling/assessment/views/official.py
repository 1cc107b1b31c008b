"""The profile received from the ministry: entered, or corrected by a new entry."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.queries import load_case
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.programme.queries import rules_in_force
from profiling.assessment.forms import official_form
from profiling.assessment.operations.official import record_official
from profiling.assessment.queries.official import current_official
from profiling.assessment.views.profile import profile


@profile.route("/official", methods=["GET", "POST"])
@requires(Permission.PROFILE_CALCULATE)
def official(case_id: int) -> ResponseReturnValue:
    """Class and code as the ministry's service gave them, checked before they are kept."""
    case = load_case(signed_in(), case_id, part="profiling")
    before = current_official(case.id)
    form = official_form(rules_in_force(today()), before)
    if form.validate_on_submit():
        try:
            with transaction():
                record_official(signed_in(), case, form.received, form.source.data, on=today())
            flash(_("The ministry's profile has been recorded."), "success")
            return redirect(url_for("profile.shown", case_id=case.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("assessment/official.html", case=case, form=form, before=before)
    return page, 422 if form.errors else 200
