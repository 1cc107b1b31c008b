"""A completed assessment as a document, in the person's language."""

from dataclasses import asdict, dataclass
from html import unescape
from pathlib import Path
from typing import Any

from flask import Response, render_template_string
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.models.jobseeker import Jobseeker
from app.cases.queries import load_case, load_own_case
from app.core.documents import render_pdf
from app.core.errors import NotFoundForYou
from app.programme.rules.document import RuleSet
from app.programme.rules.questionnaire import Area
from app.web.formats import day, instant
from profiling.assessment.models import Assessment
from profiling.assessment.queries import completed_assessment, current_pathway
from profiling.assessment.rules.scoring import AreaScore
from profiling.assessment.views.explain import explanation_context
from profiling.assessment.views.filling import assessment
from profiling.assessment.views.own import own_assessment

TEMPLATE = Path(__file__).parents[1] / "templates/assessment/assessment.typ"
_WORDS = (
    '{% from "assessment/_weighed.html" import weighed_words, otherwise_words %}'
    "{{ (weighed_words if kind == 'weighed' else otherwise_words)(one, rules, profile_rules) }}"
)


@dataclass(frozen=True)
class Line:
    """A named value."""

    name: str
    text: str


@dataclass(frozen=True)
class Item:
    """One question with its answer and points."""

    question: str
    answer: str
    points: str


@dataclass(frozen=True)
class AreaText:
    """One area with its items and what the counsellor wrote."""

    name: str
    score: str
    items: list[Item]
    notes: list[str]


@dataclass(frozen=True)
class AssessmentText:
    """Every part of an assessment, ready to be read."""

    language: str
    title: str
    parties: list[Line]
    result: list[Line]
    weighed: list[str]
    otherwise: list[str]
    areas: list[AreaText]
    evaluation: str
    objection: str
    words: dict[str, str]
    invented: bool


@assessment.get("/document")
@requires(Permission.CASE_READ)
def document(case_id: int) -> ResponseReturnValue:
    """The completed assessment of a person of the centre."""
    return _answer(load_case(signed_in(), case_id, part="assessment"))


@own_assessment.get("/me/assessment/document", endpoint="document")
@requires(Permission.OWN_READ)
def own_document() -> ResponseReturnValue:
    """My completed assessment."""
    return _answer(load_own_case(signed_in(), part="assessment"))


def assessment_text(case: Jobseeker, done: Assessment, language: str) -> AssessmentText:
    """The assessment in the language."""
    with force_locale(language):
        return _in_words(case, done, language)


def _answer(case: Jobseeker) -> ResponseReturnValue:
    done = completed_assessment(case.id)
    if done is None:
        raise NotFoundForYou
    text = assessment_text(case, done, case.language)
    headers = {"Content-Disposition": 'inline; filename="assessment.pdf"'}
    pdf = render_pdf(TEMPLATE, asdict(text))
    return Response(pdf, mimetype="application/pdf", headers=headers)


def _in_words(case: Jobseeker, done: Assessment, language: str) -> AssessmentText:
    context: dict[str, Any] = explanation_context(case, done)
    rules: RuleSet = context["rules"]
    return AssessmentText(
        language=language,
        title=gettext("Assessment of %(day)s", day=day(done.completed_at)),
        parties=[
            Line(gettext("Person"), f"{case.name}, {case.fiscal_code}"),
            Line(gettext("Employment centre"), case.centre.name),
            Line(gettext("Completed"), _who(done)),
            Line(gettext("To be used by"), day(done.valid_until)),
        ],
        result=_result(case, done, context, language),
        weighed=[_spoken(one, "weighed", context) for one in context["weighed"]],
        otherwise=[_spoken(one, "otherwise", context) for one in context["otherwise"]],
        areas=[
            _area(rules, rules.questionnaire.area(code), subtotal, done, language)
            for code, subtotal in context["subtotals"].items()
        ],
        evaluation=done.evaluation,
        objection=gettext(
            "You can object within %(days)s days, in your own area or at %(centre)s.",
            days=rules.days("appeal_days"),
            centre=", ".join(
                part for part in (case.centre.name, case.centre.address, case.centre.phone) if part
            ),
        ),
        words=_words(),
        invented=case.is_invented,
    )


