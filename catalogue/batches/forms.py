"""The words that go with an act on many offers."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import BaseForm, choices, stripped
from catalogue.batches.states import BatchAct
from catalogue.offers.states import OFFER_SUSPENSION_REASONS, RETURN_REASONS, WITHDRAWAL_REASONS
from catalogue.review.rules import FIELD_LABELS, LONGEST_REMARK

_REASONS = {
    BatchAct.RETURN: RETURN_REASONS,
    BatchAct.SUSPEND: OFFER_SUSPENSION_REASONS,
    BatchAct.WITHDRAW: WITHDRAWAL_REASONS,
}


class BatchForm(BaseForm):
    """Reason, field and note, as far as the act asks for them."""

    reason = SelectField(
        _("Reason"), default="", validators=[InputRequired(_("Choose a reason from the list."))]
    )
    field = SelectField(_("Field the remark is about"), default="description")
    note = TextAreaField(
        _("Note for the providers"),
        filters=[stripped],
        validators=[
            InputRequired(_("Add a note that explains why.")),
            Length(max=LONGEST_REMARK, message=_("Use at most %(max)d characters.")),
        ],
    )

    def ask_for(self, act: BatchAct) -> None:
        """Keep only what the act asks for."""
        known = [(code, _(label)) for code, label in _REASONS.get(act, {}).items()]
        self.reason.choices = choices([("", _("Choose a reason")), *known])
        self.field.choices = choices([(name, _(label)) for name, label in FIELD_LABELS.items()])
        if not known:
            self.reason.validators = [Optional()]
        if act not in (BatchAct.RETURN, BatchAct.SUSPEND):
            self.note.validators = [Optional()]
