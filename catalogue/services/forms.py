"""Forms of calls, and the filters of their list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    Form,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import BaseForm, EuroField, choices, choices_of, stripped
from app.core.money import Money
from catalogue.services.queries import CallFilters
from catalogue.services.rules import CallContent
from catalogue.services.states import Standing

_AMOUNTS = ("total", "max_euro")
_LISTS = ("pathways", "service_types", "automatic_types")
_ABOVE_ZERO = NumberRange(
    min=1, max=1_000_000, message=_("Enter a number above zero, or leave it empty.")
)


class TickList(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CallFilterForm(Form):
    """How the list of calls is narrowed; it lives in the address."""

    q = StringField(_("Code, title or act"), filters=[stripped], validators=[Length(max=100)])
    standing = SelectField(_("Where it stands"), default="")
    pathway = SelectField(_("Pathway"), default="")

    def __init__(self, asked: Any, pathways: Mapping[int, str]) -> None:
        super().__init__(asked)
        everything = choices([("", _("All"))])
        self.standing.choices = [*everything, *choices_of(Standing)]
        numbered = choices((str(n), f"{n}. {name}") for n, name in pathways.items())
        self.pathway.choices = [*everything, *numbered]
        self.validate()

    def chosen(self) -> CallFilters:
        """The filters; what could not be understood narrows nothing."""
        standing, pathway = self.standing, self.pathway
        return CallFilters(
            words="" if self.q.errors else self.q.data or "",
            standing=Standing(standing.data) if standing.data and not standing.errors else None,
            pathway=int(pathway.data) if pathway.data and not pathway.errors else None,
        )


class CallForm(BaseForm):
    """What a call says."""

    code = StringField(
        _("Code"),
        description=_("Short and unique, as people will write it in files: AVVISO-1-2026."),
        filters=[stripped],
        validators=[
            InputRequired(_("Enter the code of the call.")),
            Length(max=32, message=_("Use at most %(max)d characters.")),
            Regexp(r"^[A-Za-z0-9./-]+$", message=_("Use letters, figures, full stops and dashes.")),
        ],
    )
    programme = SelectField(_("Programme"))
    title_it = StringField(
        _("Title in Italian"),
        filters=[stripped],
        validators=[InputRequired(_("Enter the title in Italian."))],
    )
    title_en = StringField(
        _("Title in English"),
        filters=[stripped],
        validators=[InputRequired(_("Enter the title in English."))],
    )
    act = StringField(
        _("Act"),
        description=_("The resolution that opens it, as people cite it."),
        filters=[stripped],
        validators=[InputRequired(_("Enter the act that opens the call."))],
    )
    link = StringField(
        _("Where the act can be read"),
        description=_("The address of the page, beginning with https://."),
        filters=[stripped],
        validators=[
            Optional(),
            Length(max=500, message=_("Use at most %(max)d characters.")),
            Regexp(r"^https?://[^\s]+$", message=_("Enter a whole address, with https://.")),
        ],
    )
    text_it = TextAreaField(
        _("What it is about, in Italian"),
        description=_("Needed before the call is published."),
        filters=[stripped],
    )
    text_en = TextAreaField(
        _("What it is about, in English"),
        description=_("Needed before the call is published."),
        filters=[stripped],
    )
    pathways = TickList(
        _("Pathways it funds"),
        coerce=int,
        validators=[InputRequired(_("Choose at least one pathway."))],
    )
    service_types = TickList(
        _("Service types"),
        description=_("None ticked: every type the rules of the programme know."),
    )
    opens_on = DateField(
        _("First day of the call"),
        validators=[InputRequired(_("Enter the first day of the call."))],
    )
    closes_on = DateField(
        _("Last day on which an edition may begin"),
        validators=[InputRequired(_("Enter the last day of the call."))],
    )
    offers_from = DateField(
        _("Takes offers from"),
        description=_("Empty: from the first day."),
        validators=[Optional()],
    )
    offers_until = DateField(
        _("Takes offers until"), description=_("Empty: to the last day."), validators=[Optional()]
    )
    vouchers_from = DateField(
        _("Vouchers can be issued from"),
        description=_("Empty: from the first day."),
        validators=[Optional()],
    )
    vouchers_until = DateField(
        _("Vouchers can be issued until"),
        description=_("Empty: to the last day."),
        validators=[Optional()],
    )
    total = EuroField(
        _("Total in euros"),
        description=_("What all its budgets may come to. Empty: the act does not say."),
        validators=[Optional(), NumberRange(max=10_000_000_000)],
    )
    max_offers = IntegerField(_("Offers of one provider, at most"), validators=[Optional(), _ABOVE_ZERO])  # fmt: skip
    max_hours = IntegerField(_("Hours of one offer, at most"), validators=[Optional(), _ABOVE_ZERO])
    max_euro = EuroField(
        _("Vouchers of one person in euros, at most"),
        validators=[Optional(), NumberRange(max=1_000_000)],
    )
    automatic_approval = BooleanField(
        _("Offers that keep every rule are published without waiting for an officer")
    )
    automatic_types = TickList(
        _("Only these service types"), description=_("None ticked: every type of the call.")
    )
    automatic_hours_max = IntegerField(
        _("Only offers of at most so many hours"), validators=[Optional(), _ABOVE_ZERO]
    )
    automatic_known_only = BooleanField(
        _("Only providers that have had an offer approved before"), default=True
    )
    revision = HiddenField(default="0")

    def offer_choices(
        self, pathways: Mapping[int, str], services: Mapping[str, str], programmes: Sequence[str]
    ) -> None:
        """Offer the programmes, pathways and service types of the rules in force."""
        self.pathways.choices = choices((n, f"{n}. {name}") for n, name in pathways.items())
        self.service_types.choices = choices(services.items())
        self.automatic_types.choices = choices(services.items())
        self.programme.choices = choices((code, code.upper()) for code in programmes)

    @classmethod
    def saying(cls, content: CallContent, revision: int) -> "CallForm":
        """The form filled in with what a call says; what was sent comes first."""
        values: dict[str, Any] = {
            field.name: getattr(content, field.name) for field in fields(CallContent)
        }
        for name in _AMOUNTS:
            values[name] = values[name].amount if values[name] else None
        return cls(data={**values, "revision": str(revision)})

    def content(self) -> CallContent:
        """What was entered."""
        values = {field.name: self[field.name].data for field in fields(CallContent)}
        for name in _AMOUNTS:
            amount = values[name]
            values[name] = None if amount is None else Money.euro(amount)
        for name in _LISTS:
            values[name] = tuple(sorted(values[name] or ()))
        for name in ("link", "text_it", "text_en"):
            values[name] = values[name] or ""
        return CallContent(**values | {"code": (self.code.data or "").upper()})

    @property
    def seen(self) -> int:
        """The revision the person saw; -1, which is none, for nonsense."""
        text = self.revision.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else -1


class AmendForm(CallForm):
    """What a published call says from now on, with the act that changes it."""

    amending_act = StringField(
        _("Act that amends it"),
        filters=[stripped],
        validators=[InputRequired(_("Enter the act that amends the call."))],
    )
    reason = TextAreaField(
        _("Why"),
        description=_("It stands beside the amendment, for everybody to read."),
        filters=[stripped],
        validators=[InputRequired(_("Say why the call is amended: everybody can read it."))],
    )


class CloseForm(BaseForm):
    """Why a call ends before its last day."""

    reason = SelectField(
        _("Reason"), default="", validators=[InputRequired(_("Choose a reason from the list."))]
    )
    note = TextAreaField(
        _("Note"),
        filters=[stripped],
        validators=[InputRequired(_("Add a note that explains why."))],
    )

    def offer_reasons(self, reasons: Iterable[tuple[str, str]]) -> None:
        """Offer the reasons of the state table."""
        known = [(code, _(label)) for code, label in reasons]
        self.reason.choices = choices([("", _("Choose a reason")), *known])
