"""The proposed pathway with its reasons, the decision, and the second person's answer."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.steps import PathwayRecord
from app.cases.queries import load_case
from app.core.database import transaction
from app.core.errors import NotFoundForYou, RuleBroken
from app.programme.queries import rules_of_version
from profiling.assessment.forms import AnswerForm, PathwayForm, pathway_form
from profiling.assessment.models import Assessment, PathwayRequest
from profiling.assessment.operations.confirm import (
    confirm_pathway,
    refuse_pathway,
    withdraw_request,
)
from profiling.assessment.operations.decide import decide_pathway
from profiling.assessment.queries import (
    completed_assessment,
    current_pathway,
    decisions_of,
    latest_request,
    request_of,
)
from profiling.assessment.rules.second_person import Answerer, answer_refusals, ground_text
from profiling.assessment.states import RequestState
from profiling.assessment.views.assess import result_context
from profiling.assessment.views.notices import confirming_roles

pathway = Blueprint(
    "pathway", __name__, template_folder="../templates", url_prefix="/cases/<int:case_id>/pathway"
)


@pathway.get("")
@requires(Permission.CASE_READ)
def shown(case_id: int) -> ResponseReturnValue:
    """The proposal, the rule that fired, every rule tried before it, and the decision."""
    case = load_case(signed_in(), case_id, part="pathway")
    done = completed_assessment(case.id)
    if done is None:
        return render_template("assessment/no_pathway.html", case=case)
    return _page(case, done, _form(done))


@pathway.post("")
@requires(Permission.PATHWAY_DECIDE)
def decide(case_id: int) -> ResponseReturnValue:
    """Decide the pathway: the proposed one, or another with reason and note."""
    case = load_case(signed_in(), case_id, part="pathway")
    done = completed_assessment(case.id)
    if done is None:
        flash(_("Complete the assessment first: the pathway rests on it."), "error")
        return redirect(url_for("assessment.overview", case_id=case.id))
    form = _form(done)
    if form.validate_on_submit() and _decided(case, form):
        return redirect(url_for("pathway.shown", case_id=case.id))
    return _page(case, done, form), 422


@pathway.post("/requests/<int:request_id>/<any(confirm, refuse):act>")
@requires(Permission.PATHWAY_CONFIRM)
def answer(case_id: int, request_id: int, act: str) -> ResponseReturnValue:
    """Confirm the decision of a colleague, or do not, with words."""
    case, request = _asked(case_id, request_id)
    form = AnswerForm()
    if form.validate_on_submit() and _answered(case, request, act, form):
        return redirect(url_for("pathway.shown", case_id=case.id))
    done = completed_assessment(case.id)
    if done is None:
        return render_template(
            "assessment/no_pathway.html", case=case, refused=form.form_errors
        ), 422
    return _page(case, done, _form(done), form), 422


@pathway.post("/requests/<int:request_id>/withdraw")
@requires(Permission.PATHWAY_DECIDE)
def withdraw(case_id: int, request_id: int) -> ResponseReturnValue:
    """Take one's own request back."""
    case, request = _asked(case_id, request_id)
    form = AnswerForm()
    if form.validate_on_submit() and _withdrawn(case, request, form):
        return redirect(url_for("pathway.shown", case_id=case.id))
    done = completed_assessment(case.id)
    if done is None:
        return render_template(
            "assessment/no_pathway.html", case=case, refused=form.form_errors
        ), 422
    return _page(case, done, _form(done), form), 422


def _asked(case_id: int, request_id: int) -> tuple[Jobseeker, PathwayRequest]:
    case = load_case(signed_in(), case_id, part="pathway")
    request = request_of(case.id, request_id)
    if request is None:
        raise NotFoundForYou
    return case, request


def _form(done: Assessment) -> PathwayForm:
    return pathway_form(rules_of_version(done.rule_set_id), done.proposed or 0)


def _decided(case: Jobseeker, form: PathwayForm) -> bool:
    try:
        with transaction():
            made = decide_pathway(
                signed_in(),
                case,
                form.pathway.data,
                reason=form.reason.data or "",
                note=form.note.data or "",
            )
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return False
    if isinstance(made, PathwayRecord):
        flash(_("The pathway has been decided."), "success")
    else:
        flash(_("The decision waits for a second person of the centre."), "success")
    return True


def _answered(case: Jobseeker, request: PathwayRequest, act: str, form: AnswerForm) -> bool:
    words = form.answer.data or ""
    try:
        with transaction():
            if act == "confirm":
                confirm_pathway(signed_in(), case, request, answer=words)
            else:
                refuse_pathway(signed_in(), case, request, answer=words)
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return False
    if act == "confirm":
        flash(_("You have confirmed the pathway: it is decided."), "success")
    else:
        flash(_("You have not confirmed the pathway: your colleague decides again."), "success")
    return True


def _withdrawn(case: Jobseeker, request: PathwayRequest, form: AnswerForm) -> bool:
    try:
        with transaction():
            withdraw_request(signed_in(), case, request)
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return False
    flash(_("The request is withdrawn: you can decide again."), "success")
    return True


def _page(
    case: Jobseeker, done: Assessment, form: PathwayForm, answer_form: AnswerForm | None = None
) -> str:
    request = latest_request(case.id)
    decisions = decisions_of(case.id)
    return render_template(
        "assessment/pathway.html",
        case=case,
        form=form,
        answer_form=answer_form or AnswerForm(),
        decided=current_pathway(case.id),
        decisions=[(item, rules_of_version(item.rule_set_id)) for item in decisions],
        **_second_person(request),
        **result_context(done),
    )


def _second_person(request: PathwayRequest | None) -> dict[str, object]:
    """What the page tells of the request that waits, or of the last that was not confirmed."""
    if request is None:
        return {"waiting": None, "unconfirmed": None}
    user, rules = signed_in(), rules_of_version(request.rule_set_id)
    who = Answerer(
        user_id=user.id,
        role=user.role.value,
        centre_id=user.organisation_id,
        asked_by_id=request.asked_by_id,
        asked_in_centre_id=request.centre_id,
    )
    return {
        "waiting": request if request.state is RequestState.REQUESTED else None,
        "unconfirmed": request if request.state is RequestState.REFUSED else None,
        "asked_rules": rules,
        "grounds": [ground_text(rules, code) for code in request.grounds],
        "roles": confirming_roles(request.rule_set_id),
        "may_answer": not answer_refusals(rules, who),
        "may_withdraw": user.id == request.asked_by_id,
    }
