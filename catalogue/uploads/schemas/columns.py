"""The columns of a file of offers, under their names in either language."""

from dataclasses import dataclass

from flask_babel import force_locale, gettext

from app.core.language import LANGUAGES, N_
from app.core.plain_text import searchable


@dataclass(frozen=True)
class FileColumn:
    """A column: its key, its English name, what to write in it, whether every offer needs it."""

    key: str
    label: str
    hint: str
    needed: bool = True
    of_edition: bool = False
    width: int = 18


COLUMNS: tuple[FileColumn, ...] = (
    FileColumn(
        "own_key",
        N_("Own code"),
        N_("Your code of the offer. Rows with the same code are editions of one offer."),
    ),
    FileColumn(
        "title", N_("Title"), N_("What people read first. Short, in plain words."), width=40
    ),
    FileColumn("call", N_("Call"), N_("Code of the call, from the list.")),
    FileColumn("service_type", N_("Service type"), N_("From the list."), width=30),
    FileColumn("pathways", N_("Pathways"), N_("Numbers separated by commas, such as 1, 2.")),
    FileColumn("hours", N_("Hours"), N_("A whole number; 0 for services paid by result."), width=9),
    FileColumn("description", N_("What people do"), N_("At least 80 characters."), width=60),
    FileColumn("learning", N_("What people learn"), N_("A few sentences."), width=40),
    FileColumn(
        "requirements",
        N_("What people need to take part"),
        N_("Leave it empty when nothing is needed."),
        needed=False,
        width=30,
    ),
    FileColumn("certificate", N_("What people receive at the end"), N_("From the list."), width=30),
    FileColumn(
        "skills",
        N_("Skills"),
        N_("Names of the ESCO list, separated by semicolons. Empty leaves them as they are."),
        needed=False,
        width=30,
    ),
    FileColumn(
        "occupations",
        N_("Jobs it prepares for"),
        N_("Names of the ESCO list, separated by semicolons. Empty leaves them as they are."),
        needed=False,
        width=30,
    ),
    FileColumn("mode", N_("How it is held"), N_("From the list.")),
    FileColumn("language", N_("Language it is held in"), N_("Two letters, such as it or en.")),
    FileColumn(
        "accessibility",
        N_("Accessibility"),
        N_("Lifts, interpreters, adapted material: what a person can count on."),
        needed=False,
        width=30,
    ),
    FileColumn("contact_name", N_("Whom to ask for"), N_("A name or an office."), needed=False),
    FileColumn(
        "contact_email",
        N_("Email address"),
        N_("An email address or a telephone number is needed."),
        needed=False,
        width=26,
    ),
    FileColumn("contact_phone", N_("Telephone"), N_("As people dial it."), needed=False),
    FileColumn(
        "edition_code", N_("Code of the edition"), N_("Different in each edition."), of_edition=True
    ),
    FileColumn(
        "site",
        N_("Site"),
        N_("Name of one of your sites, from the list."),
        of_edition=True,
        width=30,
    ),
    FileColumn("starts_on", N_("First day"), N_("A date, such as 31/01/2027."), of_edition=True),
    FileColumn("ends_on", N_("Last day"), N_("A date, such as 31/01/2027."), of_edition=True),
    FileColumn(
        "enrol_by", N_("Enrolment ends on"), N_("A date, not after the first day."), of_edition=True
    ),
    FileColumn(
        "timetable",
        N_("Timetable"),
        N_("For example: Monday and Wednesday, 9 to 13."),
        needed=False,
        of_edition=True,
        width=30,
    ),
    FileColumn("seats", N_("Places"), N_("A whole number."), of_edition=True, width=9),
    FileColumn(
        "seats_min",
        N_("Minimum to start"),
        N_("Empty when it starts with anybody."),
        needed=False,
        of_edition=True,
        width=9,
    ),
    FileColumn(
        "waiting_max",
        N_("Places of the waiting list"),
        N_("Empty when there is none."),
        needed=False,
        of_edition=True,
        width=9,
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
IGNORED = (N_("What is wrong"), "Che cosa non va")
"""The column of a corrected file that says what was wrong: uploaded again, nobody reads it."""
OFFER_KEYS = tuple(column.key for column in COLUMNS if not column.of_edition)
EDITION_KEYS = tuple(column.key for column in COLUMNS if column.of_edition)


def keys_by_name() -> dict[str, str]:
    """The key of each column by every name a file may give it: the key, English, Italian."""
    names = {searchable(column.key): column.key for column in COLUMNS}
    for language in LANGUAGES:
        with force_locale(language):
            names |= {searchable(gettext(column.label)): column.key for column in COLUMNS}
    return names | {searchable(column.label): column.key for column in COLUMNS}
