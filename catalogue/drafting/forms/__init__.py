"""Forms a provider writes offers with."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from flask import request
from flask_babel import format_date
from flask_babel import lazy_gettext as _
from wtforms import (
    EmailField,
    Form,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import BaseForm, choices, choices_of, stripped
from app.core.language import Labelled
from catalogue.drafting.queries import (
    EditionFill,
    EditionTime,
    EditionWish,
    Freshness,
    OfferWish,
)
from catalogue.drafting.rules import (
    LANGUAGE_CODES,
    LONGEST_KEY,
    LONGEST_TEXT,
    MOST_HOURS,
    MOST_WEEKS,
    OfferContent,
)
from catalogue.esco.forms import ConceptsField
from catalogue.esco.rules import Kind
from catalogue.offers.models import Certificate, Edition, Mode
from catalogue.offers.rules import (
    LONGEST_TITLE,
)
from catalogue.offers.states import WITHDRAWAL_REASONS, OfferState
from catalogue.providers.forms import ADDRESS
from catalogue.providers.models import Site
from catalogue.services.models import Call


def at_most(most: int) -> Length:
    """No longer than that."""
    return Length(max=most, message=_("Use at most %(max)d characters."))


class OfferFilters(Form):
    """Filters of a provider's own offers."""

    q = StringField(_("Title or own code"), filters=[stripped])
    state = SelectField(_("State"), default="")
    service = SelectField(_("Service type"), default="")
    fresh = SelectField(_("Confirmation"), default="")

    def __init__(
        self, *args: Any, services: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        every = choices([("", _("All"))])
        self.state.choices = [*every, *choices_of(OfferState)]
        self.service.choices = [*every, *choices((services or {}).items())]
        self.fresh.choices = [*every, *choices_of(Freshness)]

    def wish(self) -> OfferWish:
        """What was asked; what is not understood narrows nothing."""
        return OfferWish(
            words=self.q.data or "",
            state=_member(OfferState, self.state.data),
            service_type=self.service.data or "",
            freshness=_member(Freshness, self.fresh.data),
        )

    def as_args(self) -> dict[str, str]:
        """The filters as they stand in an address."""
        return {name: item.data for name, item in self._fields.items() if item.data}


class EditionFilters(Form):
    """Filters of a provider's editions."""

    q = StringField(_("Title or own code"), filters=[stripped])
    time = SelectField(_("When"), default=EditionTime.COMING.value)
    fill = SelectField(_("Places"), default="")
    site = SelectField(_("Site"), default="")

    def __init__(self, *args: Any, sites: Sequence[Site] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        every = choices([("", _("All"))])
        self.time.choices = [*every, *choices_of(EditionTime)]
        self.fill.choices = [*every, *choices_of(EditionFill)]
        named = [(str(key), words) for key, words in site_pairs(sites)]
        self.site.choices = [*every, *choices(named)]

    def wish(self) -> EditionWish:
        """What was asked; what is not understood narrows nothing."""
        site = self.site.data or ""
        return EditionWish(
            words=self.q.data or "",
            time=_member(EditionTime, self.time.data),
            fill=_member(EditionFill, self.fill.data),
            site_id=int(site) if site.isascii() and site.isdigit() and len(site) < 19 else None,
        )


class OfferForm(BaseForm):
    """An offer. Only code and title are needed to keep a draft."""

    revision = HiddenField()
    own_key = StringField(
        _("Your own code"),
        description=_("What you call it: uploads find the offer again by it."),
        filters=[stripped],
        validators=[InputRequired(_("Give the offer a code of your own.")), at_most(LONGEST_KEY)],
    )
    title = StringField(
        _("Title"),
        description=_("What people will read first. Short, in plain words."),
        filters=[stripped],
        validators=[InputRequired(_("Give the offer a title.")), at_most(LONGEST_TITLE)],
    )
    call_id = SelectField(_("Call"), coerce=int, default=0)
    service_type = SelectField(_("Service type"), default="")
    pathways = SelectMultipleField(
        _("Pathways"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    hours = IntegerField(
        _("Hours"),
        description=_("0 for services paid by result."),
        default=0,
        validators=[
            InputRequired(_("Enter the hours; 0 for services paid by result.")),
            NumberRange(0, MOST_HOURS, message=_("Enter a number from %(min)s to %(max)s.")),
        ],
    )
    description = TextAreaField(
        _("What people do"), filters=[stripped], validators=[at_most(LONGEST_TEXT)]
    )
    learning = TextAreaField(
        _("What people learn"), filters=[stripped], validators=[at_most(LONGEST_TEXT)]
    )
    requirements = TextAreaField(
        _("What people need to take part"),
        description=_("Leave it empty when nothing is needed."),
        filters=[stripped],
        validators=[at_most(LONGEST_TEXT)],
    )
    skills = ConceptsField(
        _("Skills"),
        kind=Kind.SKILL,
        description=_("What people can do afterwards: write some words and choose from the list."),
    )
    occupations = ConceptsField(
        _("Jobs it prepares for"),
        kind=Kind.OCCUPATION,
        description=_("Write the name of a job and choose from the list."),
    )
    certificate = SelectField(
        _("What people receive at the end"), choices=choices_of(Certificate), default="attendance"
    )
    mode = SelectField(_("How it is held"), choices=choices_of(Mode), default="in_person")
    language = SelectField(_("Language it is held in"), default="it")
    accessibility = TextAreaField(
        _("Accessibility"),
        description=_("Lifts, interpreters, adapted material: what a person can count on."),
        filters=[stripped],
        validators=[at_most(LONGEST_TEXT)],
    )
    site_id = SelectField(_("Usual site"), coerce=int, default=0)
    contact_name = StringField(
        _("Whom to ask for"), filters=[stripped], validators=[at_most(LONGEST_TITLE)]
    )
    contact_email = EmailField(
        _("Email address"), filters=[stripped], validators=[Optional(), ADDRESS, at_most(254)]
    )
    contact_phone = TelField(_("Telephone"), filters=[stripped], validators=[at_most(40)])

    def offer_choices(
        self,
        *,
        calls: Sequence[Call],
        sites: Sequence[Site],
        services: Mapping[str, str],
        pathways: Mapping[int, str],
        languages: Mapping[str, str],
        spoken: str,
    ) -> None:
        """Fill the lists with the open calls, own sites and the rules in force."""
        later = _("Choose later")
        titled = [(call.id, f"{call.code}: {call.title(spoken)}") for call in calls]
        self.call_id.choices = choices([(0, later), *titled])
        self.site_id.choices = choices([(0, later), *site_pairs(sites)])
        self.service_type.choices = choices([("", later), *services.items()])
        self.pathways.choices = choices((n, f"{n}. {name}") for n, name in pathways.items())
        self.language.choices = choices(
            (code, languages.get(code, code)) for code in LANGUAGE_CODES
        )

    def is_adding(self) -> bool:
        """Whether a skill or a job is to be added, and the draft not yet to be kept.

        The button was pressed, or the enter key while words stood in one of the boxes.
        """
        entered = "enter" in request.form and any(
            field.is_written_in for field in (self.skills, self.occupations)
        )
        adding = self.is_submitted() and (bool(request.form.get("add")) or entered)
        if adding:
            for field in (self.skills, self.occupations):
                field.errors = [field.not_understood()] if field.typed else []
        return adding

    def content(self) -> OfferContent:
        """The offer as the operations take it."""
        named = {name: self[name].data for name in OfferContent.__dataclass_fields__}
        named |= {
            "call_id": self.call_id.data or None,
            "site_id": self.site_id.data or None,
            "pathways": tuple(self.pathways.data or ()),
            "skills": tuple(self.skills.data or ()),
            "occupations": tuple(self.occupations.data or ()),
        }
        return OfferContent(**{name: _plain(name, value) for name, value in named.items()})

    def seen_revision(self) -> int | None:
        """The revision the person saw when the form was opened."""
        text = self.revision.data or ""
        return int(text) if text.isdigit() else None


class CopyForm(BaseForm):
    """Which editions come along with a copied offer, and when."""

    editions = SelectMultipleField(
        _("Editions to copy"),
        description=_("Nobody has a place in the copies."),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    weeks = IntegerField(
        _("Move their dates by weeks"),
        description=_("Whole weeks, so that the days of the week stay."),
        validators=[
            Optional(),
            NumberRange(0, MOST_WEEKS, message=_("Enter a number from %(min)s to %(max)s.")),
        ],
    )

    def offer_editions(self, editions: Sequence[Edition]) -> None:
        """Offer the editions of the offer, by their code and dates."""
        self.editions.choices = choices(
            (item.id, f"{item.code}: {format_date(item.starts_on)} – {format_date(item.ends_on)}")
            for item in editions
        )


class WithdrawalForm(BaseForm):
    """Why an offer is withdrawn."""

    reason = SelectField(
        _("Reason"),
        choices=choices(
            [
                ("", _("Choose a reason")),
                *((c, _(label)) for c, label in WITHDRAWAL_REASONS.items()),
            ]
        ),
        validators=[InputRequired(_("Choose a reason from the list."))],
    )


Member = TypeVar("Member", bound=Labelled)


def _member(kind: type[Member], value: str | None) -> Member | None:
    return next((item for item in kind if item.value == value), None)


def site_pairs(sites: Sequence[Site]) -> list[tuple[int, str]]:
    """The sites as choices: key and words."""
    return [(site.id, f"{site.name}, {site.municipality.label}") for site in sites]


def _plain(name: str, value: Any) -> Any:
    return value if value is not None or name in ("call_id", "site_id") else ""
