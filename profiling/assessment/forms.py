"""Forms drawn from the rule set: inputs of the index, questions of an area, the pathway."""

from collections.abc import Callable, Collection, Mapping, Sequence
from secrets import token_hex
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is younger than the types
    DateField,
    DecimalField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.core.forms import BaseForm, choices, choices_of, stripped
from app.programme.rules.document import Reason, RuleSet
from app.programme.rules.employability import Factor, IndexModel
from app.programme.rules.provenance import Text
from app.programme.rules.questionnaire import Question, Section
from app.web.words import reader_locale
from profiling.assessment.models import OfficialProfile
from profiling.assessment.rules.official import Received
from profiling.assessment.rules.section import (
    POINTS_REASONS,
    SectionEntry,
    SectionOnScreen,
    Sheet,
)
from profiling.assessment.states import OfficialSource

REMARK = "remark_"
"""Prefix of the field for free text beside a question."""
REASON = "reason_"
"""Prefix of the field for the reason to depart from the case record."""
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


class _CommaDecimalField(DecimalField):
    """A number with decimals, after a comma or a point."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata([text.replace(",", ".") for text in valuelist])


class OfficialForm(BaseForm):
    """A profile as the ministry's service gave it."""

    profile_class = RadioField(
        _("Class"), coerce=int, validators=[InputRequired(_("Choose one of the classes."))]
    )
    index = _CommaDecimalField(
        _("Index"),
        description=_("From 0 to 1, where the answer states it."),
        places=None,
        validators=[Optional()],
    )
    code = StringField(
        _("Code of the profile"),
        description=_("The codiceProfiling given by the ministry."),
        filters=[stripped],
        validators=[InputRequired(_("Enter the code of the profile."))],
    )
    calculated_on = DateField(
        _("Calculated on"), validators=[InputRequired(_("Enter the day of the calculation."))]
    )
    received_on = DateField(
        _("Received on"), validators=[InputRequired(_("Enter the day it was received."))]
    )
    source = SelectField(
        _("How it was received"),
        choices=choices_of(OfficialSource),
        coerce=OfficialSource,
        validators=[InputRequired()],
    )

    @property
    def received(self) -> Received:
        """What was typed, as the rules take it; the form has been found valid."""
        calculated_on, received_on = self.calculated_on.data, self.received_on.data
        if calculated_on is None or received_on is None:
            raise ValueError("the form was not found valid")
        return Received(
            profile_class=self.profile_class.data,
            index=self.index.data,
            code=self.code.data or "",
            calculated_on=calculated_on,
            received_on=received_on,
        )


def official_form(rules: RuleSet, start: OfficialProfile | None) -> OfficialForm:
    """The form with the classes of the rules, filled with what is recorded already."""
    form = OfficialForm(obj=start)
    form.profile_class.choices = choices(
        (item.number, f"{_spoken(item.text)}: {_spoken(item.meaning)}")
        for item in rules.index.classes
    )
    return form


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


class AnswerForm(BaseForm):
    """The second person's words, needed only to refuse."""

    answer = TextAreaField(
        _("Your words to the colleague"),
        description=_("Needed if you do not confirm."),
        filters=[stripped],
        validators=[Optional(), Length(max=LONGEST_TEXT)],
    )


def profile_form(
    model: IndexModel, start: Mapping[str, Any], reasons: Sequence[Reason], known: Collection[str]
) -> BaseForm:
    """A form with one field for each factor of the index, and a reason beside what is `known`."""
    fields: dict[str, Any] = {factor.code: _factor_field(factor) for factor in model.factors}
    listed = [("", _("No correction")), *((item.code, _spoken(item.text)) for item in reasons)]
    for factor in model.factors:
        if reasons and factor.code in known:
            fields[REASON + factor.code] = SelectField(
                _("%(factor)s: why not as in the case record", factor=_spoken(factor.text)),
                choices=choices(listed),
                validators=[Optional()],
            )
    return _form_of(fields, start)


def given_reasons(form: BaseForm, model: IndexModel) -> dict[str, str]:
    """The reasons chosen to depart from the record, by factor."""
    names = {factor.code: REASON + factor.code for factor in model.factors}
    return {code: form[name].data or "" for code, name in names.items() if name in form}


def section_form(filled: SectionOnScreen) -> BaseForm:
    """A form with one field for each question of the section that people answer; all may wait."""
    fields: dict[str, Any] = {}
    start: dict[str, Any] = {}
    for question in filled.questions:
        chosen = filled.start(question)
        fields[question.code] = _question_field(question)
        start[question.code] = chosen if question.max_choices > 1 else next(iter(chosen), None)
        if question.free_text:
            fields[REMARK + question.code] = StringField(
                _("In other words"),
                filters=[stripped],
                validators=[Optional(), Length(max=LONGEST_REMARK)],
            )
            start[REMARK + question.code] = filled.stored.remarks.get(question.code, "")
    fields |= _section_fields(filled.rules)
    start |= {
        "section_note": filled.stored.note,
        "section_points": filled.stored.points,
        "section_points_reason": filled.stored.points_reason,
        "section_points_note": filled.stored.points_note,
        "section_version": filled.version,
        "section_tab": token_hex(8),
    }
    return _form_of(fields, start)


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


def given_sheet(form: BaseForm, section: str) -> Sheet:
    """Which version of the section the page showed, and the page's own mark."""
    return Sheet(section, form.section_version.data or 0, form.section_tab.data or "")


def given_entry(form: BaseForm, section: Section) -> SectionEntry:
    """Everything typed into the section."""
    asked = [question for question in section.questions if question.code in form]
    return SectionEntry(
        answers={question.code: _codes(form[question.code].data) for question in asked},
        remarks={
            question.code: form[REMARK + question.code].data or ""
            for question in asked
            if question.free_text
        },
        note=form.section_note.data or "",
        points=form.section_points.data or 0,
        points_reason=form.section_points_reason.data or "",
        points_note=form.section_points_note.data or "",
    )


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


def _section_fields(rules: RuleSet) -> dict[str, Any]:
    reasons = [(item.code, _spoken(item.text)) for item in rules.reasons.get(POINTS_REASONS, ())]
    return {
        "section_note": TextAreaField(
            _("Your evaluation of this section"),
            filters=[stripped],
            validators=[Optional(), Length(max=LONGEST_TEXT)],
        ),
        "section_points": SelectField(
            _("Points you add"),
            coerce=int,
            choices=choices((number, number) for number in range(rules.operator_points + 1)),
            validators=[Optional()],
        ),
        "section_points_reason": SelectField(
            _("Reason for the points"),
            choices=choices([("", _("Choose a reason")), *reasons]),
            validators=[Optional()],
        ),
        "section_points_note": StringField(
            _("Explanation"),
            filters=[stripped],
            validators=[Optional(), Length(max=LONGEST_REMARK)],
        ),
        "section_version": IntegerField(widget=HiddenInput(), validators=[Optional()]),
        "section_tab": HiddenField(validators=[Optional(), Length(max=32)]),
    }


def _question_field(question: Question) -> Field:
    scored = [SelectChoice(answer.code, _spoken(answer.text)) for answer in question.answers]
    if question.asked_when and question.max_choices == 1:
        scored.insert(0, SelectChoice("", _("Not asked")))
    make: Callable[..., Field] = RadioField if question.max_choices == 1 else _CheckboxesField
    return make(_spoken(question.text), choices=scored, validators=[_AnsweredLater()])


class _CheckboxesField(SelectMultipleField):
    """Several answers to one question, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _spoken(text: Text) -> str:
    return text.spoken(reader_locale().language)
