"""The filters of lists of cases."""

from collections.abc import Sequence
from typing import TypeVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, Form, SelectField, StringField
from wtforms.validators import Optional

from app.accounts.models import User
from app.cases.models.jobseeker import Ball, Step
from app.cases.queries.listing import CaseFilters
from app.core.forms import choices, choices_of, stripped
from app.core.language import Labelled

Kind = TypeVar("Kind", bound=Labelled)

MINE, UNASSIGNED = "mine", "unassigned"
PATHWAYS = tuple(str(number) for number in range(1, 6))
LONGEST_SEARCH = 100
LONGEST_KEY = 18
"""Digits every number of which fits in a key's 64 bits."""


class CaseFilterForm(Form):
    """Filters kept in the address; one that is not understood filters nothing."""

    q = StringField(_("Name or codice fiscale"), filters=[stripped])
    step = SelectField(_("Next step"))
    ball = SelectField(_("Up to"))
    pathway = SelectField(_("Pathway"))
    counsellor = SelectField(_("Counsellor"))
    due_before = DateField(_("Due by"), validators=[Optional()])

    def offer(self, colleagues: Sequence[User]) -> None:
        """Fill the choices; without colleagues (the auditor) nobody's caseload can be asked for."""
        everything = ("", gettext("All"))
        self.step.choices = [*choices([everything]), *choices_of(Step)]
        self.ball.choices = [*choices([everything]), *choices_of(Ball)]
        numbered = [(number, gettext("Pathway %(number)s", number=number)) for number in PATHWAYS]
        self.pathway.choices = choices([everything, *numbered])
        people = [(str(user.id), user.name) for user in colleagues]
        own = [(MINE, gettext("My cases")), (UNASSIGNED, gettext("Nobody's yet"))]
        self.counsellor.choices = choices([everything, *(own if people else ()), *people])

    def chosen(self, user: User) -> CaseFilters:
        """What the filters say."""
        # Longer numbers fit no key: nobody's, as any other that is not understood.
        whose = (self.counsellor.data or "")[:LONGEST_KEY]
        return CaseFilters(
            text=(self.q.data or "")[:LONGEST_SEARCH],
            step=_member(Step, self.step.data),
            ball=_member(Ball, self.ball.data),
            pathway=int(self.pathway.data) if self.pathway.data in PATHWAYS else None,
            counsellor_id=user.id if whose == MINE else int(whose) if whose.isdecimal() else None,
            is_unassigned=whose == UNASSIGNED,
            due_before=self.due_before.data if self.due_before.validate(self) else None,
        )


def _member(kind: type[Kind], value: str | None) -> Kind | None:
    return next((member for member in kind if member.value == value), None)
