"""The form of a person: registration and correction."""

from collections.abc import Sequence
from typing import Any, cast

from babel import Locale
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TelField,
)
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)
from wtforms.widgets import HiddenInput

from app.accounts.models import Organisation
from app.cases.forms.rows import JobForm, LanguageForm
from app.cases.models.jobseeker import Benefit, Jobseeker
from app.cases.rules.registration import ITALIAN, Job, Person
from app.core.fiscal_code import Sex, compact, form_error
from app.core.forms import EMAIL_FORM, BaseForm, choices, choices_of, stripped
from app.core.language import LANGUAGES, N_, Labelled
from app.core.places.forms import BirthplaceField, MunicipalityField
from app.programme.rules.document import RuleSet

SPOKEN = (
    "it", "en", "fr", "de", "es", "pt", "ro", "sq", "ar", "uk", "ru", "pl", "bn", "hi", "pa", "ur",
    "zh", "tl", "si", "ta", "tr", "mk", "sr", "hr", "bg", "hu", "el", "fa", "so", "am", "ti", "wo",
)  # fmt: skip
LEVELS = ("MT", "A1", "A2", "B1", "B2", "C1", "C2")
"""Mother tongue, then the levels of the Common European Framework."""
MOST_ROWS = 20
POSTCODE = r"\d{5}"

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Identity"), (
        "fiscal_code", "surname", "given_name", "sex", "born_on", "birthplace_code", "citizenship",
        "in_italy_since",
    )),
    (N_("Residence"), (
        "residence_municipality", "residence_address", "residence_postcode", "domicile_differs",
        "domicile_municipality", "domicile_address", "domicile_postcode",
    )),
    (N_("Contacts"), ("phone", "email", "language")),
    (N_("Education and household"), (
        "education", "education_title", "household_size", "dependent_children", "minor_children",
        "driving_licence", "benefit",
    )),
)  # fmt: skip
"""The questions in the order they are asked, on the form and when answers are checked."""


def _text(label: str, needed: str = "", most: int = 200, **options: Any) -> StringField:
    required = [InputRequired(needed)] if needed else [Optional()]
    return StringField(
        label, filters=[stripped], validators=[*required, Length(max=most)], **options
    )


def _count(label: str, least: int, **options: Any) -> IntegerField:
    between = NumberRange(least, 30, _("Enter a number from %(min)s to %(max)s."))
    return IntegerField(label, validators=[InputRequired(_("Enter a number.")), between], **options)


def _postcode(label: str) -> StringField:
    five = Regexp(POSTCODE, message=_("A postcode has five figures."))
    return StringField(label, filters=[stripped], validators=[Optional(), Length(max=5), five])


def _well_formed(_form: Form, field: Field) -> None:
    """Tell a mistyped code at once, together with whatever else is missing."""
    if error := form_error(field.data):
        raise ValidationError(gettext(error.message, **error.params))


_CHOSEN = InputRequired(_("Choose one of the list."))


