"""The name of a template."""

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.core.forms import BaseForm, stripped
from catalogue.patterns.rules import LONGEST_NAME


class TemplateForm(BaseForm):
    """What the template is called."""

    name = StringField(
        _("Name of the template"),
        filters=[stripped],
        validators=[
            InputRequired(_("Give the template a name.")),
            Length(max=LONGEST_NAME, message=_("Use at most %(max)d characters.")),
        ],
    )
