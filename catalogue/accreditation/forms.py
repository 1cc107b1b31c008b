"""Forms of applications, of their examination and of decisions on accreditations."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Form,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import BaseForm, choices, choices_of, stripped
from app.core.places.forms import MunicipalityField
from catalogue.accreditation.operations.applying import Start
from catalogue.accreditation.operations.standing import Decision
from catalogue.accreditation.rules import LARGEST_DOCUMENT, TASKS, DocumentKind, Grant
from catalogue.accreditation.states import APPLICATION, ApplicationAction, ApplicationState, Section
from catalogue.providers.forms import ADDRESS
from catalogue.providers.models import Accreditation, Site
from catalogue.providers.operations import SiteContent
from catalogue.providers.states import ACCREDITATION, AccreditationAction, AccreditationField

_LENGTH = Length(max=254, message=_("Use at most %(max)d characters."))
_LONG = Length(max=4000, message=_("Use at most %(max)d characters."))


class ManyField(SelectMultipleField):
    """Several of a few, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class StartForm(BaseForm):
    """What is needed to begin an application."""

    legal_name = StringField(
        _("Legal name"),
        filters=[stripped],
        validators=[InputRequired(_("Enter the legal name.")), _LENGTH],
    )
    tax_number = StringField(
        _("Tax number (partita IVA)"),
        description=_("11 figures."),
        filters=[stripped],
        validators=[InputRequired(_("Enter the tax number.")), _LENGTH],
    )
    manager_name = StringField(
        _("Name and surname of the manager"),
        description=_("Who fills in the application and will manage the provider's account."),
        filters=[stripped],
        validators=[InputRequired(_("Enter who will manage the provider's account.")), _LENGTH],
    )
    manager_email = EmailField(
        _("Email address of the manager"),
        filters=[stripped],
        validators=[InputRequired(_("Enter the manager's email address.")), ADDRESS, _LENGTH],
    )

    def content(self) -> Start:
        """The start as the operation takes it."""
        return Start(
            legal_name=self.legal_name.data or "",
            tax_number=self.tax_number.data or "",
            manager_name=self.manager_name.data or "",
            manager_email=self.manager_email.data or "",
        )


def _mark_needed(form: BaseForm, *names: str) -> None:
    """Show the fields as needed, though the operation and not the form asks for them."""
    for name in names:
        form[name].flags.required = True


class PartForm(BaseForm):
    """A part of an application: kept as typed, whether it is complete or not."""

    NEEDED: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _mark_needed(self, *self.NEEDED)

    def values(self) -> dict[str, Any]:
        """What was typed."""
        return {name: value or "" for name, value in self.data.items() if name != "csrf_token"}


class LegalForm(PartForm):
    """Legal data of the applicant."""

    NEEDED = ("legal_form", "fiscal_code", "address", "municipality", "certified_email")

    legal_form = StringField(_("Legal form"), filters=[stripped], validators=[_LENGTH])
    fiscal_code = StringField(
        _("Codice fiscale of the body"),
        description=_("11 figures; for a sole trader the 16 characters of the person."),
        filters=[stripped],
        validators=[_LENGTH],
    )
    business_register = StringField(
        _("Number in the business register (REA)"), filters=[stripped], validators=[_LENGTH]
    )
    address = StringField(_("Registered office"), filters=[stripped], validators=[_LENGTH])
    municipality = StringField(_("Municipality"), filters=[stripped], validators=[_LENGTH])
    certified_email = StringField(
        _("Certified email address (PEC)"), filters=[stripped], validators=[_LENGTH]
    )
    email = StringField(_("Email address of the office"), filters=[stripped], validators=[_LENGTH])
    phone = TelField(_("Telephone"), filters=[stripped], validators=[Length(max=40)])


class RepresentativeForm(PartForm):
    """Who represents the body at law."""

    NEEDED = ("given_name", "surname", "fiscal_code", "capacity")

    given_name = StringField(_("Name"), filters=[stripped], validators=[_LENGTH])
    surname = StringField(_("Surname"), filters=[stripped], validators=[_LENGTH])
    fiscal_code = StringField(_("Codice fiscale"), filters=[stripped], validators=[_LENGTH])
    capacity = StringField(
        _("In which capacity"),
        description=_("For instance: chair of the board, sole director, attorney."),
        filters=[stripped],
        validators=[_LENGTH],
    )


