"""What registration and correction share: the filled form, its rows, its answers to be checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template, request
from flask_babel import force_locale, gettext

from app.accounts.operations import ACTIVATION_DAYS
from app.cases.forms.registration import SECTIONS, PersonForm, level_name, shown
from app.cases.forms.rows import JobForm, set_rows
from app.cases.models.jobseeker import Jobseeker
from app.cases.queries.people import experiences_of, languages_of
from app.core.clock import today
from app.core.database import db
from app.core.places.queries import countries
from app.programme.queries import rules_in_force
from app.web.formats import plain

Pair = tuple[str, object]

EMPTY = (None,)
"""One row with nothing in it."""


@dataclass(frozen=True)
class Answers:
    """One section of the answers, to be read before they are sent."""

    title: str
    pairs: Sequence[Pair]


def offer_choices(form: PersonForm) -> None:
    """Fill the choices of the form from the rules in force and the list of countries."""
    found = [(place.cadastral_code, place.name) for place in countries(db.session)]
    form.offer(rules_in_force(today()), found)


def changed_rows(form: PersonForm) -> bool:
    """Obey the buttons that add or remove a row; whether one of them was pressed."""
    for rows in (form.languages, form.jobs):
        entries = [entry.data for entry in rows]
        if f"add_{rows.name}" in request.form:
            set_rows(rows, [*entries, None][: rows.max_entries])
            return True
        place = request.form.get(f"remove_{rows.name}", "")
        if place.isdecimal() and int(place) < len(entries):
            kept = entries[: int(place)] + entries[int(place) + 1 :]
            set_rows(rows, kept or EMPTY)
            return True
    return False


def fill_from(form: PersonForm, case: Jobseeker) -> None:
    """Put what is known about the person in the form."""
    form.process(obj=case)
    form.sex.data, form.benefit.data = case.sex.value, case.benefit.value
    home = (case.residence_municipality, case.residence_address, case.residence_postcode)
    lives = (case.domicile_municipality, case.domicile_address, case.domicile_postcode)
    form.domicile_differs.data = home != lives
    set_rows(
        form.languages,
        [vars_of(row, "language", "level") for row in languages_of(case.id)] or [None],
    )
    names = ("employer", "occupation", "sector", "level", "started_on", "ended_on")
    set_rows(form.jobs, [vars_of(row, *names) for row in experiences_of(case.id)] or EMPTY)


def vars_of(row: object, *names: str) -> dict[str, object]:
    """Some attributes of a row, by name."""
    return {name: getattr(row, name) for name in names}


def answers(form: PersonForm) -> list[Answers]:
    """Every answer in the order of the form, as a person reads it."""
    hidden = set() if form.domicile_differs.data else {
        "domicile_municipality", "domicile_address", "domicile_postcode"
    }  # fmt: skip
    sections = [
        Answers(
            gettext(title),
            [
                (form[name].label.text, _words(shown(form[name])))
                for name in names
                if name not in hidden
            ],
        )
        for title, names in SECTIONS
    ]
    return [
        *sections,
        Answers(gettext("Languages"), _languages(form)),
        Answers(gettext("Past jobs"), _jobs(form)),
    ]


def _languages(form: PersonForm) -> list[Pair]:
    rows = [row.form for row in form.languages if row.form.language.data]
    return [(str(shown(row.language)), level_name(row.level.data)) for row in rows]


def _jobs(form: PersonForm) -> list[Pair]:
    rows = [row.form for row in form.jobs if row.form.employer.data]
    return [(f"{row.occupation.data}, {row.employer.data}", _job_words(row)) for row in rows]


def _job_words(row: JobForm) -> str:
    kind = [str(shown(field)) for field in (row.sector, row.level) if field.data]
    since, until = row.started_on.data, row.ended_on.data
    period = gettext(
        "from %(since)s to %(until)s",
        since=plain(since),
        until=plain(until) if until else gettext("today"),
    )
    return ", ".join([*kind, period])


def _words(value: object) -> object:
    return plain(value) if isinstance(value, bool | date) else value


def activation_sheet(case: Jobseeker, code: str | None) -> str:
    """The sheet the person takes home, in the language of their documents; empty without a code."""
    if code is None:
        return ""
    with force_locale(case.language):
        return render_template("cases/_sheet.html", case=case, code=code, days=ACTIVATION_DAYS)
