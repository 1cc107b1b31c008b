"""Every point of a result traced to item, answer, rule and source, for the counsellor."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.models.jobseeker import Jobseeker
from app.cases.queries import load_case
from app.programme.queries import rules_of_version
from profiling.assessment.models import Assessment
from profiling.assessment.queries import completed_assessment, outcome_now
from profiling.assessment.rules.otherwise import Situation, counterfactuals, other_classes
from profiling.assessment.rules.scoring import area_points
from profiling.assessment.rules.weight import flag_origins, weightiest_reasons
from profiling.assessment.views.assess import result_context
from profiling.assessment.views.filling import assessment, back


@assessment.get("/explanation")
@requires(Permission.CASE_READ)
def explanation(case_id: int) -> ResponseReturnValue:
    """The completed assessment opened into its items, flags, class, rules tried and sources."""
    case = load_case(signed_in(), case_id, part="assessment")
    done = completed_assessment(case.id)
    if done is None:
        return back(case_id, _("No assessment is completed."))
    return render_template("assessment/explanation.html", **explanation_context(case, done))


def explanation_context(case: Jobseeker, done: Assessment) -> dict[str, object]:
    """What explains a completed assessment: to the counsellor, to the person, on paper."""
    rules = rules_of_version(done.rule_set_id)
    outcome = outcome_now(done)
    number = outcome.facts.profile_class
    is_ours = number == done.profile.profile_class  # else the ministry's class decided
    situation = Situation(
        profile_class=number,
        answers=done.answers,
        points=area_points(rules.questionnaire, done.points, rules.operator_points),
    )
    profile_rules = rules_of_version(done.profile.rule_set_id)
    return {
        **result_context(done),
        "case": case,
        "origins": flag_origins(rules, done.answers, outcome),
        "weighed": weightiest_reasons(
            rules, done.answers, outcome, done.profile.parts if is_ours else ()
        ),
        "otherwise": counterfactuals(
            rules, situation, done.profile.values if is_ours else {}, profile_rules.index
        ),
        "classes": other_classes(rules, situation),
        "profile_rules": profile_rules,
    }
