"""The style page: every macro with example content, in demonstrations and tests only."""

from datetime import date, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.core import clock
from app.core.forms import BaseForm, choices
from app.core.listing import Page
from app.core.money import Money
from app.core.proportions import share

PATHWAYS = [("1", "Back to work"), ("2", "Upskilling"), ("3", "Reskilling")]


class ExampleForm(BaseForm):
    """One field of each kind."""

    name = StringField(
        "Name and surname",
        description="As on the identity card.",
        validators=[InputRequired("Enter the name.")],
    )
    born_on = DateField("Date of birth", validators=[InputRequired("Enter the date of birth.")])
    hours = IntegerField("Hours a week", validators=[InputRequired("Enter the hours.")])
    pathway = SelectField("Pathway", choices=choices(PATHWAYS))
    reason = RadioField(
        "Why another pathway?",
        choices=choices([("health", "Health"), ("family", "Family"), ("other", "Another reason")]),
        validators=[InputRequired("Choose a reason.")],
    )
    languages = SelectMultipleField(
        "Languages spoken",
        choices=choices([("it", "Italian"), ("en", "English"), ("fr", "French"), ("ar", "Arabic")]),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    note = TextAreaField("Note")
    file = FileField("Curriculum vitae")
    consent = BooleanField("I have read the agreement and sign it.")


class ExampleFilters(Form):
    """A few filters of a list."""

    q = StringField("Name or fiscal code")
    state = SelectField("State", choices=choices([("", "All"), ("open", "Open")]))
    group = SelectField("Group", choices=choices([("", "All"), *PATHWAYS]))


def design() -> ResponseReturnValue:
    """Show every macro; a POST is refused, so that the error states can be seen too."""
    form = ExampleForm()
    refused = request.method == "POST" and not form.validate()
    page = render_template(
        "web/design.html", form=form, filter_form=ExampleFilters(request.args), **_examples()
    )
    return page, 422 if refused else 200


def _examples() -> dict[str, object]:
    today = clock.today()
    return {
        "amount": Money.euro("1234.50"),
        "instant": clock.now(),
        "later": today + timedelta(days=12),
        "earlier": today - timedelta(days=2),
        "page": Page(rows=[], next_cursor="n", previous_cursor="p"),
        "pairs": [
            ("Person", "Anna Esempio", "/design"),
            ("Measure", "Digital skills for the office, 120 hours", "/design"),
            ("Note", "", "/design"),
        ],
        **_lists(),
    }


def _lists() -> dict[str, object]:
    now = clock.now()
    return {
        "steps": [
            {"label": "Declaration", "state": "done", "url": "/design"},
            {"label": "Profile", "state": "done", "url": "/design"},
            {"label": "Assessment", "state": "current"},
            {"label": "Agreement", "state": "todo"},
            {"label": "Choice", "state": "todo"},
            {"label": "Voucher", "state": "todo"},
        ],
        "tab_items": [
            {"label": "Overview", "url": "/design", "active": True},
            {"label": "Assessment", "url": "/design", "active": False},
            {"label": "Agreement", "url": "/design", "active": False},
            {"label": "Vouchers", "url": "/design", "active": False},
        ],
        "tasks": [
            _task("Validate the declaration", "/design", "Done", "success"),
            _task("Complete the assessment", "/design", "In progress", "info"),
            _task("Write the agreement", None, "Cannot start yet", "neutral"),
        ],
        "entries": [
            {"at": now, "title": "Voucher issued", "who": "Centre of Exampletown",
             "text": "The provider answers within 5 working days.", "tone": "success"},
            {"at": now - timedelta(days=3), "title": "Agreement signed", "who": "Anna Esempio"},
            {"at": now.date() - timedelta(days=9), "title": "Declaration validated",
             "tone": "neutral"},
        ],
        "columns": [
            {"label": "Person", "sort_key": "name"},
            {"label": "State"},
            {"label": "Points", "number": True, "sort_key": "points"},
        ],
        "rows": [["Anna Esempio", "Open", "41"], ["Bruno Prova", "Closed", "17"]],
        "line": [
            {"on": date(2026, 1, 12), "value": 0.42},
            {"on": date(2026, 4, 12), "value": 0.55},
            {"on": date(2026, 7, 11), "value": 0.73},
        ],
        "bands": [
            {"from": 0, "to": 0.4, "label": "Class 1"},
            {"from": 0.4, "to": 0.7, "label": "Class 2"},
            {"from": 0.7, "to": 1, "label": "Class 3"},
        ],
        "shares": [
            {"label": "Women", "share": share(30, 200)},
            {"label": "Men", "share": share(45, 240)},
            {"label": "Not told", "share": None},
        ],
        "stretches": [
            {"label": "Unemployed", "tone": "counted", "first": date(2026, 1, 1),
             "last": date(2026, 3, 31), "days": 90, "x": 0, "width": 60},
            {"label": "Suspended for work", "tone": "rests", "first": date(2026, 4, 1),
             "last": None, "days": 30, "x": 60, "width": 40},
        ],
        "bars": [
            {"label": "Unemployed for more than 12 months", "value": 0.42},
            {"label": "Lower secondary school certificate", "value": 0.19},
            {"label": "Recent work in the same trade", "value": -0.31},
        ],
    }  # fmt: skip


def _task(title: str, url: str | None, status: str, tone: str) -> dict[str, str | None]:
    return {"title": title, "url": url, "status": status, "tone": tone, "hint": None}
