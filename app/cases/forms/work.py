"""Forms of the periods of work: a new one, its end, its annulment."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.cases.rules.status_history import WorkSource
from app.cases.rules.unemployment import ContractKind
from app.core.forms import BaseForm, choices_of, stripped

MOST_INCOME = 1_000_000


class ConfirmedForm(BaseForm):
    """A form whose effect is shown before it binds."""

    seen = HiddenField()
    """Key of the last event in the picture that was shown; empty before it has been."""

    @property
    def seen_event(self) -> int | None:
        """The picture that is confirmed; None when none has been shown."""
        typed = self.seen.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


class WorkForm(ConfirmedForm):
    """A period of work, as the person or the employer tells it."""

    kind = SelectField(_("Kind of work"), choices=choices_of(ContractKind))
    employer = StringField(
        _("Employer"), filters=[stripped], validators=[Optional(), Length(max=200)]
    )
    started_on = DateField(
        _("First day of work"), validators=[InputRequired(_("Enter the first day of work."))]
    )
    ended_on = DateField(
        _("Last day of work"),
        description=_("Leave empty while the work goes on."),
        validators=[Optional()],
    )
    expected_end_on = DateField(
        _("Expected end"),
        description=_("On this day the desk asks whether the work is over."),
        validators=[Optional()],
    )
    annual_income = IntegerField(
        _("Income expected in a year, in euros"),
        description=_("Leave empty when nobody has said: the work then suspends the status."),
        validators=[
            Optional(),
            NumberRange(
                min=0, max=MOST_INCOME, message=_("Enter whole euros between 0 and 1,000,000.")
            ),
        ],
    )
    source = SelectField(_("Who tells it"), choices=choices_of(WorkSource))


class WorkEndForm(ConfirmedForm):
    """The last day of a period that goes on."""

    ended_on = DateField(
        _("Last day of work"), validators=[InputRequired(_("Enter the last day of work."))]
    )


class AnnulWorkForm(BaseForm):
    """Why a period, or only its end, was entered by error."""

    note = TextAreaField(
        _("What was wrong"),
        filters=[stripped],
        validators=[InputRequired(_("Add a note that explains why.")), Length(max=2000)],
    )
