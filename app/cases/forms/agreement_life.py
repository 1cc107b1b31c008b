"""Forms of what happens to an agreement in force: it rests, it ends."""

from datetime import date
from typing import cast

from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.cases.forms.duties import reason_choices
from app.cases.rules.suspension import Rest
from app.cases.states import AGREEMENT, AgreementAction, AgreementState
from app.core.forms import BaseForm, choices, stripped

KEEP, CALL_OFF = "keep", "call_off"


class SuspensionForm(BaseForm):
    """Why the agreement rests, since when and, if it is known, until when."""

    reason = SelectField(
        _("Reason"), validators=[InputRequired(_("Choose a reason from the list."))]
    )
    from_on = DateField(_("First day"), validators=[InputRequired(_("Enter the first day."))])
    until_on = DateField(
        _("Last day, if it is known"),
        validators=[Optional()],
        description=_("The agreement resumes by itself the day after."),
    )
    note = TextAreaField(_("Note"), filters=[stripped], validators=[Optional(), Length(max=2000)])

    def offer(self) -> None:
        """The reasons of the state table."""
        row = AGREEMENT.transition(AgreementState.IN_FORCE, AgreementAction.SUSPEND)
        self.reason.choices = reason_choices(row.reasons)

    def rest(self) -> Rest:
        """What was entered, once it is valid."""
        return Rest(
            reason=self.reason.data,
            from_on=cast(date, self.from_on.data),
            until_on=self.until_on.data,
            note=self.note.data or "",
        )


class EndingForm(BaseForm):
    """Why the agreement ends, and what becomes of duties that are past and not recorded."""

    reason = SelectField(_("Reason"), validators=[Optional()])
    past = RadioField(_("Duties that are past and not yet recorded"), default=KEEP)

    def offer(self, unrecorded: int) -> None:
        """Ask about past duties only where there are any."""
        row = AGREEMENT.transition(AgreementState.IN_FORCE, AgreementAction.END)
        self.reason.choices = reason_choices(row.reasons)
        self.past.choices = choices(
            [
                (KEEP, _("They stay on the desk until somebody records what became of them")),
                (CALL_OFF, _("They are called off")),
            ]
        )
        if not unrecorded:
            del self.past

    @property
    def keeps_past(self) -> bool:
        """Whether past duties are still to be recorded."""
        return "past" not in self or self.past.data != CALL_OFF