def _who(done: Assessment) -> str:
    by = f" ({done.completed_by.name})" if done.completed_by else ""
    return f"{instant(done.completed_at)}{by}"


def _result(
    case: Jobseeker, done: Assessment, context: dict[str, Any], language: str
) -> list[Line]:
    rules: RuleSet = context["rules"]
    proposed = rules.pathway(done.proposed or 0)
    lines = [
        Line(gettext("Class of the quantitative profile"), str(context["class_number"])),
        Line(
            gettext("Proposed pathway"),
            f"{proposed.number}. {proposed.name.spoken(language)}. "
            f"{context['decision'].reason.spoken(language)}",
        ),
    ]
    lines += [
        Line(gettext("Why area %(code)s is open", code=rule.area), rule.reason.spoken(language))
        for rule in context["openings"]
    ]
    decided = current_pathway(case.id)
    if decided is not None and decided.assessment_id == done.id:
        chosen = rules.pathway(decided.decided)
        words = f"{chosen.number}. {chosen.name.spoken(language)}"
        lines.append(Line(gettext("Decided pathway"), words))
    return lines


def _area(
    rules: RuleSet, area: Area, subtotal: AreaScore, done: Assessment, language: str
) -> AreaText:
    items = []
    for item in subtotal.items:
        question = rules.questionnaire.question(item.question)
        given = [one.text.spoken(language) for one in question.answers if one.code in item.answers]
        remark = done.remarks.get(item.question, "")
        words = "; ".join([*given, *([remark] if remark else [])]) or gettext("Not answered")
        points = gettext("%(score)s of %(max)s", score=item.score, max=item.max_score)
        items.append(Item(question.text.spoken(language), words, points))
    title = gettext("Area %(code)s: %(title)s", code=area.code, title=area.title.spoken(language))
    score = gettext("%(score)s of %(max)s", score=subtotal.answered, max=subtotal.max_score)
    if subtotal.added:
        score += " " + gettext("+ %(points)s added", points=subtotal.added)
    return AreaText(title, score, items, _notes(rules, area, done, language))


def _notes(rules: RuleSet, area: Area, done: Assessment, language: str) -> list[str]:
    notes = []
    for section in area.sections:
        if given := done.points.get(section.code):
            reason = rules.reason("operator_points", given["reason"]).text.spoken(language)
            points = gettext(
                "Section %(code)s: %(points)s points.", code=section.code, points=given["points"]
            )
            notes.append(" ".join(part for part in (points, reason, given["note"]) if part))
        if note := done.section_notes.get(section.code):
            notes.append(f"{section.code} {section.title.spoken(language)}: {note}")
    return notes


def _spoken(one: object, kind: str, context: dict[str, Any]) -> str:
    # The sentences of the page, without the marks a page needs.
    return unescape(render_template_string(_WORDS, one=one, kind=kind, **context)).strip()


def _words() -> dict[str, str]:
    return {
        "page": gettext("Page"),
        "result": gettext("Result"),
        "weighed": gettext("What weighed most"),
        "otherwise": gettext("What would have changed the proposal"),
        "nothing_otherwise": gettext("No single change of this kind leads to another pathway."),
        "question": gettext("Question"),
        "answer": gettext("Answer"),
        "points": gettext("Points"),
        "evaluation": gettext("Evaluation"),
        "objection": gettext("If you do not agree"),
        "invented": gettext("Demonstration: the person is invented. This document binds nobody."),
        "illustrative": gettext(
            "Scores, coefficients and limits are illustrative: no public act states them."
        ),
    }
