"""Forms of sign-in and of one's own account."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from app.accounts.operations import PASSWORD_MINIMUM
from app.core.forms import BaseForm, stripped

_LONG_ENOUGH = Length(
    min=PASSWORD_MINIMUM,
    max=200,
    message=_("Use at least %(min)d characters: a few words are easy to remember."),
)
_SAME = EqualTo("password", message=_("The two passwords differ. Type the same one twice."))


class SignInForm(BaseForm):
    """Address and password."""

    email = EmailField(
        _("Email address"),
        filters=[stripped],
        validators=[InputRequired(_("Enter your email address."))],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _("Password"),
        validators=[InputRequired(_("Enter your password."))],
        render_kw={"autocomplete": "current-password"},
    )


class _NewPassword(BaseForm):
    password = PasswordField(
        _("New password"),
        validators=[InputRequired(_("Choose a password.")), _LONG_ENOUGH],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _("New password, once more"),
        validators=[InputRequired(_("Type the password once more.")), _SAME],
        render_kw={"autocomplete": "new-password"},
    )


class ActivationForm(_NewPassword):
    """First password of an account, against the code given by the centre."""

    code = StringField(
        _("Activation code"),
        description=_("It is on the sheet the centre gave you, for example 1A2B-3C4D-5E6F."),
        filters=[stripped],
        validators=[InputRequired(_("Enter the activation code."))],
        render_kw={"autocomplete": "one-time-code"},
    )


class PasswordForm(_NewPassword):
    """A new password, against the present one."""

    present = PasswordField(
        _("Present password"),
        validators=[InputRequired(_("Enter your present password."))],
        render_kw={"autocomplete": "current-password"},
    )
