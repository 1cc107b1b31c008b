"""The assessment on the case page: begun, in draft, simulated, completed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.queries import load_case
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.forms import spoken
from app.programme.queries import rules_of_version
from profiling.assessment.forms import EvaluationForm
from profiling.assessment.models import Assessment
from profiling.assessment.operations.assess import begin_assessment, complete_assessment
from profiling.assessment.queries import (
    assessment_of_key,
    class_deciding,
    completed_assessment,
    current_profile,
    outcome_now,
    previous_assessment,
)
from profiling.assessment.rules.carrying import changed_answers
from profiling.assessment.views.filling import (
    NO_DRAFT,
    Filling,
    assessment,
    back,
    filling_of,
    section_address,
)


@assessment.get("")
@requires(Permission.CASE_READ)
def overview(case_id: int) -> ResponseReturnValue:
    """Where the assessment stands: to begin, in draft by area, or completed with its result."""
    case = load_case(signed_in(), case_id, part="assessment")
    filling = filling_of(case) if signed_in().may(Permission.ASSESSMENT_WRITE) else None
    if filling is not None:
        return render_template("assessment/areas.html", **_carried(filling), **filling.context)
    done = completed_assessment(case.id)
    if done is not None:
        return render_template("assessment/completed.html", case=case, **result_context(done))
    return render_template("assessment/begin.html", case=case, profile=current_profile(case.id))


@assessment.post("")
@requires(Permission.ASSESSMENT_WRITE)
def begin(case_id: int) -> ResponseReturnValue:
    """Begin an assessment, or go on with the one in draft."""
    case = load_case(signed_in(), case_id, part="assessment")
    try:
        with transaction():
            draft = begin_assessment(signed_in(), case, on=today())
    except RuleBroken as broken:
        for reason in broken.reasons:
            flash(spoken(reason), "error")
        return redirect(url_for("assessment.overview", case_id=case.id))
    first = rules_of_version(draft.rule_set_id).questionnaire.areas[0].sections[0]
    if draft.carried:
        return redirect(url_for("assessment.overview", case_id=case.id))
    return redirect(section_address(case, first))


@assessment.get("/simulation")
@requires(Permission.ASSESSMENT_WRITE)
def simulation(case_id: int) -> ResponseReturnValue:
    """What the rules would make of the draft as it stands; nothing is written."""
    filling = filling_of(load_case(signed_in(), case_id, part="assessment"))
    if filling is None:
        return back(case_id, NO_DRAFT)
    return render_template(
        "assessment/simulation.html",
        proposal=filling.outcome.proposal,
        flags=sorted(filling.outcome.facts.flags),
        open_questions=sum(len(one.missing) for one in filling.subtotals.values()),
        tries=filling.outcome.tried_openings,
        **filling.context,
    )


@assessment.route("/complete", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_WRITE)
def complete(case_id: int) -> ResponseReturnValue:
    """Everything answered on one page, the counsellor's evaluation, and the act that closes it."""
    case = load_case(signed_in(), case_id, part="assessment")
    filling = filling_of(case)
    if filling is None:
        if words := request.form.get("evaluation", "").strip():
            return render_template("assessment/too_late.html", case=case, evaluation=words), 409
        return back(case_id, NO_DRAFT)
    form = EvaluationForm(data={"evaluation": filling.draft.evaluation})
    if form.validate_on_submit() and _completed(filling, form):
        flash(_("The assessment is complete. The rules propose a pathway: decide it."), "success")
        return redirect(url_for("pathway.shown", case_id=case_id))
    page = render_template("assessment/complete.html", form=form, **filling.context)
    return page, 422 if form.errors else 200


def result_context(done: Assessment) -> dict[str, object]:
    """What the pages of a completed assessment show, with the one before it."""
    rules = rules_of_version(done.rule_set_id)
    before = previous_assessment(done)
    outcome = outcome_now(done)
    return {
        "assessment": done,
        "rules": rules,
        "subtotals": outcome.subtotals,
        "class_number": outcome.facts.profile_class,
        "openings": [rule for rule in rules.openings if rule.code in done.openings],
        "decision": next(rule for rule in rules.decisions if rule.code == done.rule),
        "before": before,
        "rules_before": rules_of_version(before.rule_set_id) if before else None,
        "class_before": class_deciding(before) if before else None,
        "changes": changed_answers(before.answers, done.answers) if before else (),
        "tries": outcome.tried_openings,
    }


def _carried(filling: Filling) -> dict[str, object]:
    """What a re-assessment took over: from which one, and what no longer fits."""
    key = filling.draft.carried.get("from")
    before = assessment_of_key(key) if key else None
    return {
        "before": before,
        "rules_before": rules_of_version(before.rule_set_id) if before else None,
        "dropped": filling.draft.carried.get("dropped", []),
        "changes": changed_answers(before.answers, filling.draft.answers) if before else (),
    }


def _completed(filling: Filling, form: EvaluationForm) -> bool:
    words = form.evaluation.data or ""
    try:
        with transaction():
            complete_assessment(
                signed_in(), filling.case, filling.draft, evaluation=words, on=today()
            )
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return False
    return True
