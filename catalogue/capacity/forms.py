"""The form of a pause."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField
from wtforms.validators import InputRequired, Optional

from app.core.forms import BaseForm, choices_of
from catalogue.capacity.rules import Pause
from catalogue.providers.states import PauseReason


class PauseForm(BaseForm):
    """Why, and until when."""

    reason = RadioField(
        _("Reason"),
        choices=choices_of(PauseReason),
        validators=[InputRequired(_("Choose a reason from the list."))],
    )
    until = DateField(
        _("Last day of the pause"),
        description=_("Empty: until you resume. On the day after, new people are taken again."),
        validators=[Optional()],
    )

    def content(self) -> Pause:
        """The pause as the operation takes it."""
        reason = PauseReason(self.reason.data) if self.reason.data else None
        return Pause(reason=reason, until=self.until.data)
