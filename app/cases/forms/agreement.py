"""Forms of the service agreement: writing it, signing it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, cast

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import User
from app.cases.rules.agreement import Action, Terms
from app.core.forms import BaseForm, choices, stripped
from app.programme.rules.document import AgreementTerms

MOST_ACTIONS = 20


class Needed:
    """Marks a field the law requires; the rules say so when the agreement is proposed, not before."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, _form: object, _field: object) -> None:
        """Never refuses: a draft may be incomplete."""


class Checkboxes(SelectMultipleField):
    """Several choices, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ActionRowForm(Form):
    """An agreed action; an empty row is none."""

    code = HiddenField(default="other")
    description = StringField(_("What"), filters=[stripped], validators=[Length(max=500)])
    due_on = DateField(_("By when"), validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Both words and date, or neither."""
        valid = super().validate(extra_validators)
        if self.description.data and not self.due_on.data and not self.due_on.errors:
            self.due_on.errors = [gettext("Enter by when.")]
            return False
        if self.due_on.data and not self.description.data:
            self.description.errors = [gettext("Say what is to be done.")]
            return False
        return valid


class AgreementForm(BaseForm):
    """The terms of the agreement; what the law requires is checked when it is proposed."""

    responsible_id = SelectField(_("Person responsible"), validators=[Needed(), Optional()])
    profile = TextAreaField(
        _("Personal employability profile"), filters=[stripped], validators=[Needed(), Optional(), Length(max=6000)],
        description=_("Strengths, what makes the search harder, the aim. The person reads this: plain words."),
    )  # fmt: skip
    actions = FieldList(FormField(ActionRowForm), min_entries=1, max_entries=MOST_ACTIONS)
    contact_frequency = RadioField(
        _("How often person and counsellor speak"), validators=[Needed(), Optional()]
    )
    search_proofs = Checkboxes(_("How the search is shown"), validators=[Needed(), Optional()])
    ends_on = DateField(_("The agreement lasts until"), validators=[Needed(), Optional()])

    def offer(self, terms: AgreementTerms, staff: Sequence[User], language: str) -> None:
        """Fill the choices from the rule set of the agreement and the centre's staff."""
        self.responsible_id.choices = choices((str(user.id), user.name) for user in staff)
        self.contact_frequency.choices = choices(
            (item.code, item.text.spoken(language)) for item in terms.contact_frequencies
        )
        self.search_proofs.choices = choices(
            (item.code, item.text.spoken(language)) for item in terms.search_proofs
        )

    def terms(self) -> Terms:
        """What was written, complete or not."""
        rows = [row.form for row in self.actions if row.form.description.data]
        return Terms(
            responsible_id=int(self.responsible_id.data) if self.responsible_id.data else None,
            profile=self.profile.data or "",
            contact_frequency=self.contact_frequency.data or "",
            search_proofs=tuple(self.search_proofs.data or ()),
            actions=[
                Action(code=(row.code.data or "other")[:32], description=row.description.data or "",
                       due_on=cast(date, row.due_on.data))
                for row in rows
            ],
            ends_on=self.ends_on.data,
        )  # fmt: skip


class SignatureForm(BaseForm):
    """The declarations made and the consents given with a signature."""

    availability = Checkboxes(_("Declarations of availability"), validators=[Needed(), Optional()])
    consents = Checkboxes(_("Consents"), validators=[Optional()])

    def offer(self, terms: AgreementTerms, language: str) -> None:
        """Fill the declarations and consents of the rule set."""
        self.availability.choices = choices(
            (clause.code, clause.text.spoken(language)) for clause in terms.availability
        )
        self.consents.choices = choices(
            (clause.code, clause.text.spoken(language)) for clause in terms.data_consents
        )

    @property
    def ticked(self) -> set[str]:
        """The codes of everything ticked."""
        return {*(self.availability.data or ()), *(self.consents.data or ())}


class OwnSignatureForm(SignatureForm):
    """The person's own signature: their password stands for it."""

    password = PasswordField(
        _("Your password"),
        description=_("It stands for your signature."),
        validators=[InputRequired(_("Enter your password to sign."))],
        render_kw={"autocomplete": "current-password"},
    )
