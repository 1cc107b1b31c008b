"""Forms of issuing, of the provider's answer, and of giving back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    Form,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length

from app.core.clock import ROME
from app.core.forms import BaseForm, choices, choices_of, stripped
from vouchers.issuing.queries.vouchers import InboxFilters
from vouchers.issuing.rules.answer import Answer
from vouchers.issuing.states import (
    CANCEL_REASONS,
    DECLINE_REASONS,
    NO_ANSWER,
    RENOUNCE_REASONS,
    VoucherState,
)

_LONGEST_NOTE = Length(max=1000, message=_("Use at most %(max)d characters."))
_REASON = InputRequired(_("Choose a reason from the list."))
ALL = "all"


def _words(reasons: Mapping[str, str], without: str = "") -> list[Any]:
    return choices((code, _(text)) for code, text in reasons.items() if code != without)


class IssueForm(BaseForm):
    """The one button; the token makes that pressing it twice gives one voucher."""

    token = HiddenField(validators=[InputRequired(), Length(min=16, max=64)])


class TakeUpForm(BaseForm):
    """When and where the person is awaited for the first time."""

    appointment_on = DateField(
        _("Day of the first appointment"),
        validators=[InputRequired(_("Enter the day of the first appointment."))],
    )
    appointment_time = TimeField(
        _("Time"), validators=[InputRequired(_("Enter the time of the first appointment."))]
    )
    place = StringField(
        _("Place"),
        description=_("Address and room, or the address of the online meeting."),
        filters=[stripped],
        validators=[
            InputRequired(_("Say where the first appointment is.")),
            Length(max=300, message=_("Use at most %(max)d characters.")),
        ],
    )

    def answer(self) -> Answer:
        """The take-up, in Italian time."""
        day, time = self.appointment_on.data, self.appointment_time.data
        if day is None or time is None:
            raise AssertionError("a valid form has both")
        return Answer(datetime.combine(day, time, tzinfo=ROME), self.place.data or "")


class DeclineForm(BaseForm):
    """Why the provider cannot take the person."""

    reason = RadioField(_("Reason"), validators=[_REASON], choices=[])
    note = TextAreaField(
        _("Note for the employment centre"),
        description=_("What the centre and the person should know. No health information."),
        filters=[stripped],
        validators=[InputRequired(_("Add a note that explains why.")), _LONGEST_NOTE],
    )

    def __init__(self) -> None:
        super().__init__()
        self.reason.choices = _words(DECLINE_REASONS, without=NO_ANSWER)


class CancelForm(BaseForm):
    """Why the centre cancels."""

    reason = RadioField(_("Reason"), validators=[_REASON], choices=[])
    note = TextAreaField(
        _("Note"),
        description=_("Kept in the file of the case; the provider does not read it."),
        filters=[stripped],
        validators=[InputRequired(_("Add a note that explains why.")), _LONGEST_NOTE],
    )

    def __init__(self) -> None:
        super().__init__()
        self.reason.choices = _words(CANCEL_REASONS)


class RenounceForm(BaseForm):
    """Why the person gives the voucher back."""

    reason = RadioField(_("Reason"), validators=[_REASON], choices=[])
    is_sure = BooleanField(
        _("I give this voucher back"),
        validators=[InputRequired(_("Confirm that you give the voucher back."))],
    )

    def __init__(self) -> None:
        super().__init__()
        self.reason.choices = _words(RENOUNCE_REASONS)


class InboxForm(Form):
    """How the provider's list is narrowed; it lives in the address."""

    state = SelectField(_("State"), default=VoucherState.ISSUED.value)
    q = StringField(
        _("Number, person or measure"), filters=[stripped], validators=[Length(max=100)]
    )

    def __init__(self, asked: MultiDict[str, str]) -> None:
        super().__init__(asked)
        self.state.choices = [
            (VoucherState.ISSUED.value, _("To answer")),
            *choices_of(state for state in VoucherState if state is not VoucherState.ISSUED),
            (ALL, _("All")),
        ]
        self.validate()

    def chosen(self) -> InboxFilters:
        """The filters; what could not be understood narrows to what has to be answered."""
        if self.state.errors or not self.state.data:
            state: VoucherState | None = VoucherState.ISSUED
        else:
            state = None if self.state.data == ALL else VoucherState(self.state.data)
        return InboxFilters(state=state, search="" if self.q.errors else self.q.data or "")
