"""Rows of the form of a person: languages, past jobs."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, FieldList, Form, SelectField, StringField
from wtforms.validators import Length, Optional

from app.cases.rules.registration import Job
from app.core.forms import stripped


class LanguageForm(Form):
    """A language the person speaks; an empty row is none."""

    language = SelectField(_("Language"), validators=[Optional()])
    level = SelectField(_("Level"), validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Both or neither."""
        valid = super().validate(extra_validators)
        if self.language.data and not self.level.data:
            self.level.errors = [gettext("Choose how well the person speaks it.")]
            return False
        return valid


class JobForm(Form):
    """A job the person has had; a row without employer and occupation is none."""

    employer = StringField(_("Employer"), filters=[stripped], validators=[Length(max=200)])
    occupation = StringField(_("Occupation"), filters=[stripped], validators=[Length(max=200)])
    sector = SelectField(_("Sector"), validators=[Optional()])
    level = SelectField(_("Kind of work"), validators=[Optional()])
    started_on = DateField(_("From"), validators=[Optional()])
    ended_on = DateField(_("Until"), validators=[Optional()])

    @property
    def is_empty(self) -> bool:
        """Whether nothing was entered in the row."""
        return not any(field.raw_data and any(field.raw_data) for field in self)

    def validate(self, extra_validators: Any = None) -> bool:
        """What a job needs, when there is one."""
        valid = super().validate(extra_validators)
        if self.is_empty:
            return valid
        needed = (
            (self.employer, gettext("Enter the employer.")),
            (self.occupation, gettext("Enter the occupation.")),
            (self.sector, gettext("Choose the sector.")),
            (self.started_on, gettext("Enter the day the job began.")),
        )
        missing = [(field, words) for field, words in needed if not field.data and not field.errors]
        for field, words in missing:
            field.errors = [words]
        return valid and not missing

    def job(self) -> Job:
        """The row as the rules know it; only once it is valid."""
        return Job(
            employer=self.employer.data or "",
            occupation=self.occupation.data or "",
            sector=self.sector.data or "",
            level=self.level.data or "",
            started_on=cast(date, self.started_on.data),
            ended_on=self.ended_on.data,
        )


def set_rows(rows: "FieldList[Any]", entries: Sequence[dict[str, Any] | None]) -> None:
    """Put these entries in the place of the rows of a list, numbered from the first."""
    while rows.entries:
        rows.pop_entry()
    for entry in entries:
        rows.append_entry(entry)
