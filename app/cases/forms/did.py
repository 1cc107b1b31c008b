"""Forms of the declaration of availability."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.cases.states import DidAction
from app.core.forms import BaseForm, choices, stripped
from app.core.state_machine import Transition


class DeclarationForm(BaseForm):
    """A new declaration."""

    declared_on = DateField(
        _("Day of the declaration"),
        validators=[InputRequired(_("Enter the day of the declaration."))],
    )
    unemployed_since = DateField(
        _("Without work since"),
        description=_("From this day the months of unemployment are counted."),
        validators=[InputRequired(_("Enter since when the person is without work."))],
    )
    last_job_ended_on = DateField(
        _("End of the last job"),
        description=_("Leave empty for somebody who has never worked."),
        validators=[Optional()],
    )


class ActionForm(BaseForm):
    """A change of state: its coded reason and a note, where its table asks for them."""

    reason = SelectField(_("Reason"), validators=[Optional()])
    effective_on = DateField(
        _("Takes effect on"),
        description=_("Leave empty for today."),
        validators=[Optional()],
    )
    note = TextAreaField(_("Note"), filters=[stripped], validators=[Optional(), Length(max=2000)])

    def offer(self, row: Transition) -> None:
        """Ask only for what the row of the table asks."""
        if row.reasons:
            listed = ((code, gettext(words)) for code, words in row.reasons.items())
            self.reason.choices = choices([("", gettext("Choose")), *listed])
        else:
            del self.reason
        if not row.note_required:
            del self.note
        if row.action is not DidAction.END:
            del self.effective_on
