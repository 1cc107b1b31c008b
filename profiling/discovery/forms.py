"""What is asked when a search is kept, and from where distances are counted."""

from flask_babel import lazy_gettext as _
from wtforms import Form, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import BaseForm, choices_of, stripped
from app.core.places.forms import MunicipalityField
from profiling.discovery.models import LONGEST_NAME, Frequency


class SaveForm(BaseForm):
    """The name of a search, and how often one wants to hear of it."""

    name = StringField(
        _("Name of the search"),
        description=_("For yourself, such as “English near home”. Name no person."),
        filters=[stripped],
        validators=[
            InputRequired(message=_("Give the search a name.")),
            Length(max=LONGEST_NAME, message=_("Use at most %(max)d characters.")),
        ],
    )
    frequency = RadioField(
        _("Tell me of new offers"),
        choices=choices_of(Frequency),
        default=Frequency.DAILY.value,
        validators=[InputRequired(message=_("Choose how often."))],
    )


class DeleteForm(BaseForm):
    """The one button that deletes."""


class NearForm(Form):
    """From which municipality distances are counted."""

    near = MunicipalityField(_("Distances from"), validators=[Optional()])
