"""The filters of the list of budgets, and the form of a grant."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Form, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.core.forms import BaseForm, EuroField, choices, choices_of, stripped
from app.core.money import Money
from vouchers.budgets.queries import BudgetFilters, RequestFilters
from vouchers.budgets.rules import EntryKind
from vouchers.budgets.states import ReplacementState

PATHWAYS = (1, 2, 3, 4, 5)
MOST_EURO = Decimal(1_000_000_000)
_GRANTED = (EntryKind.GRANT, EntryKind.REPLACEMENT, EntryKind.REDUCTION)


def _pathways() -> list[Any]:
    return choices((str(n), _("Pathway %(number)s", number=n)) for n in PATHWAYS)


class BudgetFilterForm(Form):
    """How the list is narrowed; it lives in the address."""

    call = SelectField(_("Call"), default="")
    pathway = SelectField(_("Pathway"), default="")
    provider = StringField(_("Provider"), filters=[stripped], validators=[Length(max=100)])

    def __init__(self, asked: MultiDict[str, str], calls: Sequence[tuple[int, str]]) -> None:
        super().__init__(asked)
        self.call.choices = choices([("", _("All")), *((str(key), code) for key, code in calls)])
        self.pathway.choices = [*choices([("", _("All"))]), *_pathways()]
        self.validate()

    def chosen(self) -> BudgetFilters:
        """The filters; what could not be understood narrows nothing."""
        call, pathway = self.call, self.pathway
        return BudgetFilters(
            call_id=int(call.data) if call.data and not call.errors else None,
            pathway=int(pathway.data) if pathway.data and not pathway.errors else None,
            provider="" if self.provider.errors else self.provider.data or "",
        )


class GrantForm(BaseForm):
    """Money for a provider, under a call, for a pathway."""

    call = SelectField(
        _("Call"), default="", validators=[InputRequired(_("Choose the call that pays."))]
    )
    provider = SelectField(
        _("Provider"), default="", validators=[InputRequired(_("Choose the provider."))]
    )
    pathway = SelectField(
        _("Pathway"), default="", validators=[InputRequired(_("Choose the pathway."))]
    )
    kind = SelectField(_("What it is"), default=EntryKind.GRANT.value)
    amount = EuroField(
        _("Amount in euros"),
        validators=[
            InputRequired(_("Enter the amount in euros.")),
            NumberRange(
                max=MOST_EURO, message=_("The amount is too large. Check the number of zeros.")
            ),
        ],
    )
    act = StringField(
        _("Act that grants it"),
        description=_("For example: DGR 248 of 15 March 2022."),
        filters=[stripped],
        validators=[
            DataRequired(_("Enter the act that grants it.")),
            Length(max=64, message=_("Use at most %(max)d characters.")),
        ],
    )
    note = TextAreaField(
        _("Note"),
        filters=[stripped],
        validators=[Length(max=500, message=_("Use at most %(max)d characters."))],
    )

    def offer(self, calls: Sequence[tuple[int, str]], bodies: Sequence[tuple[int, str]]) -> None:
        """Fill the lists of calls and providers, given as key and name."""
        none = ("", _("Choose"))
        self.call.choices = choices([none, *((str(key), name) for key, name in calls)])
        self.provider.choices = choices([none, *((str(key), name) for key, name in bodies)])
        self.pathway.choices = [*choices([none]), *_pathways()]
        self.kind.choices = choices_of(_GRANTED)

    def place(self) -> tuple[int, int, int]:
        """Call, provider and pathway."""
        return int(self.call.data), int(self.provider.data), int(self.pathway.data)

    def money(self) -> Money:
        """The amount to the cent."""
        return Money.euro(self.amount.data or Decimal(0))


class TargetForm(BaseForm):
    """How many people are to be reached with a budget."""

    people = IntegerField(
        _("People to take up"),
        validators=[
            InputRequired(_("Enter how many people are to be reached.")),
            NumberRange(min=1, max=1_000_000, message=_("Enter a whole number above zero.")),
        ],
    )
    starts = IntegerField(
        _("Of them, people expected to begin a measure"),
        validators=[
            InputRequired(_("Enter how many are expected to begin.")),
            NumberRange(min=0, max=1_000_000, message=_("Enter a whole number, zero or more.")),
        ],
    )
    act = StringField(
        _("Act that sets it"),
        filters=[stripped],
        validators=[
            DataRequired(_("Enter the act that sets it.")),
            Length(max=64, message=_("Use at most %(max)d characters.")),
        ],
    )


class RequestFilterForm(Form):
    """How a list of requests is narrowed; it lives in the address."""

    state = SelectField(_("State"), default="")
    provider = StringField(_("Provider"), filters=[stripped], validators=[Length(max=100)])

    def __init__(self, asked: MultiDict[str, str]) -> None:
        super().__init__(asked)
        self.state.choices = [*choices([("", _("All"))]), *choices_of(ReplacementState)]
        self.validate()

    def chosen(self) -> RequestFilters:
        """The filters; what could not be understood narrows nothing."""
        state, provider = self.state, self._fields.get("provider")
        return RequestFilters(
            state=ReplacementState(state.data) if state.data and not state.errors else None,
            provider=provider.data or "" if provider and not provider.errors else "",
        )


class AskingForm(BaseForm):
    """A request for replacement budget."""

    amount = EuroField(
        _("Amount in euros"),
        validators=[
            InputRequired(_("Enter the amount in euros.")),
            NumberRange(
                max=MOST_EURO, message=_("The amount is too large. Check the number of zeros.")
            ),
        ],
    )
    reason = TextAreaField(
        _("What it is needed for"),
        description=_("Say how many people wait and for which measures. Name nobody."),
        filters=[stripped],
        validators=[
            DataRequired(_("Say what the money is needed for.")),
            Length(max=2000, message=_("Use at most %(max)d characters.")),
        ],
    )

    def money(self) -> Money:
        """The amount to the cent."""
        return Money.euro(self.amount.data or Decimal(0))


class DecisionForm(BaseForm):
    """What the region decides on a request."""

    verdict = RadioField(
        _("Decision"),
        choices=choices([("grant", _("Grant, wholly or in part")), ("refuse", _("Refuse"))]),
        validators=[InputRequired(_("Choose a decision."))],
    )
    amount = EuroField(
        _("Amount granted in euros"),
        description=_("Less than was asked for: granted in part, with the reason below."),
        validators=[
            Optional(),
            NumberRange(
                max=MOST_EURO, message=_("The amount is too large. Check the number of zeros.")
            ),
        ],
    )
    act = StringField(
        _("Act that grants it"),
        filters=[stripped],
        validators=[Length(max=64, message=_("Use at most %(max)d characters."))],
    )
    decision = TextAreaField(
        _("Reason, for the provider to read"),
        filters=[stripped],
        validators=[Length(max=2000, message=_("Use at most %(max)d characters."))],
    )

    def given(self) -> Money | None:
        """The amount granted; None for a refusal."""
        if self.verdict.data == "refuse":
            return None
        return Money.euro(self.amount.data or Decimal(0))
