"""Dates, euros and labels in the reader's language, as template filters."""

from datetime import date, datetime
from enum import Enum
from typing import Any

from flask import Flask
from flask_babel import format_currency, format_date, format_datetime, format_decimal, gettext

from app.core.clock import day_of, today
from app.core.language import Labelled
from app.core.money import Money


def init_app(app: Flask) -> None:
    """Register the filters `money`, `day`, `instant`, `number`, `label`, `plain`."""
    app.jinja_env.filters.update(
        money=money, day=day, instant=instant, number=number, label=label, plain=plain
    )


def money(amount: Money | None) -> str:
    """1.234,50 € in Italian."""
    return "" if amount is None else format_currency(amount.amount, "EUR")


def day(value: date | None) -> str:
    """22 novembre 2026 in Italian."""
    return "" if value is None else format_date(value, "long")


def instant(value: datetime | None) -> str:
    """22 nov 2026, 14:05, in Italian time."""
    return "" if value is None else format_datetime(value, "d MMM y, HH:mm")


def number(value: Any) -> str:
    """A number with the reader's separators."""
    return "" if value is None else format_decimal(value)


def label(member: Labelled | str | None) -> str:
    """The words of an enum's member, or of a text marked for translation."""
    if not member:
        return ""
    return str(gettext(member.label if isinstance(member, Labelled) else member))


def plain(value: Any) -> str:
    """Any value of a list's column as a person reads it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return str(format_date(value, "medium"))
    if isinstance(value, Enum):
        return label(value) if isinstance(value, Labelled) else str(value.value)
    return str(value)


def days_until(due: date) -> int:
    """Days from today to the deadline; negative when it has passed."""
    return (due - today()).days


def days_left(due: date | datetime) -> int:
    """Days from today to a deadline given as a date or an instant; negative when it has passed."""
    return days_until(day_of(due) if isinstance(due, datetime) else due)
