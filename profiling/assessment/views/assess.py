"""The assessment on the case page, area by area, and what the person reads of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.models.jobseeker import Jobseeker
from app.cases.queries import load_case
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.forms import BaseForm, spoken
from app.programme.queries import rules_of_version
from app.programme.rules.document import RuleSet
from app.programme.rules.questionnaire import Area
from profiling.assessment.forms import EvaluationForm, area_form, given_answers, given_remarks
from profiling.assessment.models import Assessment
from profiling.assessment.operations.assess import (
    begin_assessment,
    complete_assessment,
)
from profiling.assessment.operations.fill import save_section, version_of
from profiling.assessment.queries import (
    completed_assessment,
    current_draft,
    current_profile,
    previous_assessment,
    subtotals_of,
)
from profiling.assessment.rules.scoring import AreaScore, asked_areas
from profiling.assessment.rules.section import SectionEntry, Sheet

assessment = Blueprint(
    "assessment",
    __name__,
    template_folder="../templates",
    url_prefix="/cases/<int:case_id>/assessment",
)

_NO_DRAFT = lazy_gettext("No assessment is in draft.")


@dataclass(frozen=True)
class Filling:
    """The draft being filled in, with its rules and its areas as they stand."""

    case: Jobseeker
    draft: Assessment
    rules: RuleSet
    subtotals: Mapping[str, AreaScore]

    @property
    def areas(self) -> tuple[Area, ...]:
        """The areas this person is asked."""
        return asked_areas(self.rules.questionnaire, self.subtotals)

    @property
    def context(self) -> dict[str, object]:
        """What every page of the draft shows."""
        openings = [rule for rule in self.rules.openings if rule.code in self.draft.openings]
        return {
            "case": self.case,
            "assessment": self.draft,
            "rules": self.rules,
            "subtotals": self.subtotals,
            "areas": self.areas,
            "openings": openings,
        }


@assessment.get("")
@requires(Permission.CASE_READ)
def overview(case_id: int) -> ResponseReturnValue:
    """Where the assessment stands: to begin, in draft by area, or completed with its result."""
    case = load_case(signed_in(), case_id, part="assessment")
    filling = _filling(case) if signed_in().may(Permission.ASSESSMENT_WRITE) else None
    if filling is not None:
        return render_template("assessment/areas.html", **filling.context)
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
    first = rules_of_version(draft.rule_set_id).questionnaire.areas[0]
    return redirect(_address(case, first))


@assessment.route("/<any(a, b, c, d):code>", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_WRITE)
def area(case_id: int, code: str) -> ResponseReturnValue:
    """The questions of one area, saved on their own, complete or not."""
    filling = _filling(load_case(signed_in(), case_id, part="assessment"))
    if filling is None:
        return _back(case_id, _NO_DRAFT)
    asked = _asked(filling, code.upper())
    if asked is None:
        return _back(case_id, _("No rule opens this area."))
    form = area_form(asked, filling.draft)
    if form.validate_on_submit() and _saved(filling, asked, form):
        return redirect(_after(filling, asked))
    page = render_template("assessment/area.html", form=form, area=asked, **filling.context)
    return page, 422 if form.errors else 200


@assessment.route("/complete", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_WRITE)
def complete(case_id: int) -> ResponseReturnValue:
    """Everything answered on one page, the counsellor's evaluation, and the act that closes it."""
    filling = _filling(load_case(signed_in(), case_id, part="assessment"))
    if filling is None:
        return _back(case_id, _NO_DRAFT)
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
    return {
        "assessment": done,
        "rules": rules,
        "subtotals": subtotals_of(done),
        "openings": [rule for rule in rules.openings if rule.code in done.openings],
        "decision": next(rule for rule in rules.decisions if rule.code == done.rule),
        "before": before,
    }


def _filling(case: Jobseeker) -> Filling | None:
    draft = current_draft(case.id)
    if draft is None:
        return None
    return Filling(case, draft, rules_of_version(draft.rule_set_id), subtotals_of(draft))


def _back(case_id: int, words: str) -> ResponseReturnValue:
    """To where the assessment stands, with what is the matter."""
    flash(str(words), "info")
    return redirect(url_for("assessment.overview", case_id=case_id))


def _asked(filling: Filling, code: str) -> Area | None:
    return next((area for area in filling.areas if area.code == code), None)


def _saved(filling: Filling, asked: Area, form: BaseForm) -> bool:
    answers, remarks = given_answers(form, asked), given_remarks(form, asked)
    try:
        with transaction():
            for section in asked.sections:
                own = {question.code for question in section.questions}
                save_section(
                    signed_in(),
                    filling.case,
                    filling.draft,
                    Sheet(section.code, version_of(filling.draft, section.code), ""),
                    SectionEntry(
                        answers={code: one for code, one in answers.items() if code in own},
                        remarks={code: one for code, one in remarks.items() if code in own},
                    ),
                    on=today(),
                )
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return False
    return True


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


def _address(case: Jobseeker, asked: Area) -> str:
    return url_for("assessment.area", case_id=case.id, code=asked.code.lower())


def _after(filling: Filling, saved: Area) -> str:
    """The next area asked after the one saved, else the overview."""
    areas = asked_areas(filling.rules.questionnaire, subtotals_of(filling.draft))
    following = [asked for asked in areas if asked.code > saved.code]
    if following:
        return _address(filling.case, following[0])
    return url_for("assessment.overview", case_id=filling.case.id)
