"""Forms of account administration and of searching the trails."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, EmailField, Form, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length, Optional

from app.accounts.permissions import Role
from app.core.forms import BaseForm, stripped

STAFF_ROLES = [role for role in Role if role is not Role.JOBSEEKER]
"""Roles given by the administrator; a jobseeker's account is made by their centre."""


class InvitationForm(BaseForm):
    """A new account for somebody who works with the platform."""

    name = StringField(
        _("Name and surname"),
        filters=[stripped],
        validators=[InputRequired(_("Enter the person's name.")), Length(max=120)],
    )
    email = EmailField(
        _("Email address"),
        filters=[stripped],
        validators=[
            InputRequired(_("Enter the person's email address.")),
            Email(_("Enter an address such as name@body.it.")),
        ],
    )
    role = SelectField(_("Role"), validators=[InputRequired(_("Choose a role."))])
    organisation_code = StringField(
        _("Code of the body"),
        description=_("The body's code, as in the list of accounts, for example CPI-PD-01."),
        filters=[stripped],
        validators=[InputRequired(_("Enter the code of the body the person works for."))],
    )


class UserFilterForm(Form):
    """Filters of the list of accounts, kept in the URL."""

    q = StringField(_("Name or email address"), filters=[stripped])
    role = SelectField(_("Role"), validators=[Optional()])


class AccessFilterForm(Form):
    """Filters of the access log, kept in the URL."""

    fiscal_code = StringField(_("Fiscal code of the person"), filters=[stripped])
    reader = StringField(_("Email address of the reader"), filters=[stripped])
    since = DateField(_("From"), validators=[Optional()])
    until = DateField(_("To"), validators=[Optional()])
