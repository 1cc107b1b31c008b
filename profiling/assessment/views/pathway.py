"""The proposed pathway with its reasons, and the decision."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.models.jobseeker import Jobseeker
from app.cases.queries import load_case
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.programme.queries import rules_of_version
from profiling.assessment.forms import PathwayForm, pathway_form
from profiling.assessment.models import Assessment
from profiling.assessment.operations.decide import decide_pathway
from profiling.assessment.queries import completed_assessment, current_pathway
from profiling.assessment.views.assess import result_context

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
        flash(_("The pathway has been decided."), "success")
        return redirect(url_for("pathway.shown", case_id=case.id))
    return _page(case, done, form), 422


def _form(done: Assessment) -> PathwayForm:
    return pathway_form(rules_of_version(done.rule_set_id), done.proposed or 0)


def _decided(case: Jobseeker, form: PathwayForm) -> bool:
    try:
        with transaction():
            decide_pathway(
                signed_in(),
                case,
                form.pathway.data,
                reason=form.reason.data or "",
                note=form.note.data or "",
            )
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return False
    return True


def _page(case: Jobseeker, done: Assessment, form: PathwayForm) -> str:
    return render_template(
        "assessment/pathway.html",
        case=case,
        form=form,
        decided=current_pathway(case.id),
        **result_context(done),
    )