class TasksForm(PartForm):
    """The activities of the fields asked for."""

    NEEDED = ("tasks",)

    tasks = ManyField(_("Activities"))
    about = TextAreaField(
        _("How the activities are organised"), filters=[stripped], validators=[_LONG]
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.tasks.choices = choices(
            (code, f"{gettext(field.label)}: {gettext(words)}")
            for field, tasks in TASKS.items()
            for code, words in tasks.items()
        )


PARTS: Mapping[Section, type[PartForm]] = {
    Section.LEGAL: LegalForm,
    Section.REPRESENTATIVE: RepresentativeForm,
    Section.SERVICES: TasksForm,
}


class AskedSiteForm(BaseForm):
    """A site with the fields asked for there."""

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
    fields = ManyField(_("To be accredited here for"), choices=choices_of(AccreditationField))
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

    def asked(self) -> tuple[AccreditationField, ...]:
        """The fields asked for."""
        return tuple(AccreditationField(value) for value in self.fields.data or ())


class DocumentForm(BaseForm):
    """A document to be kept with the application."""

    kind = SelectField(_("Document"), validators=[InputRequired(_("Choose which document it is."))])
    file = FileField(
        _("File"),
        description=_("PDF, at most %(most)s MB.", most=LARGEST_DOCUMENT // 2**20),
        validators=[FileRequired(_("Choose a file first."))],
        render_kw={"accept": ".pdf"},
    )

    def offer(self, kinds: Iterable[DocumentKind]) -> None:
        """Offer the kinds of the day."""
        self.kind.choices = choices(
            [("", _("Choose a document")), *((kind.code, gettext(kind.label)) for kind in kinds)]
        )


class SubmitForm(BaseForm):
    """The declaration."""

    declared = BooleanField(
        _("I declare under my own responsibility that the data and documents are true.")
    )


class QueueFilters(Form):
    """Filters of the queue of applications."""

    q = StringField(_("Applicant, tax number or reference"), filters=[stripped])
    state = SelectField(_("State"), default="")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.state.choices = [
            *choices([("", _("Waiting for a decision"))]),
            *choices_of(ApplicationState),
        ]

    def chosen(self) -> ApplicationState | None:
        """The state asked for, when it is one."""
        known = {state.value: state for state in ApplicationState}
        return known.get(self.state.data or "")


class PublicFilters(Form):
    """Filters of the public register."""

    q = StringField(_("Name, tax number or accreditation number"), filters=[stripped])
    field = SelectField(_("Field of accreditation"), default="")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.field.choices = [*choices([("", _("All"))]), *choices_of(AccreditationField)]

    def chosen(self) -> AccreditationField | None:
        """The field asked for, when it is one."""
        known = {field.value: field for field in AccreditationField}
        return known.get(self.field.data or "")


class CorrectionsForm(BaseForm):
    """What has to be corrected in each part, and by when."""

    legal = TextAreaField(Section.LEGAL.label, filters=[stripped], validators=[_LONG])
    representative = TextAreaField(
        Section.REPRESENTATIVE.label, filters=[stripped], validators=[_LONG]
    )
    sites = TextAreaField(Section.SITES.label, filters=[stripped], validators=[_LONG])
    services = TextAreaField(Section.SERVICES.label, filters=[stripped], validators=[_LONG])
    documents = TextAreaField(Section.DOCUMENTS.label, filters=[stripped], validators=[_LONG])
    due_on = DateField(_("To be corrected by"), validators=[Optional()])

    def words(self) -> dict[Section, str]:
        """What was written, by part."""
        return {section: self[section.value].data or "" for section in Section}


class RefuseForm(BaseForm):
    """Why an application is refused."""

    reason = SelectField(_("Reason"), default="", validate_choice=False)
    note = TextAreaField(
        _("Reasons, in words the applicant reads"), filters=[stripped], validators=[_LONG]
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        row = APPLICATION.row_of(ApplicationAction.REFUSE.value)
        known = row.reasons.items() if row else ()
        self.reason.choices = choices(
            [("", _("Choose a reason")), *((code, _(words)) for code, words in known)]
        )
        _mark_needed(self, "reason", "note")


class GrantForm(BaseForm):
    """What is granted, by which act, from when to when."""

    number = StringField(_("Accreditation number"), filters=[stripped], validators=[Length(max=32)])
    act = StringField(
        _("Act"),
        description=_("Kind, number and date, as people cite it."),
        filters=[stripped],
        validators=[_LENGTH],
    )
    valid_from = DateField(_("First day"), validators=[Optional()])
    valid_to = DateField(_("Last day"), validators=[Optional()])
    pairs = ManyField(_("What is granted, and where"))

    def offer(self, asked: Sequence[tuple[Site, Sequence[AccreditationField]]]) -> None:
        """Offer each field at each site."""
        _mark_needed(self, "number", "act", "valid_from", "valid_to", "pairs")
        self.pairs.choices = choices(
            (f"{site.id}:{field.value}", f"{site.name}: {gettext(field.label)}")
            for site, fields in asked
            for field in fields
        )

    def content(self) -> Grant:
        """The grant as the operation takes it."""
        pairs = (value.split(":", 1) for value in self.pairs.data or ())
        return Grant(
            number=self.number.data or "",
            act=self.act.data or "",
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
            pairs=frozenset((int(site), AccreditationField(field)) for site, field in pairs),
        )


class DecisionForm(BaseForm):
    """A decision on some accreditations of a provider."""

    rows = ManyField(_("Accreditations"), coerce=int)
    reason = SelectField(_("Reason"), default="", validate_choice=False)
    note = TextAreaField(_("Note for the provider"), filters=[stripped], validators=[_LONG])
    act = StringField(
        _("Act"),
        description=_("Kind, number and date, as people cite it."),
        filters=[stripped],
        validators=[_LENGTH],
    )

    def offer(self, action: AccreditationAction, rows: Sequence[Accreditation]) -> None:
        """Offer the accreditations, and the reasons the state table knows for the action."""
        _mark_needed(self, "rows", "reason", "note", "act")
        self.rows.choices = choices(
            (row.id, f"{row.site.name}: {gettext(row.field.label)} ({row.number})") for row in rows
        )
        row = ACCREDITATION.row_of(action.value)
        known = row.reasons.items() if row else ()
        self.reason.choices = choices(
            [("", _("Choose a reason")), *((code, _(words)) for code, words in known)]
        )

    def content(self, action: AccreditationAction) -> Decision:
        """The decision as the operation takes it."""
        return Decision(
            action=action,
            reason=self.reason.data or None,
            note=self.note.data or "",
            act=self.act.data or "",
        )