class PersonForm(BaseForm):
    """Everything asked about a person."""

    fiscal_code = StringField(
        _("Codice fiscale"),
        description=_("The 16 characters on the health card."),
        filters=[lambda typed: compact(typed) if typed else typed],
        validators=[InputRequired(_("Enter the codice fiscale.")), _well_formed],
    )
    surname = _text(_("Surname"), _("Enter the surname."))
    given_name = _text(_("Given name"), _("Enter the given name, all of it."))
    sex = RadioField(_("Sex"), validators=[InputRequired(_("Choose the sex as on the card."))])
    born_on = DateField(
        _("Date of birth"), validators=[InputRequired(_("Enter the date of birth."))]
    )
    birthplace_code = BirthplaceField(
        _("Place of birth"),
        description=_("Municipality as it was called then, or foreign country."),
        validators=[InputRequired(_("Enter the place of birth."))],
    )
    citizenship = SelectField(_("Citizenship"), default=ITALIAN, validators=[_CHOSEN])
    in_italy_since = DateField(_("In Italy since"), validators=[Optional()],
                               description=_("For those born abroad."))  # fmt: skip
    residence_municipality = MunicipalityField(
        _("Municipality of residence"), validators=[InputRequired(_("Enter the municipality."))]
    )
    residence_address = _text(_("Address"), _("Enter street and number."))
    residence_postcode = _postcode(_("Postcode"))
    domicile_differs = BooleanField(_("The person lives elsewhere (domicile)"))
    domicile_municipality = MunicipalityField(
        _("Municipality of domicile"), validators=[Optional()]
    )
    domicile_address = _text(_("Address of the domicile"))
    domicile_postcode = _postcode(_("Postcode of the domicile"))
    phone = TelField(_("Phone"), filters=[stripped], validators=[
        Optional(), Regexp(r"[+0-9][0-9 ./-]{4,38}$", message=_("Enter figures, such as 049 123 4567."))
    ])  # fmt: skip
    email = EmailField(_("Email"), filters=[stripped], validators=[
        Optional(), Length(max=254),
        Regexp(EMAIL_FORM, message=_("Enter an address such as name@example.it.")),
    ])  # fmt: skip
    language = SelectField(
        _("Language of letters and documents"), default="it", validators=[_CHOSEN]
    )
    education = SelectField(_("Highest qualification"),
                            validators=[InputRequired(_("Choose the qualification."))])  # fmt: skip
    education_title = _text(_("Title of the qualification"))
    household_size = _count(_("People in the household"), 1, default=1,
                            description=_("The person included."))  # fmt: skip
    dependent_children = _count(_("Dependent children"), 0, default=0)
    minor_children = _count(_("Of whom under 18"), 0, default=0)
    driving_licence = BooleanField(_("Driving licence"))
    benefit = SelectField(_("Income support"), default=Benefit.NONE.value, validators=[_CHOSEN])
    languages = FieldList(FormField(LanguageForm), min_entries=1, max_entries=MOST_ROWS)
    jobs = FieldList(FormField(JobForm), min_entries=1, max_entries=MOST_ROWS)

    def offer(self, rules: RuleSet, countries: Sequence[tuple[str, str]]) -> None:
        """Fill the choices: education, sectors and kinds of work as the rules in force list them."""
        spoken = str(get_locale())
        empty = ("", gettext("Choose"))

        def listed(factor: str) -> list[Any]:
            found = rules.index.factor(factor).categories
            return choices([empty, *((item.code, item.text.spoken(spoken)) for item in found)])

        self.sex.choices = choices_of(Sex)
        self.citizenship.choices = choices([(ITALIAN, gettext("Italy")), *countries])
        self.language.choices = choices(language_names(LANGUAGES))
        self.education.choices = listed("education")
        self.benefit.choices = choices_of(Benefit)
        sectors, levels = listed("last_job_sector"), listed("last_job_level")
        for job in self.jobs:
            job.form.sector.choices, job.form.level.choices = sectors, levels
        tongues = choices([empty, *language_names(SPOKEN)])
        known = choices([empty, *((level, level_name(level)) for level in LEVELS)])
        for row in self.languages:
            row.form.language.choices, row.form.level.choices = tongues, known

    def validate(self, extra_validators: Any = None) -> bool:
        """The domicile is asked for only where it differs."""
        valid = bool(super().validate(extra_validators))
        if self.domicile_differs.data:
            for field, words in (
                (self.domicile_municipality, gettext("Enter the municipality.")),
                (self.domicile_address, gettext("Enter street and number.")),
            ):
                if not field.data and not field.errors:
                    field.errors, valid = [words], False
        return valid

    def person(self) -> Person:
        """The answers as the rules know them; only once the form is valid."""
        names = [name for name in Person.__dataclass_fields__ if name != "sex"]
        found: dict[str, Any] = {
            name: self[name].data if self[name].data is not None else "" for name in names
        }
        found["in_italy_since"] = self.in_italy_since.data
        if not self.domicile_differs.data:
            for part in ("municipality", "address", "postcode"):
                found[f"domicile_{part}"] = found[f"residence_{part}"]
        return Person(**found, sex=Sex(self.sex.data))

    def spoken_languages(self) -> dict[str, str]:
        """Language and level, each language once."""
        rows = (row.form for row in self.languages)
        return {row.language.data: row.level.data for row in rows if row.language.data}

    def past_jobs(self) -> list[Job]:
        """The jobs entered."""
        return [row.form.job() for row in self.jobs if not row.form.is_empty]


class RegistrationForm(PersonForm):
    """A new person: also which centre follows them, and whether they get an account."""

    centre_id = SelectField(_("Employment centre"), validators=[Optional()])
    makes_account = BooleanField(
        _("Open the personal area for the person"),
        default=True,
        description=_("Needs an email address. The activation sheet is printed at the end."),
    )
    is_somebody_else = BooleanField(_("I have checked: this is a different person"))

    def offer_centres(self, centres: Sequence[Organisation]) -> None:
        """Fill the centres; without a choice the one nearest to the domicile is taken."""
        nearest = ("", gettext("The one nearest to the domicile"))
        self.centre_id.choices = choices([nearest, *((str(it.id), it.name) for it in centres)])


class CorrectionForm(PersonForm):
    """A known person, as of the version of the record that was on the screen."""

    version = IntegerField(widget=HiddenInput())

    def take_conflict(self, case: Jobseeker) -> None:
        """Say that somebody saved in the meantime, with what the record holds now at each field."""
        self.form_errors.append(
            gettext(
                "Somebody changed this record while you were writing. What it holds now stands at "
                "the fields that differ: decide, then save again."
            )
        )
        for name in Person.__dataclass_fields__:
            held = getattr(case, name)
            held = held.value if isinstance(held, Labelled) else held
            field = self[name]
            if name.startswith("domicile") and not self.domicile_differs.data:
                continue
            if (field.data or "") != (held or ""):
                was, field.data = field.data, held
                words = shown(field)
                field.data = was
                field.errors = [
                    *field.errors,
                    gettext("The record now holds: %(value)s", value=words),
                ]
        self.version.data = case.version
        self.version.raw_data = None


def language_names(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Codes with the names of the languages in the reader's language, by name."""
    locale = get_locale() or Locale("it")
    return sorted(((code, locale.languages[code]) for code in codes), key=lambda pair: pair[1])


def level_name(level: str) -> str:
    """`B2`; mother tongue in words."""
    return gettext("Mother tongue") if level == LEVELS[0] else level


def shown(field: Field) -> object:
    """The answer as a person reads it: the words of the choice, the name of the place."""
    if isinstance(field, MunicipalityField | BirthplaceField):
        return field.label_of(field.data) if field.data else ""
    if isinstance(field, SelectField):
        words = {choice.value: choice.label for choice in cast(list[Any], field.choices or [])}
        return str(words.get(field.data, field.data or ""))
    return cast(object, field.data)
