"""Forms of the trials."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField

from app.core.forms import BaseForm, choices
from profiling.trials.queries import ChangeFilters

PATHWAYS = tuple(str(number) for number in range(1, 6))
PATHWAY, ANY = "pathway", "any"


class StartForm(BaseForm):
    """The start of a trial asks nothing; it is a form for its token and its refusals."""


class ChangeFilterForm(Form):
    """Filters of the cases that would change, kept in the address."""

    before = SelectField(_("From pathway"))
    after = SelectField(_("To pathway"))
    change = SelectField(_("What changes"))
    centre = SelectField(_("Employment centre"))

    def offer(self, centres: Mapping[int, str]) -> None:
        """Fill the choices; without centres (staff of one) none can be chosen."""
        everything = ("", gettext("All"))
        numbered = [(number, gettext("Pathway %(number)s", number=number)) for number in PATHWAYS]
        self.before.choices = self.after.choices = choices([everything, *numbered])
        self.change.choices = choices(
            [(PATHWAY, gettext("The pathway")), (ANY, gettext("The pathway or the class"))]
        )
        if centres:
            named = sorted(centres.items(), key=lambda item: item[1])
            self.centre.choices = choices([everything, *((str(key), name) for key, name in named)])
        else:
            del self.centre

    def chosen(self) -> ChangeFilters:
        """The filters asked for; what is not understood filters nothing."""
        return ChangeFilters(
            before=_number(self.before),
            after=_number(self.after),
            centre_id=_number(self.centre) if self.centre else None,
            only_pathway=self.change.data != ANY,
        )


def _number(field: SelectField) -> int | None:
    known = {str(choice[0]) for choice in field.iter_choices()}
    return int(field.data) if field.data and field.data in known else None
