"""Forms of dated duties: plan one, record what became of it, say that one cannot come."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, cast

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from app.accounts.models import User
from app.cases.models.duties import Duty
from app.cases.rules.duties import Plan
from app.cases.states import DUTY, DutyAction, DutyKind, DutyState, Meeting
from app.core.clock import ROME
from app.core.forms import BaseForm, choices, choices_of, stripped


class OutcomeForm(BaseForm):
    """What became of a duty: the coded reason its table asks for, and a note."""

    reason = SelectField(_("Reason"), validators=[Optional()])
    note = TextAreaField(_("Note"), filters=[stripped], validators=[Optional(), Length(max=2000)])

    def offer(self, action: DutyAction, state: DutyState) -> None:
        """Ask for a reason where the action has any."""
        row = DUTY.transition(state, action)
        if row.reasons:
            self.reason.choices = reason_choices(row.reasons)
        else:
            del self.reason
        self.note.flags.required = row.note_required


class PlanForm(BaseForm):
    """An appointment, with its hour and place; or a day by which the search is to be shown."""

    kind = SelectField(_("What"), default=DutyKind.APPOINTMENT.value)
    due_on = DateField(_("Day"), validators=[InputRequired(_("Enter the day."))])
    hour = TimeField(_("Hour"), description=_("An appointment needs it."), validators=[Optional()])
    meeting = SelectField(_("How you meet"), validators=[Optional()])
    place = StringField(
        _("Where"), filters=[stripped], validators=[Optional(), Length(max=300)],
        description=_("Room, phone number or address of the video call."),
    )  # fmt: skip
    counsellor_id = SelectField(_("With whom"))
    description = TextAreaField(
        _("What it is about"), filters=[stripped], validators=[Optional(), Length(max=500)],
        description=_("The person reads this."),
    )  # fmt: skip

    def offer(self, staff: Sequence[User]) -> None:
        """Fill the choices."""
        self.kind.choices = choices_of((DutyKind.APPOINTMENT, DutyKind.SEARCH_EVIDENCE))
        self.meeting.choices = choices_of(Meeting)
        self.counsellor_id.choices = choices((str(user.id), user.name) for user in staff)

    def validate(self, extra_validators: object = None) -> bool:
        """An appointment has its hour."""
        valid: bool = super().validate(extra_validators)
        if self._is_meeting and self.hour.data is None and not self.hour.errors:
            self.hour.errors = [gettext("Enter the hour.")]
            return False
        return valid

    @property
    def _is_meeting(self) -> bool:
        return "kind" not in self or self.kind.data == DutyKind.APPOINTMENT.value

    def plan(self) -> Plan:
        """What was entered, once it is valid."""
        day, hour = cast(date, self.due_on.data), self.hour.data
        meets = self._is_meeting and hour is not None
        return Plan(
            due_on=day,
            due_at=datetime.combine(day, cast(time, hour), ROME) if meets else None,
            meeting=Meeting(self.meeting.data) if meets else None,
            place=(self.place.data or "") if meets else "",
            counsellor_id=int(self.counsellor_id.data),
            description=self.description.data or "",
        )


class MoveForm(PlanForm):
    """Another day for what is planned, and why."""

    reason = SelectField(_("Reason"), validators=[Optional()])
    note = TextAreaField(_("Note"), filters=[stripped], validators=[Optional(), Length(max=2000)])

    def offer_for(self, duty: Duty, staff: Sequence[User]) -> None:
        """Ask again for what the duty has, with the words it has now."""
        self.offer(staff)
        del self.kind
        self._has_hour = duty.kind is DutyKind.APPOINTMENT
        self.reason.choices = reason_choices(
            DUTY.transition(DutyState.PLANNED, DutyAction.MOVE).reasons
        )
        if duty.kind in (DutyKind.ACTION, DutyKind.SEARCH_EVIDENCE):
            del self.hour, self.meeting, self.place

    @property
    def _is_meeting(self) -> bool:
        return self._has_hour

    def plan(self) -> Plan:
        """What was entered; a contact may be given an hour."""
        if "hour" not in self:
            return Plan(
                due_on=cast(date, self.due_on.data),
                counsellor_id=int(self.counsellor_id.data),
                description=self.description.data or "",
            )
        self._has_hour = self.hour.data is not None
        return super().plan()


class CannotComeForm(BaseForm):
    """The person says, before the day, that they cannot come."""

    reason = SelectField(_("Why"), validators=[InputRequired(_("Choose a reason from the list."))])
    note = TextAreaField(
        _("What your counsellor should know"), filters=[stripped],
        validators=[Optional(), Length(max=1000)],
        description=_("Do not write details of your health: you may show a certificate at the centre."),
    )  # fmt: skip

    def offer(self) -> None:
        """The reasons that usually count, less the one that is not the person's to give."""
        listed = DUTY.transition(DutyState.PLANNED, DutyAction.EXCUSE).reasons
        self.reason.choices = reason_choices(
            {code: words for code, words in listed.items() if code != "centre"}
        )


def planned_values(duty: Duty) -> dict[str, object]:
    """What a form to move the duty begins with."""
    return {
        "due_on": None,
        "hour": _hour(duty.due_at),
        "meeting": duty.meeting.value if duty.meeting else Meeting.CENTRE.value,
        "place": duty.place,
        "counsellor_id": str(duty.counsellor_id or ""),
        "description": duty.description,
    }


def reason_choices(reasons: Mapping[str, str]) -> list[Any]:
    """The coded reasons in the reader's words, after an empty choice."""
    listed = ((code, gettext(words)) for code, words in reasons.items())
    return choices([("", gettext("Choose")), *listed])


def _hour(at: datetime | None) -> time | None:
    return at.astimezone(ROME).time() if at else None
