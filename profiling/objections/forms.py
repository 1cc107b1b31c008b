"""What a person objects to, and the centre's answer."""

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.core.forms import BaseForm, stripped

LONGEST = 4000


class ObjectionForm(BaseForm):
    """In the person's own words."""

    words = TextAreaField(
        _("What do you not agree with, and why?"),
        description=_("In your own words. You can also say what is missing or wrong."),
        filters=[stripped],
        validators=[InputRequired(_("Write what you do not agree with.")), Length(max=LONGEST)],
    )


class AnswerForm(BaseForm):
    """The centre's answer."""

    answer = TextAreaField(
        _("The centre's answer"),
        description=_("The person reads it. Say what was checked and what follows."),
        filters=[stripped],
        validators=[
            InputRequired(_("Write the answer: the person reads it.")),
            Length(max=LONGEST),
        ],
    )
