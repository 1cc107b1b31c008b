"""Dates, euros and labels in the reader's language, as template filters."""

from datetime import date, datetime, time
from enum import Enum
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from flask import Flask
from markupsafe import Markup

from app.core.clock import ROME, day_of, today
from app.core.forms import spoken
from app.core.language import Labelled
from app.core.money import Money
from app.web.words import gettext, reader_locale

KEPT = 8192
"""A list shows the same days and amounts again and again, and babel takes its time over each."""


def init_app(app: Flask) -> None:
    """Register the filters `money`, `day`, `instant`, `number`, `label`, `plain`, `refusal`.

    `dateformat` and `timeformat` take the place of Flask-Babel's.
    """
    app.jinja_env.filters.update(
        money=money, day=day, instant=instant, number=number, label=label, plain=plain,
        dateformat=dateformat, timeformat=timeformat, refusal=spoken,
    )  # fmt: skip


def money(amount: Money | None) -> str:
    """1.234,50 € in Italian."""
    return "" if amount is None else _money(amount.cents, reader_locale())


def day(value: date | None) -> str:
    """22 novembre 2026 in Italian."""
    return "" if value is None else _day(value, "long", reader_locale())


def instant(value: datetime | None) -> str:
    """22 nov 2026, 14:05, in Italian time."""
    if value is None:
        return ""
    local = value.astimezone(ROME)
    return f"{_day(local.date(), 'd MMM y', reader_locale())}, {local:%H:%M}"


def dateformat(value: date | datetime, style: str = "medium") -> str:
    """The day, of an instant too, in babel's short, medium or long style."""
    local = value.astimezone(ROME).date() if isinstance(value, datetime) else value
    return _day(local, style, reader_locale())


def timeformat(value: datetime, style: str = "short") -> str:
    """The time of an instant, in Italian time."""
    return _time(value.astimezone(ROME).time(), style, reader_locale())


def number(value: Any) -> str:
    """A number with the reader's separators."""
    return "" if value is None else _number(value, reader_locale())


def label(member: Labelled | str | None) -> str:
    """The words of an enum's member, or of a text marked for translation."""
    if not member:
        return ""
    if isinstance(member, Markup):
        return member  # made by a template: translated and escaped already
    return gettext(member.label if isinstance(member, Labelled) else member)


def plain(value: Any) -> str:
    """Any value of a list's column as a person reads it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return _day(value, "medium", reader_locale())
    if isinstance(value, Enum):
        return label(value) if isinstance(value, Labelled) else str(value.value)
    return str(value)


@lru_cache(maxsize=KEPT)
def _day(value: date, pattern: str, locale: Locale) -> str:
    return format_date(value, pattern, locale)


@lru_cache(maxsize=KEPT)
def _time(value: time, style: str, locale: Locale) -> str:
    return format_time(value, style, locale=locale)


@lru_cache(maxsize=KEPT)
def _money(cents: int, locale: Locale) -> str:
    return format_currency(Money(cents).amount, "EUR", locale=locale)


@lru_cache(maxsize=KEPT, typed=True)
def _number(value: Any, locale: Locale) -> str:
    return format_decimal(value, locale=locale)


def days_until(due: date) -> int:
    """Days from today to the deadline; negative when it has passed."""
    return (due - today()).days


def days_left(due: date | datetime) -> int:
    """Days from today to a deadline given as a date or an instant; negative when it has passed."""
    return days_until(day_of(due) if isinstance(due, datetime) else due)
