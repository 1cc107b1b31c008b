"""The parent of every form, and how refusals of the domain find their field."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import NumberFormatError, parse_decimal
from flask_babel import (
    format_currency,
    format_date,
    format_decimal,
    get_locale,
    gettext,
    lazy_gettext,
)
from flask_wtf import FlaskForm
from wtforms import SelectChoice  # type: ignore[attr-defined]  # younger than the published types
from wtforms.fields import DecimalField
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from app.core.errors import Refusal
from app.core.language import Labelled
from app.core.money import Money


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form with a CSRF token, whose fields can take the refusals of an operation."""

    def take_refusals(self, reasons: Iterable[Refusal]) -> None:
        """Show each reason at its field, or at the top where it belongs to none."""
        for reason in reasons:
            message = spoken(reason)
            if reason.field is not None and reason.field in self:
                field = self[reason.field]
                field.errors = [*field.errors, message]
            else:
                self.form_errors.append(message)


class EuroField(DecimalField):
    """An amount as the reader's language writes it: 1.500,50 in Italian, 1,500.50 in English.

    What the language would not write so is refused: 1500.50 typed in Italian is not taken for 150,050.
    """

    # A number field of the browser knows one language's way of writing, not the page's.
    widget = TextInput()

    def _value(self) -> str:
        """What stands in the field: what was typed, else the amount as the reader writes it."""
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else format_decimal(self.data, "#,##0.00")

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        if not valuelist or not valuelist[0].strip():
            return
        try:
            amount = parse_decimal(valuelist[0].strip(), locale=get_locale(), strict=True)
        except NumberFormatError:
            amount = Decimal("NaN")
        if not amount.is_finite():
            example = format_decimal(Decimal("1500.50"), "#,##0.00")
            message = gettext("Write the amount in figures, such as %(example)s.", example=example)
            raise ValueError(message)
        self.data = amount

    def pre_validate(self, form: Any) -> None:
        """What could not be read is told once, and not called too large as well."""
        if self.process_errors:
            raise StopValidation


EMAIL_FORM = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
"""An e-mail address as mail servers take it; reads any text in time that grows with its length."""


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """The choices of a select or radio field, from pairs of value and words."""
    return [SelectChoice(value, words) for value, words in pairs]


def choices_of(members: Iterable[Labelled]) -> list[Any]:
    """The choices of a field from an enum, or from some of its members, in the reader's words."""
    return choices((member.value, lazy_gettext(member.label)) for member in members)


def stripped(value: Any) -> Any:
    """A filter for text fields: outer white space is never meant."""
    return value.strip() if isinstance(value, str) else value


def spoken(reason: Refusal) -> str:
    """The reason as a sentence in the reader's language; texts, dates and
    amounts among its values too."""
    return str(gettext(reason.message)) % {
        key: _spoken_value(value) for key, value in reason.params.items()
    }


def _spoken_value(value: Any) -> Any:
    if isinstance(value, str) and value:
        return gettext(value)
    if isinstance(value, Money):
        return format_currency(value.amount, "EUR")
    return format_date(value, "long") if isinstance(value, date) else value
