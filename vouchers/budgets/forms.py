"""The filters of the list of budgets, and the form of a grant."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Form, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.core.forms import BaseForm, EuroField, choices, choices_of, stripped
from app.core.money import Money
from vouchers.budgets.queries import BudgetFilters
from vouchers.budgets.rules import EntryKind

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
