"""What a jobseeker may change of their own record."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField, SelectField, TelField
from wtforms.validators import Email, Length, Optional, Regexp

from app.core.forms import BaseForm, choices, stripped


class OwnContactsForm(BaseForm):
    """Contacts and language; everything else is changed at the centre."""

    phone = TelField(
        _("Phone"),
        filters=[stripped],
        validators=[
            Optional(),
            Length(max=40),
            Regexp(
                r"^[+0-9][0-9 ./-]{4,}$",
                message=_("Enter a phone number, for example 049 123 4567."),
            ),
        ],
        render_kw={"autocomplete": "tel"},
    )
    email = EmailField(
        _("Email address for messages"),
        filters=[stripped],
        validators=[Optional(), Email(_("Enter an address such as name@post.it."))],
        render_kw={"autocomplete": "email"},
    )
    language = SelectField(
        _("Language of letters and documents"),
        choices=choices([("it", "Italiano"), ("en", "English")]),
    )
