"""Forms of conditionality: hold a failure against a person, decide it, explain it, appeal."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import BaseForm, choices, stripped
from app.programme.rules.conditionality import Conditionality

MOST = 4000


class FailureForm(BaseForm):
    """A failure, begun from a missed duty or from scratch."""

    failure = SelectField(
        _("Failure"), validators=[InputRequired(_("Choose the failure from the list."))]
    )
    failed_on = DateField(
        _("Day of the failure"), validators=[InputRequired(_("Enter the day of the failure."))]
    )
    facts = TextAreaField(
        _("What happened"),
        description=_("The person reads these words and answers to them."),
        filters=[stripped],
        validators=[InputRequired(_("Say what happened.")), Length(max=MOST)],
    )
    duty_id = HiddenField()

    def offer(self, ladder: Conditionality, language: str) -> None:
        """The failures of the ladder."""
        listed = ((item.code, item.text.spoken(language)) for item in ladder.failures)
        self.failure.choices = choices([("", gettext("Choose")), *listed])


class DecisionForm(BaseForm):
    """What a step of the procedure asks for; the page deletes the fields it does not."""

    reason = SelectField(_("Justified reason"), validators=[Optional()])
    note = TextAreaField(_("Note"), filters=[stripped], validators=[Optional(), Length(max=MOST)])
    reference = StringField(
        _("Reference of the communication to INPS"),
        filters=[stripped],
        validators=[Optional(), Length(max=64)],
    )
    words = TextAreaField(
        _("What the person says"), filters=[stripped], validators=[Optional(), Length(max=MOST)]
    )
    given_on = DateField(_("Given on"), validators=[Optional()])

    def offer(self, asked: tuple[str, ...], ladder: Conditionality, language: str) -> None:
        """Ask only for the named fields."""
        for name in ("reason", "note", "reference", "words", "given_on"):
            if name not in asked:
                del self[name]
        if "reason" in asked:
            listed = ((item.code, item.text.spoken(language)) for item in ladder.justified_reasons)
            self.reason.choices = choices([("", gettext("Choose")), *listed])


class OwnWordsForm(BaseForm):
    """What the person writes: an explanation or an appeal."""

    words = TextAreaField(
        _("In your words"),
        filters=[stripped],
        validators=[InputRequired(_("Write something before you send it.")), Length(max=MOST)],
    )
