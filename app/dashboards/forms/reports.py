"""The filters of the reports, kept in the address."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField

from app.accounts.models import Organisation
from app.core.forms import choices
from app.dashboards.rules.reports import (
    CLASSES,
    MEASURES,
    MONTHS_OFFERED,
    OVERRIDE,
    PATHWAYS,
    Period,
    month_text,
    months_before,
    period_asked,
)
from app.web.words import reader_locale


class PeriodForm(Form):
    """From which month to which; what is not understood is the last twelve."""

    start = SelectField(_("From month"), name="from")
    end = SelectField(_("To month"), name="to")

    def period(self, today: date) -> Period:
        """The months asked for; the fields show what was understood."""
        found = period_asked(self.start.data, self.end.data, today)
        months = {months_before(today, back) for back in range(MONTHS_OFFERED)}
        offered = [
            (month_text(month), format_date(month, "LLLL y", reader_locale()))
            for month in sorted(months | {found.first, found.last}, reverse=True)
        ]
        self.start.choices = self.end.choices = choices(offered)
        self.start.data, self.end.data = month_text(found.first), month_text(found.last)
        return found


class OverridesForm(PeriodForm):
    """The period, and the centre where one may be chosen."""

    centre = SelectField(_("Employment centre"))

    def offer_centres(self, centres: Sequence[Organisation]) -> None:
        """Fill the choice of the centre."""
        every = [("", gettext("All"))]
        self.centre.choices = choices(every + [(str(item.id), item.name) for item in centres])

    @property
    def centre_id(self) -> int | None:
        """The centre asked for, if it is a number."""
        return int(self.centre.data) if (self.centre.data or "").isdigit() else None


class FairnessForm(OverridesForm):
    """The same, and what to compare."""

    measure = SelectField(_("What to compare"), default=OVERRIDE)

    def offer_measures(self) -> None:
        """Fill the choice of the measure."""
        self.measure.choices = choices(
            [
                (OVERRIDE, gettext("Departures from the proposal")),
                *(
                    (f"class_{number}", gettext("Class %(number)s of the profile", number=number))
                    for number in CLASSES
                ),
                *(
                    (f"pathway_{number}", gettext("Pathway %(number)s", number=number))
                    for number in PATHWAYS
                ),
            ]
        )

    @property
    def chosen(self) -> str:
        """The measure asked for; overrides for one nobody knows."""
        asked = self.measure.data
        return asked if asked in MEASURES else OVERRIDE
