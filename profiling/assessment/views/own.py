"""What jobseekers read of their own assessment, in plain words."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.queries import load_own_case
from app.core.state_machine import Audience
from app.programme.queries import rules_of_version
from profiling.assessment.queries import completed_assessment, current_pathway, current_profile
from profiling.assessment.rules.profile import weightiest
from profiling.assessment.views.explain import explanation_context
from profiling.assessment.views.notices import pathway_waits

own_assessment = Blueprint("own_assessment", __name__, template_folder="../templates")

TOLD_FACTORS = 3
"""How many factors the page names on each side; all of them stand in the table below."""


@own_assessment.get("/me/assessment")
@requires(Permission.OWN_READ)
def shown() -> ResponseReturnValue:
    """What weighed most, what is proposed and why, what was decided."""
    case = load_own_case(signed_in(), part="assessment")
    profile = current_profile(case.id)
    done = completed_assessment(case.id)
    far, close = weightiest(profile.parts if profile else (), limit=TOLD_FACTORS)
    return render_template(
        "assessment/own.html",
        profile=profile,
        model_rules=rules_of_version(profile.rule_set_id) if profile else None,
        far=far,
        close=close,
        done=done,
        decided=current_pathway(case.id),
        notices=list(pathway_waits(case, Audience.JOBSEEKER)),
        **(explanation_context(case, done) if done else {"case": case}),
    )
