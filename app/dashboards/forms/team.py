"""What a manager fills in to distribute cases."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import User
from app.cases.forms.agreement import Needed
from app.cases.forms.filters import LONGEST_KEY
from app.cases.operations.distribution import Distribution
from app.cases.states import ReassignmentReason
from app.core.forms import BaseForm, choices, choices_of, stripped

CHOSEN, ALL = "chosen", "all"


def _key(value: object) -> int | None:
    """The key of a row; None for what no row can have, such as a number beyond the column's."""
    typed = str(value)
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_KEY else None


class DistributeForm(BaseForm):
    """Which cases, to whom, at most how many each, and why."""

    scope = RadioField(_("Which cases"), default=CHOSEN, validators=[Needed()])
    cases = SelectMultipleField(
        _("Cases"), coerce=_key, choices=(), validate_choice=False,
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    targets = SelectMultipleField(
        _("Who is to follow them"), coerce=_key, validate_choice=False,
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    most = IntegerField(
        _("At most, cases each"),
        validators=[Optional(), NumberRange(1, 9_999, _("Enter a number from 1 to 9999."))],
    )
    reason = SelectField(_("Reason"), validate_choice=False, validators=[Needed()])
    note = TextAreaField(_("Note"), filters=[stripped])

    def offer(self, counsellors: Sequence[User], loads: Mapping[int, int], matching: str) -> None:
        """Fill the choices; beside each counsellor how many open cases they follow."""
        self.scope.choices = choices([(CHOSEN, _("Those ticked in the list")), (ALL, matching)])
        self.targets.choices = choices(
            (one.id, f"{one.name} ({_open_cases(loads.get(one.id, 0))})") for one in counsellors
        )
        self.reason.choices = [*choices([("", _("Choose"))]), *choices_of(ReassignmentReason)]

    @property
    def is_for_all(self) -> bool:
        """Whether every case that the filters let through is meant."""
        return bool(self.scope.data == ALL)

    def asked(self, matching: Sequence[int]) -> Distribution:
        """What is asked for; `matching` are the cases the filters let through."""
        ticked = [key for key in self.cases.data or () if key is not None]
        reasons = {reason.value: reason for reason in ReassignmentReason}
        return Distribution(
            case_ids=matching if self.is_for_all else ticked,
            target_ids=[key for key in self.targets.data or () if key is not None],
            most=self.most.data,
            reason=reasons.get(self.reason.data or ""),
            note=self.note.data or "",
        )


def _open_cases(number: int) -> str:
    return str(ngettext("%(num)s open case", "%(num)s open cases", number))
