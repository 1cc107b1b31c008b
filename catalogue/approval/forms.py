"""Forms of those who approve."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.accounts.models import User
from app.core.errors import Refusal
from app.core.forms import BaseForm, choices, choices_of, stripped
from catalogue.approval.queries import Claim, QueueWish
from catalogue.offers.states import OfferState
from catalogue.review.rules import FIELD_LABELS, LONGEST_REMARK

ANY_STATE = "all"


class QueueFilters(Form):
    """Filters of the offers of the region; the queue is what is shown first."""

    q = StringField(_("Title or provider"), filters=[stripped])
    state = SelectField(_("State"), default=OfferState.SUBMITTED.value)
    service = SelectField(_("Service type"), default="")
    claim = SelectField(_("Who is looking at it"), default="")

    def __init__(
        self, *args: Any, services: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.state.choices = [*choices_of(OfferState), *choices([(ANY_STATE, _("All"))])]
        self.service.choices = choices([("", _("All")), *(services or {}).items()])
        self.claim.choices = [*choices([("", _("All"))]), *choices_of(Claim)]

    def chosen_state(self) -> OfferState | None:
        """The state asked for; None for all."""
        known = {state.value: state for state in OfferState}
        if self.state.data == ANY_STATE:
            return None
        return known.get(self.state.data or "", OfferState.SUBMITTED)

    def wish(self, officer: User) -> QueueWish:
        """What was asked; what is not understood narrows nothing."""
        return QueueWish(
            state=self.chosen_state(),
            words=self.q.data or "",
            service_type=self.service.data or "",
            claim=next((item for item in Claim if item.value == self.claim.data), None),
            officer_id=officer.id,
        )

    def as_args(self) -> dict[str, str]:
        """The filters as they stand in an address."""
        return {name: item.data for name, item in self._fields.items() if item.data}


class ReasonForm(BaseForm):
    """A coded reason and the words that go with it."""

    reason = SelectField(
        _("Reason"),
        default="",
        validators=[InputRequired(_("Choose a reason from the list."))],
    )
    note = TextAreaField(
        _("Note for the provider"),
        description=_("Say what to change, so that it can be right the next time."),
        filters=[stripped],
        validators=[InputRequired(_("Add a note that explains why."))],
    )

    def offer_reasons(self, reasons: Mapping[str, str]) -> None:
        """Offer the reasons of the state table."""
        known = [(code, _(label)) for code, label in reasons.items()]
        self.reason.choices = choices([("", _("Choose a reason")), *known])


class ReturnForm(BaseForm):
    """Why an offer goes back, with a remark at every field to correct."""

    reason = SelectField(
        _("Reason"),
        default="",
        validators=[InputRequired(_("Choose a reason from the list."))],
    )
    note = TextAreaField(
        _("Note for the provider"),
        description=_("What no field says: how to go on, whom to ask."),
        filters=[stripped],
        validators=[Length(max=LONGEST_REMARK, message=_("Use at most %(max)d characters."))],
    )

    def offer_reasons(self, reasons: Mapping[str, str]) -> None:
        """Offer the reasons of the state table."""
        known = [(code, _(label)) for code, label in reasons.items()]
        self.reason.choices = choices([("", _("Choose a reason")), *known])

    def remark_on(self, name: str) -> Any:
        """The field to write the remark in."""
        return self[f"remark_{name}"]

    def remarks(self) -> dict[str, str]:
        """The remarks written, by field."""
        written = {name: self.remark_on(name).data or "" for name in FIELD_LABELS}
        return {name: text for name, text in written.items() if text}

    def take_remark_refusals(self, reasons: Iterable[Refusal]) -> None:
        """Show each reason where its remark was written."""
        self.take_refusals(
            replace(reason, field=f"remark_{reason.field}")
            if reason.field in FIELD_LABELS
            else reason
            for reason in reasons
        )


for _name, _label in FIELD_LABELS.items():
    setattr(ReturnForm, f"remark_{_name}", TextAreaField(_(_label), filters=[stripped]))
