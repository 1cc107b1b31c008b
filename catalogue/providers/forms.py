"""Forms of the register and of a provider's own area."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    EmailField,
    Form,
    SelectField,
    StringField,
    TelField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.core.forms import EMAIL_FORM, BaseForm, choices, choices_of, stripped
from app.core.places.forms import MunicipalityField
from catalogue.providers.operations import Application, SiteContent
from catalogue.providers.states import ProviderState

ADDRESS = Regexp(EMAIL_FORM, message=_("Write the address as name@example.org."))
_LENGTH = Length(max=254, message=_("Use at most %(max)d characters."))


class RegisterFilters(Form):
    """Filters of the register."""

    q = StringField(_("Name, tax number or accreditation number"), filters=[stripped])
    state = SelectField(_("State"), default="")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.state.choices = [*choices([("", _("All"))]), *choices_of(ProviderState)]

    def chosen_state(self) -> ProviderState | None:
        """The state asked for, when it is one."""
        known = {state.value: state for state in ProviderState}
        return known.get(self.state.data or "")


class ApplicantForm(BaseForm):
    """A body that asks to be accredited."""

    legal_name = StringField(
        _("Legal name"),
        filters=[stripped],
        validators=[InputRequired(_("Enter the legal name.")), _LENGTH],
    )
    tax_number = StringField(
        _("Tax number (partita IVA)"),
        description=_("11 figures."),
        filters=[stripped],
        validators=[InputRequired(_("Enter the tax number."))],
    )
    address = StringField(
        _("Registered office"),
        filters=[stripped],
        validators=[InputRequired(_("Enter street and number.")), _LENGTH],
    )
    municipality = MunicipalityField(
        _("Municipality"), validators=[InputRequired(_("Enter the municipality."))]
    )
    phone = TelField(_("Telephone"), filters=[stripped], validators=[Length(max=40)])
    email = EmailField(
        _("Email address of the office"), filters=[stripped], validators=[Optional(), ADDRESS]
    )
    manager_name = StringField(
        _("Name and surname of the manager"),
        filters=[stripped],
        validators=[InputRequired(_("Enter who will manage the provider's account.")), _LENGTH],
    )
    manager_email = EmailField(
        _("Email address of the manager"),
        filters=[stripped],
        validators=[InputRequired(_("Enter the manager's email address.")), ADDRESS, _LENGTH],
    )

    def content(self) -> Application:
        """The application as the operation takes it."""
        return Application(
            legal_name=self.legal_name.data or "",
            tax_number=self.tax_number.data or "",
            address=self.address.data or "",
            municipality_code=str(self.municipality.data),
            phone=self.phone.data or "",
            email=self.email.data or "",
            manager_name=self.manager_name.data or "",
            manager_email=self.manager_email.data or "",
        )


class SiteForm(BaseForm):
    """A site of a provider."""

    name = StringField(
        _("Name of the site"),
        filters=[stripped],
        validators=[InputRequired(_("Give the site a name.")), _LENGTH],
    )
    address = StringField(
        _("Street and number"),
        filters=[stripped],
        validators=[InputRequired(_("Enter street and number.")), _LENGTH],
    )
    municipality_code = MunicipalityField(
        _("Municipality"), validators=[InputRequired(_("Enter the municipality."))]
    )
    phone = TelField(_("Telephone"), filters=[stripped], validators=[Length(max=40)])
    email = EmailField(_("Email address"), filters=[stripped], validators=[Optional(), ADDRESS])
    step_free = BooleanField(_("Step-free access, with accessible toilets"))

    def content(self) -> SiteContent:
        """The site as the operation takes it."""
        return SiteContent(
            name=self.name.data or "",
            address=self.address.data or "",
            municipality_code=str(self.municipality_code.data),
            phone=self.phone.data or "",
            email=self.email.data or "",
            step_free=bool(self.step_free.data),
        )


class MemberForm(BaseForm):
    """A colleague to invite."""

    name = StringField(
        _("Name and surname"),
        filters=[stripped],
        validators=[InputRequired(_("Enter name and surname.")), _LENGTH],
    )
    email = EmailField(
        _("Email address"),
        filters=[stripped],
        validators=[InputRequired(_("Enter the email address.")), ADDRESS, _LENGTH],
    )
