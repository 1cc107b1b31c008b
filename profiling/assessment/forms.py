"""Forms drawn from the rule set: inputs of the index, questions of an area, the pathway."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is younger than the types
    Field,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import BaseForm, choices, stripped
from app.programme.rules.document import Reason, RuleSet
from app.programme.rules.employability import Factor, IndexModel
from app.programme.rules.provenance import Text
from app.programme.rules.questionnaire import Area, Question
from app.web.words import reader_locale
from profiling.assessment.models import Assessment

REMARK = "remark_"
"""Prefix of the field for free text beside a question."""
LONGEST_REMARK = 500
LONGEST_TEXT = 4000


class _AnsweredLater(Optional):
    """May be left for later, yet is needed in the end: no "optional" beside the question."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {"required": True}


class EvaluationForm(BaseForm):
    """The counsellor's own words on the person's employability."""

    evaluation = TextAreaField(
        _("Your evaluation"),
        description=_(
            "What helps this person, what holds them back, what to do first. They read it too."
        ),
        filters=[stripped],
        validators=[
            InputRequired(_("Write your evaluation: the person reads it too.")),
            Length(max=LONGEST_TEXT),
        ],
    )


class PathwayForm(BaseForm):
    """The decided pathway; reason and note when it is not the proposed one."""

    pathway = RadioField(
        _("Pathway"), coerce=int, validators=[InputRequired(_("Choose one of the pathways."))]
    )
    reason = SelectField(
        _("Reason to depart from the proposal"),
        description=_("Needed only when you choose another pathway."),
        validators=[Optional()],
    )
    note = TextAreaField(
        _("Note"),
        description=_("Needed only when you choose another pathway. The person reads it too."),
        filters=[stripped],
        validators=[Optional(), Length(max=LONGEST_TEXT)],
    )


def profile_form(model: IndexModel, start: Mapping[str, Any]) -> BaseForm:
    """A form with one field for each factor of the index."""
    return _form_of({factor.code: _factor_field(factor) for factor in model.factors}, start)


def area_form(area: Area, assessment: Assessment) -> BaseForm:
    """A form with one field for each question of the area; every answer may wait."""
    fields: dict[str, Any] = {}
    start: dict[str, Any] = {}
    for question in shown_questions(area):
        chosen = assessment.answers.get(question.code, [])
        fields[question.code] = _question_field(question)
        start[question.code] = chosen if question.max_choices > 1 else next(iter(chosen), None)
        if question.free_text:
            fields[REMARK + question.code] = StringField(
                _("In other words"),
                filters=[stripped],
                validators=[Optional(), Length(max=LONGEST_REMARK)],
            )
            start[REMARK + question.code] = assessment.remarks.get(question.code, "")
    return _form_of(fields, start)


def shown_questions(area: Area) -> list[Question]:
    """The questions a form asks."""
    return [item for item in area.questions if not (item.hidden or item.read_only)]


def pathway_form(rules: RuleSet, proposed: int) -> PathwayForm:
    """The form with the pathways and override reasons of the rule set, the proposed one chosen."""
    form = PathwayForm(data={"pathway": proposed})
    form.pathway.choices = choices(
        (item.number, f"{item.number}. {_spoken(item.name)}") for item in rules.pathways
    )
    reasons = [
        SelectChoice(item.code, _spoken(item.text), optgroup=_group_of(rules, item))
        for item in rules.reasons["pathway_override"]
    ]
    form.reason.choices = choices([("", _("Choose a reason"))]) + reasons
    return form


def given_inputs(form: BaseForm, model: IndexModel) -> dict[str, str | int | None]:
    """The inputs of the index as typed."""
    return {factor.code: form[factor.code].data for factor in model.factors}


def given_answers(form: BaseForm, area: Area) -> dict[str, list[str]]:
    """The codes chosen for each question of the area."""
    return {question.code: _codes(form[question.code].data) for question in shown_questions(area)}


def given_remarks(form: BaseForm, area: Area) -> dict[str, str]:
    """The free text beside the questions that take some."""
    return {
        question.code: form[REMARK + question.code].data or ""
        for question in shown_questions(area)
        if question.free_text
    }


def _group_of(rules: RuleSet, reason: Reason) -> str:
    if len(reason.pathways) == 1:
        return _spoken(rules.pathway(reason.pathways[0]).name)
    return str(_("Any pathway"))


def _codes(chosen: str | Sequence[str] | None) -> list[str]:
    if not chosen:
        return []
    return [chosen] if isinstance(chosen, str) else list(chosen)


def _form_of(fields: Mapping[str, Any], start: Mapping[str, Any]) -> BaseForm:
    form = type("RuleSetForm", (BaseForm,), dict(fields))
    made: BaseForm = form(data={name: value for name, value in start.items() if value is not None})
    return made


def _factor_field(factor: Factor) -> Field:
    needed = [InputRequired(_("An answer is needed here to calculate the index."))]
    if factor.is_number:
        return IntegerField(
            _spoken(factor.text),
            validators=needed,
            render_kw={"inputmode": "numeric", "min": factor.minimum, "max": factor.maximum},
        )
    categories = [("", _("Choose"))]
    categories += [(item.code, _spoken(item.text)) for item in factor.categories]
    return SelectField(_spoken(factor.text), choices=choices(categories), validators=needed)


def _question_field(question: Question) -> Field:
    scored = [
        SelectChoice(answer.code, _spoken(answer.text), {"data-score": answer.score})
        for answer in question.answers
    ]
    make: Callable[..., Field] = _RadioField if question.max_choices == 1 else _CheckboxesField
    return make(_spoken(question.text), choices=scored, validators=[_AnsweredLater()])


class _Scored:
    """Puts each answer's attributes (its score) on its own box; the library iterates without."""

    def __iter__(self) -> Iterator[Field]:
        for option in super().__iter__():  # type: ignore[misc]
            option.render_kw = option.choice.render_kw
            yield option


class _RadioField(_Scored, RadioField):  # type: ignore[misc]  # the stubs narrow __iter__
    """One answer to a question."""


class _CheckboxesField(_Scored, SelectMultipleField):  # type: ignore[misc]
    """Several answers to one question, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _spoken(text: Text) -> str:
    return text.spoken(reader_locale().language)
