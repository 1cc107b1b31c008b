"""Forms of those who approve."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from app.core.forms import BaseForm, choices, choices_of, stripped
from catalogue.offers.states import OfferState

ANY_STATE = "all"


class QueueFilters(Form):
    """Filters of the offers of the region; the queue is what is shown first."""

    q = StringField(_("Title or provider"), filters=[stripped])
    state = SelectField(_("State"), default=OfferState.SUBMITTED.value)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.state.choices = [*choices_of(OfferState), *choices([(ANY_STATE, _("All"))])]

    def chosen_state(self) -> OfferState | None:
        """The state asked for; None for all."""
        known = {state.value: state for state in OfferState}
        if self.state.data == ANY_STATE:
            return None
        return known.get(self.state.data or "", OfferState.SUBMITTED)


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
