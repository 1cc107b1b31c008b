"""Objections on the case page, and the person's own."""

from collections.abc import Iterator

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.models.jobseeker import Jobseeker
from app.cases.queries import load_case, load_own_case
from app.cases.views.notices import Notice
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import IllegalTransition, RuleBroken
from app.core.state_machine import Audience
from app.programme.queries import rules_of_version
from app.web.formats import day
from profiling.assessment.queries import last_assessment
from profiling.objections.forms import AnswerForm, ObjectionForm
from profiling.objections.operations import answer_objection, object_to_assessment
from profiling.objections.queries import (
    objection_facts,
    objection_of,
    objections_of,
    open_objection,
)
from profiling.objections.rules import TERM, answer_term

objections = Blueprint("objections", __name__, template_folder="templates")

PART = "objections"


@objections.get("/cases/<int:case_id>/objections")
@requires(Permission.CASE_READ)
def of_case(case_id: int) -> ResponseReturnValue:
    """What the person objects to, with the answers."""
    case = load_case(signed_in(), case_id, part=PART)
    return _page_of(case_id, AnswerForm(), case=case)


@objections.post("/cases/<int:case_id>/objections/<int:objection_id>")
@requires(Permission.ASSESSMENT_WRITE)
def answer(case_id: int, objection_id: int) -> ResponseReturnValue:
    """Answer an objection."""
    case = load_case(signed_in(), case_id, part=PART)
    found, form = objection_of(case, objection_id), AnswerForm()
    if not form.validate():
        return _page_of(case_id, form, case=case), 422
    try:
        with transaction():
            answer_objection(signed_in(), found, form.answer.data or "")
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return _page_of(case_id, form, case=case), 422
    except IllegalTransition:
        form.form_errors.append(_("Somebody has answered meanwhile. Your words are still below."))
        return _page_of(case_id, form, case=case), 409
    flash(_("The answer is recorded: the person reads it in their area."), "success")
    return redirect(url_for("objections.of_case", case_id=case_id))


@objections.route("/me/assessment/objection", methods=["GET", "POST"])
@requires(Permission.OBJECTION_MAKE_OWN)
def own() -> ResponseReturnValue:
    """I do not agree: say so, see until when, read the answer."""
    case = load_own_case(signed_in(), part=PART)
    form = ObjectionForm()
    if form.validate_on_submit():
        try:
            with transaction():
                object_to_assessment(signed_in(), case, form.words.data or "", on=today())
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
        else:
            flash(_("Recorded today. The centre answers you here."), "success")
            return redirect(url_for("objections.own"))
    last = last_assessment(case.id)
    rules = rules_of_version(last.rule_set_id) if last else None
    facts = objection_facts(case)
    page = render_template(
        "objections/own.html",
        case=case,
        form=form,
        facts=facts,
        is_late=facts.last_day is not None and facts.last_day < today(),
        rules=rules,
        term=rules.deadlines[TERM] if rules else None,
        answer_term=answer_term(rules.deadlines) if rules else None,
        objections=objections_of(case.id),
    )
    return page, 422 if form.errors else 200


def objection_waits(case: Jobseeker, audience: Audience) -> Iterator[Notice]:
    """That an objection waits for the centre's answer, until when."""
    waiting = open_objection(case.id)
    if waiting is None:
        return
    if audience is Audience.JOBSEEKER:
        words = _(
            "You have objected to the assessment: the centre answers by %(day)s.",
            day=day(waiting.due_on),
        )
        yield Notice(words, url_for("objections.own"), _("Read it again"))
    elif audience is Audience.STAFF:
        words = _(
            "The person objects to the assessment: to be answered by %(day)s.",
            day=day(waiting.due_on),
        )
        yield Notice(words, url_for("objections.of_case", case_id=case.id), _("Read and answer"))


def _page_of(case_id: int, form: AnswerForm, **context: object) -> str:
    waiting = open_objection(case_id)
    return render_template(
        "objections/of_case.html",
        form=form,
        objections=objections_of(case_id),
        waiting=waiting,
        **context,
    )
